using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration.Yaml;

/// <summary>Keys and values. Merge keys (<c>&lt;&lt;</c>) are resolved: what they bring in stands behind the mapping's own entries.</summary>
/// <param name="Entries">In order, without those that <paramref name="Repeated"/> holds.</param>
/// <param name="Repeated">Entries whose key the mapping itself has before.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record YamlMapping(ImmutableArray<YamlEntry> Entries, ImmutableArray<YamlEntry> Repeated, SourceSpan? Span = null)
    : YamlNode(Span)
{
    public override string Tag => "!!map";

    /// <summary>The value of a key, or null without that key.</summary>
    public YamlNode? this[string key] => Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;

    /// <summary>A mapping that was not read, with different keys.</summary>
    public static YamlMapping Of(IEnumerable<(string Key, YamlNode Value)> entries) =>
        new([.. entries.Select(e => new YamlEntry(new YamlScalar(e.Key, IsPlain: false), e.Value))], []);
}
