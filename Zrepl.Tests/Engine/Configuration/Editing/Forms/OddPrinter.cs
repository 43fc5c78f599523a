using System.Globalization;
using System.Text;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Editing.Trees;
using Zrepl.Engine.Configuration.Printing;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Tests.Engine.Configuration.Editing.Forms;

/// <summary>
/// Writes a tree as people do: braces here and lines there, any indentation, all kinds of quotes, comments with tabs, empty lines, anchors for what
/// comes twice, either kind of line ends. What is read back is the same tree.
/// </summary>
internal sealed class OddPrinter
{
    private static readonly string[] Remarks = ["# why", "#\ttabs\tin it", "# key: value", "#- item", "# \"quote' & *star {brace", "#"];

    private readonly StringBuilder _text = new();
    private readonly List<(string Name, YamlNode Node)> _anchors = [];
    private readonly Random _random;
    private readonly bool _usesAnchors;
    private int _named;

    private OddPrinter(Random random) => (_random, _usesAnchors) = (random, random.Next(3) == 0);

    /// <summary>Writes.</summary>
    public static string Print(YamlNode root, Random random)
    {
        var printer = new OddPrinter(random);
        if (random.Next(3) == 0) printer._text.Append("# before the document\n\n");
        if (random.Next(3) == 0) printer._text.Append("---\n");
        printer.Block(root, 0);
        if (random.Next(4) == 0) printer._text.Append("\n# the end\n");
        var text = printer._text.ToString();
        if (random.Next(5) == 0) text = text.TrimEnd('\n');
        return random.Next(3) == 0 ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text;
    }

    private bool OneIn(int number) => _random.Next(number) == 0;

    private void Block(YamlNode node, int indent)
    {
        if (node is YamlMapping mapping) Mapping(mapping, indent, isOnLine: false);
        else if (node is YamlSequence list) Items(list, indent);
    }

    private void Mapping(YamlMapping mapping, int indent, bool isOnLine)
    {
        foreach (var entry in mapping.Entries)
        {
            if (!isOnLine) Interlude(indent);
            if (!isOnLine) _text.Append(' ', indent);
            isOnLine = false;
            _text.Append(Key(entry.Key)).Append(':');
            Value(entry.Value, indent, mayStayLeft: true);
        }
    }

    private void Items(YamlSequence list, int indent)
    {
        foreach (var item in list.Items)
        {
            Interlude(indent);
            _text.Append(' ', indent).Append('-');
            if (item is YamlMapping { Entries.IsEmpty: false } mapping && !OneIn(3))
            {
                var wide = 1 + _random.Next(3);
                _text.Append(' ', wide);
                Mapping(mapping, indent + 1 + wide, isOnLine: true);
            }
            else
            {
                Value(item, indent, mayStayLeft: false);
            }
        }
    }

    // What stands behind a colon or dash, up to and with the line end.
    private void Value(YamlNode node, int indent, bool mayStayLeft)
    {
        if (Alias(node) is { } alias)
        {
            _text.Append(' ').Append(alias);
            LineEnd();
            return;
        }

        var anchor = Anchor(node);
        var isBlock = node is (YamlMapping { Entries.IsEmpty: false } or YamlSequence { Items.IsEmpty: false }) && !OneIn(4);
        if (anchor.Length > 0) _text.Append(' ').Append(anchor);
        if (isBlock)
        {
            LineEnd();
            Block(node, node is YamlSequence && mayStayLeft && OneIn(2) ? indent : indent + 1 + _random.Next(4));
        }
        else if (node is YamlScalar { IsPlain: false } text && OneIn(12) && IsSimple(text.Text))
        {
            _text.Append(OneIn(2) ? " |-\n" : " >-\n").Append(' ', indent + 2).Append(text.Text).Append('\n');
        }
        else
        {
            _text.Append(' ', 1 + _random.Next(2)).Append(Flow(node, indent + 2));
            LineEnd();
        }

        Remember(anchor, node);
    }

    private string Flow(YamlNode node, int indent)
    {
        var (open, close, parts) = node switch
        {
            YamlMapping mapping => ("{", "}", mapping.Entries.Select(entry => $"{Key(entry.Key)}: {Flow(entry.Value, indent)}").ToList()),
            YamlSequence list => ("[", "]", list.Items.Select(item => Flow(item, indent)).ToList()),
            _ => ("", "", [Scalar((YamlScalar)node)]),
        };
        if (open.Length == 0) return parts[0];
        var space = OneIn(2) ? " " : "";
        var between = OneIn(3) ? $",{(OneIn(2) ? " " + Remark() : "")}\n{new string(' ', indent + _random.Next(4))}" : ", ";
        return $"{open}{space}{string.Join(between, parts)}{(parts.Count > 0 && OneIn(6) ? " ," : "")}{space}{close}";
    }

    private string? Alias(YamlNode node)
    {
        if (!_usesAnchors || OneIn(4)) return null;
        var known = _anchors.Where(anchor => TreeComparison.AreSame(anchor.Node, node)).ToList();
        return known.Count == 0 ? null : "*" + known[0].Name;
    }

    private string Anchor(YamlNode node) => _usesAnchors && node is (YamlMapping { Entries.Length: > 0 } or YamlSequence { Items.Length: > 0 } or YamlScalar { Text.Length: > 4 }) && OneIn(3)
        ? string.Create(CultureInfo.InvariantCulture, $"&a{++_named}")
        : "";

    // Only now: nothing inside may point to it.
    private void Remember(string anchor, YamlNode node)
    {
        if (anchor.Length > 0) _anchors.Add((anchor[1..], node));
    }

    private string Key(YamlScalar key) => OneIn(5) ? YamlPrinter.Quoted(key.Text) : key.IsPlain ? key.Text : Scalar(key);

    private string Scalar(YamlScalar scalar)
    {
        if (scalar.IsPlain && scalar.Tag != "!!str") return scalar.Text.Length == 0 ? "~" : scalar.Text;
        var isPlain = Quoting.IsPlainSafe(scalar.Text);
        return _random.Next(3) switch
        {
            0 when IsSimple(scalar.Text) => $"'{scalar.Text.Replace("'", "''", StringComparison.Ordinal)}'",
            1 when isPlain => scalar.Text,
            _ => isPlain && OneIn(2) ? scalar.Text : YamlPrinter.Quoted(scalar.Text),
        };
    }

    private void LineEnd()
    {
        if (OneIn(5)) _text.Append(OneIn(2) ? "\t" : "  ").Append(Remark());
        else if (OneIn(9)) _text.Append("  ");
        _text.Append('\n');
    }

    private void Interlude(int indent)
    {
        if (OneIn(6)) _text.Append(' ', OneIn(3) ? _random.Next(8) : indent).Append(Remark()).Append('\n');
        if (OneIn(8)) _text.Append(OneIn(4) ? "   \n" : "\n");
    }

    private string Remark() => Remarks[_random.Next(Remarks.Length)];

    private static bool IsSimple(string text) => text.Length > 0 && text.All(c => char.IsAscii(c) && !char.IsControl(c)) && text.Trim() == text && !text.Contains("  ", StringComparison.Ordinal);
}
