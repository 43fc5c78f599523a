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
    // Their grammars have words of their own for an empty text: config 3.1, 3.4, 3.5.
    private static readonly string[] GrammarsWithoutZero = ["interval", "interval or manual", "grid", "cron expression"];

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
        string[] values = key.Shape.Kind == FieldKind.Text ? ["~", "\"\"", "[]", "{}"] : ["~", "\"\"", "0", "[]", "{}"]; // 0 is a text like any other
        foreach (var empty in values)
        {
            var errors = Errors(LoadText(section.File((name, Node(empty))))).ToList();
            Assert.NotEmpty(errors);
            if (IsZero(key.Shape, empty)) Assert.Contains(errors, e => e.Contains($"field {name} is required but has zero value", StringComparison.Ordinal));
        }
    }

    private static bool IsZero(Shape shape, string value) => value switch
    {
        "\"\"" => shape.Kind is FieldKind.Text or FieldKind.Choice && !GrammarsWithoutZero.Contains(shape.Title),
        "0" => shape.Kind == FieldKind.Number,
        "[]" => shape.Kind == FieldKind.List,
        "{}" => shape.Kind == FieldKind.Map,
        _ => true,
    };

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

    [Theory] // C7: a key that nobody reads would mean the same whatever it says
    [MemberData(nameof(OptionalKeys))]
    public void An_optional_key_can_mean_something_else_than_its_default(string path, string name)
    {
        var section = Find(path);
        var key = section.Shape.Keys.Single(k => k.Name == name);
        if (key.Shape.Sections.Any()) return; // the keys in it have rows of their own
        if (name is "include" or "transport_open_command" or "timestamp_location") return; // not in the definition, without effect, bound to the format
        var instead = section.Shape.Keys.Where(k => k.RequiredUnless == name).Select(k => (k.Name, (YamlNode?)null));
        var absent = Legal(section.File());
        string[] values = [key.Example, .. key.Shape.Choices, "7", "7m", "7 MiB", "udp", "human"];
        Assert.Contains(values, value => LoadText(section.File([(name, Node(value)), .. instead])).Definition is { } definition && definition != absent);
    }

    [Fact] // C7
    public void The_defaults_of_keys_that_Go_zrepl_knows_are_those_of_the_specification()
    {
        var keys = ConfigurationReference.Keys;
        var extensions = keys.Where(key => key.IsExtension).Select(key => key.Path).ToHashSet();
        var sections = keys.Select(key => key.Path[..^key.Name.Length].TrimEnd('.')).ToHashSet();
        var defaults = keys
            .Where(key => !key.IsRequired && !sections.Contains(key.Path) && !extensions.Any(path => key.Path == path || key.Path.StartsWith(path + ".", StringComparison.Ordinal)))
            .DistinctBy(key => (key.Section, key.Name, key.Default)).GroupBy(key => key.Section)
            .Select(section => $"{section.Key}: {string.Join(", ", section.Select(key => $"{key.Name} {key.Default?.Trim('"') ?? "nothing"}"))}");
        Assert.Equal(
            """
            bandwidth limit: max -1 B, bucket_capacity 128 KiB
            command hook: filesystems {"<":true}, timeout 30s, err_is_fatal false
            configuration: jobs [], include []
            conflict resolution: initial_replication most_recent
            control settings: sockpath /var/run/zrepl/control
            cron snapshotting: hooks [], timestamp_format dense, timestamp_location UTC
            file outlet: filename nothing
            global settings: logging [{"type":"stdout","level":"warn","format":"human","time":true,"color":true}], monitoring []
            last_n rule: regex nothing
            local connect: dial_timeout 2s
            mysql-lock-tables hook: timeout 30s, err_is_fatal false
            not_replicated rule: keep_snapshot_at_cursor true
            periodic snapshotting: hooks [], timestamp_format dense, timestamp_location UTC
            placeholder options: encryption unspecified
            postgres-checkpoint hook: timeout 30s, err_is_fatal false
            prometheus endpoint: listen_freebind false
            pruning: keep_sender nothing, keep_receiver nothing, keep nothing
            received properties: inherit [], override {}
            regex rule: negate false
            replication concurrency: steps 1, size_estimates 4
            replication protection: initial guarantee_resumability, incremental guarantee_resumability
            send options: encrypted false, raw false, send_properties false, backup_properties false, large_blocks false, compressed false, embedded_data false, saved false
            ssh+stdinserver connect: options [], ssh_command ssh, transport_open_command [], dial_timeout 10s
            stdinserver settings: sockdir /var/run/zrepl/stdinserver
            stdout outlet: time true, color true
            syslog outlet: facility local0, retry_interval 10s
            tcp connect: dial_timeout 10s
            tcp outlet: net tcp, retry_interval 10s
            tcp serve: listen_freebind false
            tls connect: dial_timeout 10s
            tls serve: listen_freebind false, handshake_timeout 10s
            """.ReplaceLineEndings("\n"), string.Join('\n', defaults.Order(StringComparer.Ordinal)));
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
