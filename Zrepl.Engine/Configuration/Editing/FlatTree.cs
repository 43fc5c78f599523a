using System.Globalization;
using Zrepl.Engine.Configuration.Printing;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing;

/// <summary>A tree as a list of paths with the single values that stand there, in order.</summary>
internal static class FlatTree
{
    /// <summary>Flattens a tree. An empty list or mapping is a value too.</summary>
    public static OrderedDictionary<string, string> Of(YamlNode root)
    {
        var values = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        Add("", root);
        return values;

        void Add(string path, YamlNode node)
        {
            switch (node)
            {
                case YamlMapping { Entries.IsEmpty: false } mapping:
                    foreach (var entry in mapping.Entries) Add(path.Length == 0 ? Name(entry.Key.Text) : $"{path}.{Name(entry.Key.Text)}", entry.Value);
                    break;
                case YamlSequence { Items.IsEmpty: false } list:
                    foreach (var (index, item) in list.Items.Index()) Add(string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), item);
                    break;
                default:
                    values[path] = YamlPrinter.Print(node).TrimEnd();
                    break;
            }
        }
    }

    // Keys that are dataset names or patterns hold dots and brackets of their own.
    private static string Name(string key) => key.AsSpan().ContainsAny('.', '[', ']') ? $"\"{key}\"" : key;
}
