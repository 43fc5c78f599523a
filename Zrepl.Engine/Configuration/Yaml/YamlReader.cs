using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Zrepl.Engine.Configuration.Yaml;

/// <summary>
/// Makes the node tree of the first document of a text. YamlDotNet only splits the text into events: what the nodes mean is decided in
/// <see cref="YamlScalars"/> and by the binder.
/// </summary>
internal sealed class YamlReader
{
    // Our deepest legal path has ten levels.
    private const int MaxDepth = 100;

    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly string _file;
    private readonly Dictionary<AnchorName, YamlNode?> _anchors = []; // null: still open, so that an alias to it would contain itself
    private int _depth;

    private YamlReader(string text, string file)
    {
        _scanner = new Scanner(new StringReader(text.TrimStart('\ufeff')), skipComments: true);
        _parser = new Parser(_scanner);
        _file = file;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The content of the file.</param>
    /// <param name="file">Its name, for places.</param>
    /// <exception cref="YamlSyntaxException">The first document is not YAML.</exception>
    public static YamlDocument Read(string text, string file)
    {
        var reader = new YamlReader(text, file);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException refusal)
        {
            throw new YamlSyntaxException(TabOf(text, file, refusal) ?? SpanOf(file, refusal.Start, refusal.End), $"yaml: {refusal.Message}");
        }
        catch (Exception refusal) when (IsOfParser(refusal))
        {
            var at = reader._scanner.CurrentPosition;
            throw new YamlSyntaxException(SpanOf(file, at, at), "yaml: not a value, key or list here");
        }
    }

    private YamlDocument ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _)) return new(null, null);
        var root = ReadNode();
        _parser.Consume<DocumentEnd>();
        return new(root.IsNull ? null : root, SecondDocument());
    }

    // What follows the first document is not looked at, so it cannot be wrong either.
    private SourceSpan? SecondDocument()
    {
        try
        {
            return _parser.Accept<DocumentStart>(out var second) ? SpanOf(_file, second.Start, second.End) : null;
        }
        catch (Exception refusal) when (refusal is YamlException || IsOfParser(refusal))
        {
            return SpanOf(_file, _scanner.CurrentPosition, _scanner.CurrentPosition);
        }
    }

    // YamlDotNet lets some mistakes through to its own checks, for example "[a: b: c]" and tags and anchors with strange characters.
    private static bool IsOfParser(Exception refusal) =>
        refusal is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException;

    private YamlNode ReadNode()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Resolve(alias);
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            var isPlain = scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.Value != "tag:yaml.org,2002:str");
            return Remember(scalar.Anchor, new YamlScalar(scalar.Value, isPlain, SpanOf(_file, scalar.Start, scalar.End)));
        }

        if (!_parser.Accept<NodeEvent>(out var start)) throw Refuse(_parser.Consume<ParsingEvent>(), "a value is missing");
        if (++_depth > MaxDepth) throw Refuse(start, "nested too deeply");
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = null;
        YamlNode node = start is MappingStart ? ReadMapping() : ReadSequence();
        _depth--;
        return Remember(start.Anchor, node);
    }

    private YamlSequence ReadSequence()
    {
        var start = _parser.Consume<SequenceStart>();
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!_parser.Accept<SequenceEnd>(out _)) items.Add(ReadNode());
        return new(items.ToImmutable(), SpanOf(_file, start.Start, _parser.Consume<SequenceEnd>().End));
    }

    private YamlMapping ReadMapping()
    {
        var start = _parser.Consume<MappingStart>();
        var builder = new YamlMappingBuilder();
        while (!_parser.Accept<MappingEnd>(out _))
        {
            if (ReadNode() is not YamlScalar key) throw Refuse(_parser.Current ?? start, "a key must be a scalar");
            builder.Add(new YamlEntry(key, ReadNode()));
        }

        return builder.Build(SpanOf(_file, start.Start, _parser.Consume<MappingEnd>().End));
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var node)) throw Refuse(alias, $"unknown anchor '{alias.Value}' referenced");
        return node ?? throw Refuse(alias, $"anchor '{alias.Value}' value contains itself");
    }

    private YamlNode Remember(AnchorName anchor, YamlNode node)
    {
        if (!anchor.IsEmpty) _anchors[anchor] = node;
        return node;
    }

    private YamlSyntaxException Refuse(ParsingEvent at, string message) => new(SpanOf(_file, at.Start, at.End), $"yaml: {message}");

    // Of a tab the library tells where what it stands in begins.
    private static SourceSpan? TabOf(string text, string file, YamlException refusal)
    {
        if (!refusal.Message.Contains(" tab ", StringComparison.Ordinal)) return null;
        foreach (var (index, line) in text.Split('\n').Index().Skip((int)Math.Max(0, refusal.Start.Line - 1)))
        {
            var column = line.AsSpan().IndexOfAnyExcept(' ') + 1;
            if (column > 0 && line[column - 1] == '\t') return new(file, index + 1, column, index + 1, column + 1);
        }

        return null;
    }

    private static SourceSpan SpanOf(string file, Mark start, Mark end) =>
        new(file, Math.Max(1, (int)start.Line), Math.Max(1, (int)start.Column), Math.Max(1, (int)end.Line), Math.Max(1, (int)end.Column));
}
