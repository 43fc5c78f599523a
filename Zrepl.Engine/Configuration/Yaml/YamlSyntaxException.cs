namespace Zrepl.Engine.Configuration.Yaml;

/// <summary>A text is not YAML.</summary>
/// <param name="span">Where.</param>
/// <param name="message">What is wrong.</param>
internal sealed class YamlSyntaxException(SourceSpan span, string message) : Exception(message)
{
    public SourceSpan Span => span;
}
