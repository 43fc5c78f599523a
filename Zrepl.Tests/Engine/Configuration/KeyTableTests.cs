using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Printing;
using Zrepl.Engine.Configuration.Schema;
using Zrepl.Engine.Configuration.Yaml;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

/// <summary>Tests made from the table of keys: for every section the smallest legal file that has it, and what happens when one key is
/// changed.</summary>
public sealed class KeyTableTests
{
    private static readonly List<Section> Sections = [.. SectionsIn(RootSchema.Shape.AsSection, "", YamlMapping.Of([]), whole => whole)];

    public static TheoryData<string> SectionPaths => [.. Sections.Select(s => s.Path)];

    public static TheoryData<string, string> RequiredKeys => Keys(key => key.IsRequired);

    public static TheoryData<string, string> OptionalKeys => Keys(key => !key.IsRequired);

    [Theory]
    [MemberData(nameof(SectionPaths))]
    public void The_required_keys_alone_are_legal(string path) => Legal(Find(path).File());

    [Theory] // C5
    [MemberData(nameof(SectionPaths))]
    public void An_unknown_key_is_refused_in_every_section(string path)
    {
        var errors = Errors(LoadText(Find(path).File(("zz-unknown", new YamlScalar("1", true))))).ToList();
        Assert.Contains("field zz-unknown not found in type", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory] // C6
    [MemberData(nameof(RequiredKeys))]
    public void A_required_key_must_be_given_and_not_be_empty(string path, string name)
    {
        var section = Find(path);
        var key = section.Shape.Keys.Single(k => k.Name == name);
        Assert.Contains(Errors(LoadText(section.File((name, null)))), e =>
            e.Contains($"field {name} is required but not given", StringComparison.Ordinal));
        foreach (var zero in new[] { "", "~", "\"\"", "0", "[]", "{}" }.Select(Node)
            .Where(zero => key.Shape.IsZero(zero) && !(key.MayBeZero && !zero.IsNull)))
            Assert.Contains(Errors(LoadText(section.File((name, zero)))), e =>
                e.Contains($"field {name} is required but has zero value", StringComparison.Ordinal));
    }

    [Theory] // C7
    [MemberData(nameof(OptionalKeys))]
    public void An_optional_key_that_is_absent_null_or_its_default_means_the_same(string path, string name)
    {
        var section = Find(path);
        var key = section.Shape.Keys.Single(k => k.Name == name);
        var absent = Legal(section.File());
        Assert.Equal(absent, Legal(section.File((name, Node("~")))));
        if (key.WrittenDefault is { } written) Assert.Equal(absent, Legal(section.File((name, written))));
    }

    [Fact] // 17.2
    public void The_reference_has_every_key_once_with_words_and_an_example()
    {
        var keys = ConfigurationReference.Keys;
        Assert.Equal(keys.Count, keys.Select(k => k.Path).Distinct().Count());
        Assert.Equal(keys.Select(k => k.Path).Order(),
            Sections.SelectMany(s => s.Shape.Keys.Select(k => s.Path.Length == 0 ? k.Name : $"{s.Path}.{k.Name}")).Order());
        Assert.All(keys, key =>
        {
            Assert.EndsWith(".", key.Doc, StringComparison.Ordinal);
            Assert.NotEmpty(key.Example);
            Assert.True(key.IsRequired == (key.Default is null) || key.Default is null, key.Path);
        });
        Assert.All(keys, key => Assert.DoesNotContain('\n', key.Default ?? ""));
        Assert.Equal("10s", keys.Single(k => k.Path == "jobs[][push].connect[tcp].dial_timeout").Default);
        Assert.Equal(["unspecified", "inherit", "off"], keys.Single(k => k.Path == "jobs[][sink].recv.placeholder.encryption").Choices);
        Assert.Equal(
            ["alerts", "cron", "description", "enabled", "filename", "hide_fields", "interval", "nomount", "prune_approval", "stale_marks", "stall", "time"],
            keys.Where(k => k.IsExtension || k.Path.StartsWith("global.logging[][file].filename", StringComparison.Ordinal))
                .Select(k => k.Name).Distinct().Order(StringComparer.Ordinal));
    }

    private static TheoryData<string, string> Keys(Func<Key, bool> filter)
    {
        var rows = new TheoryData<string, string>();
        foreach (var section in Sections)
            foreach (var key in section.Shape.Keys.Where(filter)) rows.Add(section.Path, key.Name);
        return rows;
    }

    private static Section Find(string path) => Sections.Single(s => s.Path == path);

    private static YamlNode Node(string text) => YamlReader.Read($"x: {text}\n", "node").Root is YamlMapping mapping ? mapping["x"]!
        : throw new InvalidOperationException(text);

    private static IEnumerable<Section> SectionsIn(SectionShape shape, string path, YamlMapping own, Func<YamlMapping, YamlMapping> embed)
    {
        var smallest = With(own, [.. shape.Keys.Where(k => k.IsRequired).Select(k => (k.Name, (YamlNode?)Node(k.Example)))]);
        yield return new(path, shape, smallest, embed);
        foreach (var key in shape.Keys)
        {
            foreach (var (suffix, inner) in key.Shape.Sections)
            {
                var isItem = suffix.StartsWith("[]", StringComparison.Ordinal);
                var type = suffix[(isItem ? 2 : 0)..].Trim('[', ']');
                var innerOwn = type.Length == 0 ? YamlMapping.Of([]) : YamlMapping.Of([("type", new YamlScalar(type, false))]);
                var innerPath = (path.Length == 0 ? key.Name : $"{path}.{key.Name}") + suffix;
                foreach (var section in SectionsIn(inner, innerPath, innerOwn, value =>
                    embed(With(smallest, (key.Name, isItem ? new YamlSequence([value]) : value)))))
                    yield return section;
            }
        }
    }

    private static YamlMapping With(YamlMapping mapping, params (string Key, YamlNode? Value)[] changes)
    {
        var kept = mapping.Entries.Where(e => !changes.Any(c => c.Key == e.Key.Text)).Select(e => (e.Key.Text, e.Value));
        return YamlMapping.Of([.. kept, .. changes.Where(c => c.Value is not null).Select(c => (c.Key, c.Value!))]);
    }

    private sealed record Section(string Path, SectionShape Shape, YamlMapping Smallest, Func<YamlMapping, YamlMapping> Embed)
    {
        public string File(params (string Key, YamlNode? Value)[] changes) => YamlPrinter.Print(Embed(With(Smallest, changes)));
    }
}
