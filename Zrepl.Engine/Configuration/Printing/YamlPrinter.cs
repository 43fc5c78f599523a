using System.Globalization;
using System.Text;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Printing;

/// <summary>Writes a node tree as YAML in block style, texts in double quotes wherever they could be read as something else.</summary>
internal sealed class YamlPrinter
{
    private readonly StringBuilder _output = new();

    private YamlPrinter() { }

    public static string Print(YamlNode root)
    {
        var printer = new YamlPrinter();
        printer.Block(root, 0);
        return printer._output.ToString();
    }

    private void Block(YamlNode node, int indent)
    {
        switch (node)
        {
            case YamlMapping { Entries.IsEmpty: false } mapping:
                foreach (var (index, entry) in mapping.Entries.Index())
                {
                    if (index > 0) _output.Append(' ', indent);
                    _output.Append(Quote(entry.Key)).Append(':');
                    Value(entry.Value, indent + 2);
                }

                break;
            case YamlSequence { Items.IsEmpty: false } list:
                foreach (var (index, item) in list.Items.Index())
                {
                    if (index > 0) _output.Append(' ', indent);
                    _output.Append("- ");
                    Block(item, indent + 2);
                }

                break;
            default:
                _output.Append(Inline(node)).Append('\n');
                break;
        }
    }

    private void Value(YamlNode value, int indent)
    {
        if (value is YamlMapping { Entries.IsEmpty: false } or YamlSequence { Items.IsEmpty: false })
        {
            _output.Append('\n').Append(' ', indent);
            Block(value, indent);
        }
        else
        {
            _output.Append(' ').Append(Inline(value)).Append('\n');
        }
    }

    private static string Inline(YamlNode node) => node switch
    {
        YamlScalar scalar => Quote(scalar),
        YamlMapping => "{}",
        _ => "[]",
    };

    private static string Quote(YamlScalar scalar)
    {
        return scalar.IsPlain || Quoting.IsPlainSafe(scalar.Text) ? scalar.Text : Quoted(scalar.Text);
    }

    /// <summary>A text in double quotes.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff') quoted.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:X4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
