using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Yaml;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class YamlDialectTests // config 2.1, 2.2
{
    [Theory]
    [InlineData("y Y yes Yes YES true True TRUE on On ON", true)]
    [InlineData("n N no No NO false False FALSE off Off OFF", false)]
    public void Booleans_are_those_of_yaml_1_1(string words, bool expected)
    {
        foreach (var word in words.Split(' '))
        {
            Assert.True(YamlScalars.TryBoolean(new(word, IsPlain: true), out var value), word);
            Assert.Equal(expected, value);
            Assert.False(YamlScalars.TryBoolean(new(word, IsPlain: false), out _));
            Assert.Equal(expected, Stdout($"color: {word}").Color);
        }
    }

    [Theory]
    [InlineData("10", 10)]
    [InlineData("+10", 10)]
    [InlineData("-3", -3)]
    [InlineData("0x1F", 31)]
    [InlineData("0o17", 15)]
    [InlineData("0777", 511)]
    [InlineData("0b101", 5)]
    [InlineData("1_000", 1000)]
    [InlineData("0", 0)]
    [InlineData("10.0", 10)]
    [InlineData("1e3", 1000)]
    [InlineData("08", 8)]
    public void Whole_numbers_have_many_spellings(string text, long expected)
    {
        Assert.True(YamlScalars.TryInteger(new(text, IsPlain: true), out var value));
        Assert.Equal(expected, value);
        Assert.False(YamlScalars.TryInteger(new(text, IsPlain: false), out _));
    }

    [Theory]
    [InlineData("10.7", "!!float")]
    [InlineData("1e400", "!!float")]
    [InlineData("ten", "!!str")]
    [InlineData("0x", "!!str")]
    [InlineData("", "!!null")]
    [InlineData("~", "!!null")]
    [InlineData("Null", "!!null")]
    [InlineData("no", "!!bool")]
    public void What_is_no_whole_number_is_told_by_its_kind(string text, string tag)
    {
        var scalar = new YamlScalar(text, IsPlain: true);
        Assert.False(YamlScalars.TryInteger(scalar, out _));
        Assert.Equal(tag, scalar.Tag);
        Assert.Equal("!!str", new YamlScalar(text, IsPlain: false).Tag);
    }

    [Theory] // upstream cuts the fraction off
    [InlineData("10.7", "cannot unmarshal !!float `10.7` into int")]
    [InlineData("many-words-here", "cannot unmarshal !!str `many-wo...` into int")]
    [InlineData("[1]", "cannot unmarshal !!seq into int")]
    [InlineData("{a: 1}", "cannot unmarshal !!map into int")]
    public void A_wrong_kind_is_told_in_the_words_of_go_yaml(string count, string message) =>
        Assert.Contains(message, Assert.Single(Errors(LoadText(Snap($"keep: [{{type: last_n, count: {count}}}]")))), StringComparison.Ordinal);

    [Theory]
    [InlineData("no", "no")]
    [InlineData("1e3", "1e3")]
    [InlineData("0777", "0777")]
    [InlineData("\"\\u0061\"", "a")]
    [InlineData("!!str 12", "12")]
    public void A_text_takes_any_scalar_as_it_is_written(string written, string name) =>
        Assert.Equal(name, Legal(Snap("keep: [{type: last_n, count: 1}]", name: written)).Jobs[0].Name.Text);

    [Fact] // 1.4
    public void Only_the_first_document_counts()
    {
        var loaded = LoadText("jobs: []\n---\njobs: 7\n");
        Assert.NotNull(loaded.Definition);
        Assert.Equal(["zrepl.yml:2:1: warning: document 2 and later are ignored"], Warnings(loaded));
        Assert.NotNull(LoadText("jobs: []\n---\n[\n").Definition);
    }

    [Fact]
    public void Anchors_and_merge_keys_work_everywhere_and_own_keys_win()
    {
        var definition = Legal("""
            x-filter: &all {"a<": true, "a/tmp<": false}
            x-rules: &rules
            - {type: last_n, count: 3}
            x-one: &one {enabled: false, description: one}
            x-two: &two {description: two, filesystems: {"z": true}}
            jobs:
            - <<: [*one, *two]
              name: a
              type: snap
              filesystems: {<<: *all, "a/tmp<": true}
              snapshotting: {type: manual}
              pruning: {keep: *rules}
            """);
        var snap = Assert.IsType<SnapJobDefinition>(definition.Jobs[0]);
        Assert.Equal(("one", false), (snap.Description, snap.IsEnabled));
        Assert.Equal("a/tmp<:ok,a<:ok", snap.Filesystems.ToString());
    }

    [Theory]
    [InlineData("jobs: *nobody\n", "unknown anchor 'nobody' referenced")]
    [InlineData("jobs: &a [*a]\n", "anchor 'a' value contains itself")]
    [InlineData("<<: 7\n", "map merge requires map or sequence of maps as the value")]
    [InlineData("? [a]\n: b\n", "a key must be a scalar")]
    [InlineData("jobs: [\n", "yaml: ")]
    public void What_is_not_yaml_is_one_error_at_its_place(string text, string message) =>
        Assert.Contains(message, Assert.Single(Errors(LoadText(text))), StringComparison.Ordinal);

    [Theory]
    [InlineData("jobs:\n\t- name: x\n", ":2:1: ")]
    [InlineData("jobs:\n  - name: x\n  \ttype: snap\n", ":3:3: ")]
    public void A_tab_is_told_where_it_stands(string text, string place)
    {
        var error = Assert.Single(Errors(LoadText(text)));
        Assert.Contains(place, error, StringComparison.Ordinal);
        Assert.Contains(" tab ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused_not_followed() =>
        Assert.Contains("nested too deeply", Assert.Single(Errors(LoadText("x-a: " + new string('[', 5000)))), StringComparison.Ordinal);

    [Fact]
    public void An_alias_of_aliases_costs_no_more_than_its_text()
    {
        var lines = Enumerable.Range(1, 40).Select(i => $"x-{i}: &a{i} {{<<: [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 50))}]}}");
        Assert.Empty(Legal($"x-0: &a0 {{k: v}}\n{string.Join('\n', lines)}\n").Jobs);
    }

    [Fact] // 2.2 rules 1 and 2
    public void Unknown_and_repeated_keys_are_named_with_what_may_be_meant()
    {
        var errors = Errors(LoadText("""
            global: {contrl: {}, zzz: 1}
            jobz: []
            web: {}
            jobs: []
            jobs: []
            """)).ToList();
        Assert.Equal(
            [
                "zrepl.yml:1:10: error: global: field contrl not found in type global settings (did you mean control?)",
                "zrepl.yml:1:22: error: global: field zzz not found in type global settings (known keys: logging, monitoring, control, serve, stale_marks)",
                "zrepl.yml:2:1: error: field jobz not found in type configuration (did you mean jobs?)",
                "zrepl.yml:3:1: error: field web not found in type configuration (settings of the host are not in this file)",
                "zrepl.yml:5:1: error: field jobs already set in type configuration",
            ], errors);
    }

    [Fact] // 2.2 rule 5
    public void Null_counts_as_not_given_and_says_so_where_upstream_would_differ()
    {
        var loaded = LoadText("global: {logging: [{type: stdout, level: warn, format: human, time: , color: ~}]}\n");
        Assert.Equal(GlobalDefinition.Default, loaded.Definition?.Global);
        Assert.Equal(
            [
                "zrepl.yml:1:69: warning: global.logging[0].time: null counts as not given: time is true",
                "zrepl.yml:1:78: warning: global.logging[0].color: null counts as not given: color is true",
            ], Warnings(loaded));
    }

    [Fact]
    public void Each_value_can_be_found_in_the_text()
    {
        var loaded = LoadText(Snap("keep: [{type: last_n, count: 1}]"));
        Assert.Equal(new SourceSpan("zrepl.yml", 6, 19, 6, 44), loaded.Sources.Value("zrepl.yml", "jobs[0].pruning.keep"));
        Assert.Equal(new SourceSpan("zrepl.yml", 6, 13, 6, 17), loaded.Sources.Key("zrepl.yml", "jobs[0].pruning.keep"));
        Assert.NotNull(loaded.Sources.Value("zrepl.yml", "jobs[0].filesystems[\"a\"]"));
        Assert.Null(loaded.Sources.Value("zrepl.yml", "jobs[1]"));
        Assert.Equal(("zrepl.yml", "jobs[0]", 2), (loaded.Jobs[0].File, loaded.Jobs[0].Path, loaded.Jobs[0].Span.Line));
    }

    private static LoggingOutletDefinition.Stdout Stdout(string key) =>
        Assert.IsType<LoggingOutletDefinition.Stdout>(Legal($"global: {{logging: [{{type: stdout, level: warn, format: human, {key}}}]}}\n").Global.Logging[0]);

    private static string Snap(string pruning, string name = "a") => $$$"""
        jobs:
        - name: {{{name}}}
          type: snap
          filesystems: {"a": true}
          snapshotting: {type: manual}
          pruning: {{{{pruning}}}}
        """;
}
