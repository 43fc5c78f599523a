using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Trees;

/// <summary>Whether two trees mean the same, however they are written.</summary>
internal static class TreeComparison
{
    /// <summary>True if they mean the same. The order of keys means nothing.</summary>
    public static bool AreSame(YamlNode? one, YamlNode? other) => (one, other) switch
    {
        (null, null) => true,
        (YamlScalar a, YamlScalar b) => a.IsNull ? b.IsNull : a.Text == b.Text && a.Tag == b.Tag,
        (YamlSequence a, YamlSequence b) => a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(pair => AreSame(pair.First, pair.Second)),
        (YamlMapping a, YamlMapping b) => a.Repeated.IsEmpty && b.Repeated.IsEmpty && a.Entries.Length == b.Entries.Length
            && a.Entries.All(entry => b[entry.Key.Text] is { } value && AreSame(entry.Value, value)),
        _ => false,
    };
}
