namespace Zrepl.Engine.Configuration.Yaml;

/// <summary>A piece of a YAML document, with its place.</summary>
/// <param name="Span">Where it stands; null in a tree that was not read from a file.</param>
internal abstract record YamlNode(SourceSpan? Span)
{
    /// <summary>What go-yaml calls the kind in its messages: <c>!!str</c>, <c>!!map</c>.</summary>
    public abstract string Tag { get; }

    /// <summary>True for <c>null</c>, <c>~</c> and nothing at all.</summary>
    public virtual bool IsNull => false;
}
