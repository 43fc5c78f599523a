using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Printing;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>Writes a tree into a file: on one line, as it may stand anywhere, or as lines below a key.</summary>
internal static class InlinePrinter
{
    /// <summary>Spaces by which what belongs to a key stands further right.</summary>
    public const int Step = 2;

    /// <summary>A value longer than this is written as lines of its own where that can be.</summary>
    public const int LongestOnOneLine = 80;

    /// <summary>On one line: <c>{type: last_n, count: 3}</c>.</summary>
    public static string Print(YamlNode node) => node switch
    {
        YamlMapping mapping => "{" + string.Join(", ", mapping.Entries.Select(entry => $"{Scalar(entry.Key)}: {Print(entry.Value)}")) + "}",
        YamlSequence list => "[" + string.Join(", ", list.Items.Select(Print)) + "]",
        YamlScalar scalar => Scalar(scalar),
        _ => throw new NotSupportedException($"{node.GetType().Name} cannot be written"),
    };

    /// <summary>As the lines of an entry: <c>key: value</c>, or the key and its content below it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="indent">Spaces before the key, which the caller writes.</param>
    /// <param name="end">What ends a line; none behind the last one.</param>
    public static string Lines(YamlScalar key, YamlNode value, int indent, string end) => value switch
    {
        YamlMapping { Entries.IsEmpty: false } or YamlSequence { Items.IsEmpty: false } =>
            $"{Scalar(key)}:{end}{new string(' ', indent + Step)}{Lines(value, indent + Step, end)}",
        _ => $"{Scalar(key)}: {Print(value)}",
    };

    /// <summary>As lines; short items of lists without keys below keys stay on one.</summary>
    public static string Lines(YamlNode value, int indent, string end)
    {
        var separator = end + new string(' ', indent);
        return value switch
        {
            YamlMapping { Entries.IsEmpty: false } mapping => string.Join(separator, mapping.Entries.Select(entry => Lines(entry.Key, entry.Value, indent, end))),
            YamlSequence { Items.IsEmpty: false } list => string.Join(separator, list.Items.Select(item => "- " + Item(item, indent, end))),
            _ => Print(value),
        };
    }

    /// <summary>True if a value is as well read on one line. Braces in braces are for nobody to read: a job of three keys is written as lines although it is short.</summary>
    public static bool FitsOnOneLine(YamlNode node) => Print(node).Length <= LongestOnOneLine && (node is not YamlSequence list || list.Items.All(IsFlat));

    private static string Item(YamlNode item, int indent, string end) =>
        IsFlat(item) && FitsOnOneLine(item) ? Print(item) : Lines(item, indent + Step, end);

    private static bool IsFlat(YamlNode item) => item is not YamlMapping mapping || mapping.Entries.All(entry => entry.Value is not YamlMapping { Entries.IsEmpty: false });

    // In braces more characters end a value than on a line of its own; what is written here is right in both.
    private static string Scalar(YamlScalar scalar) =>
        scalar.IsNull ? "~"
        : Quoting.IsPlainSafe(scalar.Text) || (scalar.IsPlain && scalar.Tag != "!!str") ? scalar.Text
        : YamlPrinter.Quoted(scalar.Text);
}
