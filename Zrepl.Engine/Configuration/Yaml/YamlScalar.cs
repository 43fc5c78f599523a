namespace Zrepl.Engine.Configuration.Yaml;

/// <summary>A single value. What it means depends on who asks: a string takes the raw text of any scalar.</summary>
/// <param name="Text">The text, without quotes, escapes resolved.</param>
/// <param name="IsPlain">True without quotes: only then can it be null, a boolean or a number.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record YamlScalar(string Text, bool IsPlain, SourceSpan? Span = null) : YamlNode(Span)
{
    public override string Tag =>
        IsNull ? "!!null"
        : !IsPlain ? "!!str"
        : YamlScalars.TryBoolean(this, out _) ? "!!bool"
        : YamlScalars.NumberKind(Text) ?? "!!str";

    public override bool IsNull => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");

    /// <summary>The text as go-yaml quotes it in messages: at most ten characters.</summary>
    public string Excerpt => Text.Length > 10 ? Text[..7] + "..." : Text;
}
