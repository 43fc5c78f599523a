namespace Zrepl.Engine.Configuration.Yaml;

/// <summary>What was read from a file.</summary>
/// <param name="Root">Null for an empty file, and for one whose root is null.</param>
/// <param name="Second">Where a second document begins, which is not read; null if there is none.</param>
internal sealed record YamlDocument(YamlNode? Root, SourceSpan? Second);
