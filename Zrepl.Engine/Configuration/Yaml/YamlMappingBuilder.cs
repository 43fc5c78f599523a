using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration.Yaml;

/// <summary>Collects the entries of one mapping and resolves its merge keys. Own keys win; of several merged mappings the first wins.</summary>
internal sealed class YamlMappingBuilder
{
    private readonly List<YamlEntry> _own = [];
    private readonly List<YamlEntry> _repeated = [];
    private readonly List<YamlEntry> _merged = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>Takes the next entry.</summary>
    /// <exception cref="YamlSyntaxException">A merge key whose value is neither a mapping nor a list of mappings.</exception>
    public void Add(YamlEntry entry)
    {
        if (entry.Key is { IsPlain: true, Text: "<<" }) Merge(entry);
        else if (_keys.Add(entry.Key.Text)) _own.Add(entry);
        else _repeated.Add(entry);
    }

    public YamlMapping Build(SourceSpan span)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        entries.AddRange(_own);
        foreach (var entry in _merged)
            if (_keys.Add(entry.Key.Text)) entries.Add(entry);
        return new(entries.ToImmutable(), [.. _repeated], span);
    }

    private void Merge(YamlEntry entry)
    {
        var sources = entry.Value is YamlSequence list ? list.Items : [entry.Value];
        foreach (var source in sources)
        {
            if (source is not YamlMapping mapping)
                // read from a file, hence a span
                throw new YamlSyntaxException(entry.Key.Span!, "yaml: map merge requires map or sequence of maps as the value");
            _merged.AddRange(mapping.Entries);
        }
    }
}
