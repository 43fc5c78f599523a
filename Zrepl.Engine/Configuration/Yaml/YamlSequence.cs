using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration.Yaml;

/// <summary>A list.</summary>
/// <param name="Items">In order.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record YamlSequence(ImmutableArray<YamlNode> Items, SourceSpan? Span = null) : YamlNode(Span)
{
    public override string Tag => "!!seq";
}
