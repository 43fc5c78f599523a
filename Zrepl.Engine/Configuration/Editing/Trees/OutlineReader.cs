using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>Reads how a text is written. What the text means is read by <see cref="YamlReader"/>, whose word is the last one.</summary>
internal sealed class OutlineReader
{
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, OutlineNode> _anchors = [];

    private OutlineReader(string text) => _parser = new(new Scanner(new StringReader(text), skipComments: true));

    /// <summary>Reads the first document; null for one without content.</summary>
    /// <exception cref="YamlException">It is not YAML.</exception>
    public static OutlineNode? Read(string text)
    {
        var reader = new OutlineReader(text);
        reader._parser.Consume<StreamStart>();
        return reader._parser.TryConsume<DocumentStart>(out _) ? reader.ReadNode() : null;
    }

    private OutlineNode ReadNode()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return _anchors.TryGetValue(alias.Value, out var target)
                ? target with { Start = Index(alias.Start), End = Index(alias.End), IsAlias = true }
                : throw new YamlException(alias.Start, alias.End, "unknown anchor");
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            var isPlain = scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.Value != "tag:yaml.org,2002:str");
            return Remember(scalar.Anchor, new OutlineScalar(Index(scalar.Start), Index(scalar.End), false, new(scalar.Value, isPlain)));
        }

        return _parser.Accept<MappingStart>(out _) ? ReadMapping() : ReadSequence();
    }

    private OutlineNode ReadMapping()
    {
        var start = _parser.Consume<MappingStart>();
        var entries = ImmutableArray.CreateBuilder<OutlineEntry>();
        while (!_parser.Accept<MappingEnd>(out _))
        {
            var key = _parser.Consume<Scalar>();
            entries.Add(new(new(key.Value, key.Style == ScalarStyle.Plain), Index(key.Start), Index(key.End), ReadNode()));
        }

        var end = _parser.Consume<MappingEnd>();
        var isFlow = start.Style == MappingStyle.Flow;
        return Remember(start.Anchor, new OutlineMapping(
            Index(start.Start), isFlow ? BehindBracket(end.Start) : entries.Count == 0 ? Index(end.End) : entries[^1].Value.End, false, isFlow, entries.ToImmutable()));
    }

    private OutlineNode ReadSequence()
    {
        var start = _parser.Consume<SequenceStart>();
        var items = ImmutableArray.CreateBuilder<OutlineNode>();
        while (!_parser.Accept<SequenceEnd>(out _)) items.Add(ReadNode());
        var end = _parser.Consume<SequenceEnd>();
        var isFlow = start.Style == SequenceStyle.Flow;
        return Remember(start.Anchor, new OutlineSequence(
            Index(start.Start), isFlow ? BehindBracket(end.Start) : items.Count == 0 ? Index(end.End) : items[^1].End, false, isFlow, items.ToImmutable()));
    }

    private OutlineNode Remember(AnchorName anchor, OutlineNode node)
    {
        if (!anchor.IsEmpty) _anchors[anchor] = node;
        return node;
    }

    // The parser lets a collection in brackets end before its bracket.
    private static int BehindBracket(Mark bracket) => Index(bracket) + 1;

    private static int Index(Mark mark) => (int)mark.Index;
}
