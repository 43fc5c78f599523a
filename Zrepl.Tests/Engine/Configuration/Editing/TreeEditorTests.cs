using Zrepl.Engine.Configuration.Editing.Trees;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Tests.Engine.Configuration.Editing;

/// <summary>Only the lines of what was changed are changed (design D3).</summary>
public sealed class TreeEditorTests
{
    private const string File = """
        # our backups; do not touch without asking anna
        jobs:
          - name: a          # the first one
            type: snap
            filesystems: { "tank<": true }  # all of it
            snapshotting:
              type: periodic
              interval: 10m	# a tab
              prefix: 'auto_'

            pruning:
              keep:
              # the last ones
              - type: last_n
                count: 8
              # and those with a name
              - { type: regex, regex: "^keep" }
          # the second one
          - {name: b, type: snap, filesystems: {"rpool<": true}, snapshotting: {type: manual}, pruning: {keep: [{type: last_n, count: 3}]}}

        """;

    [Fact]
    public void A_value_is_changed_where_it_stands() => AssertChange(
        root => Set(root, Scalar("1h"), "jobs", 0, "snapshotting", "interval"), "      interval: 10m\t# a tab", "      interval: 1h\t# a tab");

    [Fact]
    public void A_value_in_braces_is_changed_where_it_stands() => AssertChange(
        root => Set(root, Scalar("4"), "jobs", 1, "pruning", "keep", 0, "count"), "keep: [{type: last_n, count: 3}]", "keep: [{type: last_n, count: 4}]");

    [Fact]
    public void A_new_key_comes_behind_the_others_with_their_indentation() => AssertChange(
        root => Set(root, Scalar("local"), "jobs", 0, "snapshotting", "timestamp_location"), "      prefix: 'auto_'\n", "      prefix: 'auto_'\n      timestamp_location: local\n");

    [Fact]
    public void A_new_section_comes_as_lines_of_its_own() => AssertChange(
        root => Set(root, YamlMapping.Of([("hooks", new YamlSequence([YamlMapping.Of([("type", Scalar("command")), ("path", Scalar("/bin/true"))])]))]), "jobs", 0, "extra"),
        "      - { type: regex, regex: \"^keep\" }\n", "      - { type: regex, regex: \"^keep\" }\n    extra:\n      hooks:\n        - {type: command, path: \"/bin/true\"}\n");

    [Fact]
    public void A_key_goes_with_its_line() => AssertChange(
        root => Remove(root, "jobs", 0, "snapshotting", "prefix"), "      prefix: 'auto_'\n", "");

    [Fact]
    public void An_item_goes_and_comments_stay() => AssertChange(
        root => Remove(root, "jobs", 0, "pruning", "keep", 0), "      - type: last_n\n        count: 8\n", "");

    [Fact]
    public void An_item_comes_behind_the_one_before_it() => AssertChange(
        root => Insert(root, YamlMapping.Of([("type", Scalar("grid")), ("grid", Scalar("24x1h"))]), "jobs", 0, "pruning", "keep", 1),
        "        count: 8\n", "        count: 8\n      - {type: grid, grid: 24x1h}\n");

    [Fact]
    public void A_job_goes_and_one_comes() => AssertChange(
        root => Remove(root, "jobs", 1), File[File.IndexOf("  - {name: b", StringComparison.Ordinal)..].TrimEnd('\n') + "\n", "");

    [Fact]
    public void What_others_point_to_is_copied_for_them_before_it_is_changed()
    {
        const string text = "x: &x {a: 1}\ny: *x # theirs\nz: 3\n";
        Assert.Equal("x: &x {a: 2}\ny: {a: 1} # theirs\nz: 3\n", TreeEditor.Edit(text, Set(Read(text), Scalar("2"), "x", "a")));
        Assert.Equal("x: &x {a: 1}\ny: {a: 2} # theirs\nz: 3\n", TreeEditor.Edit(text, Set(Read(text), Scalar("2"), "y", "a")));
    }

    [Fact]
    public void Line_ends_of_the_file_are_kept()
    {
        var text = File.ReplaceLineEndings("\r\n");
        var edited = TreeEditor.Edit(text, Set(Read(text), Scalar("x"), "jobs", 0, "snapshotting", "more"));
        Assert.DoesNotContain("\n", edited.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static void AssertChange(Func<YamlNode, YamlNode> edit, string before, string after)
    {
        Assert.Equal(2, File.Split(before).Length);
        Assert.Equal(File.Replace(before, after, StringComparison.Ordinal), TreeEditor.Edit(File, edit(Read(File))));
    }

    internal static YamlNode Read(string text) => YamlReader.Read(text, "").Root ?? throw new InvalidOperationException("Nothing to change.");

    internal static YamlScalar Scalar(string text) => new(text, IsPlain: true);

    internal static YamlNode Set(YamlNode node, YamlNode value, params object[] path) => At(node, path, _ => value);

    internal static YamlNode Remove(YamlNode node, params object[] path) => At(node, path, _ => null);

    internal static YamlNode Insert(YamlNode node, YamlNode value, params object[] path) => At(node, path[..^1], list => list is YamlSequence items
        ? items with { Items = items.Items.Insert((int)path[^1], value) }
        : throw new InvalidOperationException("Only lists have places."));

    private static YamlNode At(YamlNode node, object[] path, Func<YamlNode?, YamlNode?> change)
    {
        if (path.Length == 0) return change(node) ?? throw new InvalidOperationException("The root stays.");
        switch (node)
        {
            case YamlMapping mapping:
                var key = (string)path[0];
                var at = mapping.Entries.ToList().FindIndex(entry => entry.Key.Text == key);
                var value = path.Length == 1 ? change(at < 0 ? null : mapping.Entries[at].Value) : At(mapping[key] ?? YamlMapping.Of([]), path[1..], change);
                if (value is null) return mapping with { Entries = mapping.Entries.RemoveAt(at) };
                YamlEntry changed = new(new(key, true), value);
                return mapping with { Entries = at < 0 ? mapping.Entries.Add(changed) : mapping.Entries.SetItem(at, changed) };
            case YamlSequence list:
                var index = (int)path[0];
                var item = path.Length == 1 ? change(list.Items[index]) : At(list.Items[index], path[1..], change);
                return list with { Items = item is null ? list.Items.RemoveAt(index) : list.Items.SetItem(index, item) };
            default:
                throw new InvalidOperationException("The path leads into a single value.");
        }
    }
}
