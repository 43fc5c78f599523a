namespace Zrepl.Engine.Configuration.Editing;

/// <summary>A key that means something else than before.</summary>
/// <param name="Path">Which, within its job or within <c>global</c>: <c>pruning.keep_sender[1].count</c>.</param>
/// <param name="Before">Its value as YAML, the default included; null: it did not apply.</param>
/// <param name="After">Its value now; null: it does not apply any more.</param>
public sealed record KeyChange(string Path, string? Before, string? After);
