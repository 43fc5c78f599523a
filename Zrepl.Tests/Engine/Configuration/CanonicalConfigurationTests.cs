using System.Text.Json;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Printing;
using Zrepl.Engine.Configuration.Yaml;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class CanonicalConfigurationTests // config 17.3, C15
{
    [Theory]
    [InlineData("plain text")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("no")]
    [InlineData("12")]
    [InlineData("1e3")]
    [InlineData("0777")]
    [InlineData(" blanks ")]
    [InlineData("- dash")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("*star")]
    [InlineData("\"quoted\" \\ 'text'")]
    [InlineData("line\nbreak\ttab\u0007")]
    [InlineData("ümlaut \u2028")]
    public void Any_text_is_read_back_as_it_was(string text)
    {
        var printed =
            YamlPrinter.Print(YamlMapping.Of([("k", new YamlScalar(text, IsPlain: false)),
            (text, new YamlSequence([YamlMapping.Of([("a", new YamlScalar(text, IsPlain: false))])]))]));
        var read = Assert.IsType<YamlMapping>(YamlReader.Read(printed, "x").Root);
        var value = Assert.IsType<YamlScalar>(read["k"]);
        Assert.Equal((text, false), (value.Text, value.IsNull));
        Assert.Equal(text,
            Assert.IsType<YamlScalar>(Assert.IsType<YamlMapping>(Assert.IsType<YamlSequence>(read.Entries[1].Value).Items[0])["a"]).Text);
        Assert.Equal(text, read.Entries[1].Key.Text);
    }

    [Fact]
    public void The_canonical_form_is_readable_and_without_keys_that_go_zrepl_would_refuse()
    {
        Assert.Equal(
            """
            name: hourly_a
            type: snap
            filesystems:
              "pool/a<": true
            snapshotting:
              type: periodic
              prefix: h_
              interval: 2m
              hooks: []
              timestamp_format: dense
              timestamp_location: UTC
            pruning:
              keep:
                - type: last_n
                  count: 60

            """.ReplaceLineEndings("\n").Split('\n').Order(),
            CanonicalConfiguration.ToYaml(Job<SnapJobDefinition>("V03")).Split('\n').Order());
        Assert.StartsWith("type: snap\nname: hourly_a\n", CanonicalConfiguration.ToYaml(Job<SnapJobDefinition>("V03")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Extensions_that_are_used_are_written()
    {
        const string text = """
            global:
              logging: [{type: file, level: info, format: logfmt, filename: /var/log/z.log, hide_fields: [span]}]
            jobs:
            - name: a
              type: push
              enabled: false
              description: "nightly: copy"
              interval: 1h
              filesystems: {"a": true}
              snapshotting: {type: manual}
              connect: {type: tcp, address: "h:1", dial_timeout: 0s}
            - name: b
              type: pull
              cron: "0 3 * * *"
              root_fs: b
              connect: {type: tcp, address: "h:1"}
            """;
        var definition = Legal(text);
        Assert.Equal(definition, Legal(CanonicalConfiguration.ToYaml(definition)));
        var push = Assert.IsType<PushJobDefinition>(definition.Jobs[0]);
        Assert.Equal((false, "nightly: copy", new ReplicationTrigger.Every(TimeSpan.FromHours(1))),
            (push.IsEnabled, push.Description, push.Trigger));
        Assert.Null(push.Connect.DialTimeout);
        Assert.True(push.Pruning.KeepSender.KeepsEverything);
        Assert.IsType<ReplicationTrigger.Cron>(Assert.IsType<PullJobDefinition>(definition.Jobs[1]).Trigger);
        Assert.Contains("enabled: false", CanonicalConfiguration.ToYaml(definition), StringComparison.Ordinal);
    }

    [Fact] // reload keeps jobs whose definition did not change
    public void Definitions_are_equal_if_they_mean_the_same_however_they_are_written()
    {
        var one = Legal("""
            jobs:
            - {name: a, type: snap, filesystems: {"x<": true, "y": false}, snapshotting: {type: periodic, prefix: p_, interval: 60m}, pruning: {keep: [{type: grid, grid: "1x1h|2x1d", regex: "^p_"}]}}
            """);
        var other = Legal("""
            jobs:
            - name: "a"
              type: snap
              filesystems:
                "y": no
                "x<": yes
              snapshotting: {type: periodic, prefix: p_, interval: 1h, timestamp_format: dense}
              pruning: {keep: [{type: grid, grid: 1x1h | 2 x 1d, regex: "^p_"}]}
            """);
        Assert.Equal(one.Jobs[0], other.Jobs[0]);
        Assert.Equal(one.Jobs[0].GetHashCode(), other.Jobs[0].GetHashCode());
        Assert.NotEqual(one.Jobs[0], Legal(CanonicalConfiguration.ToYaml(one).Replace("1h", "2h", StringComparison.Ordinal)).Jobs[0]);
    }

    [Fact]
    public void Json_has_the_keys_of_the_file_and_typed_values()
    {
        using var json = JsonDocument.Parse(CanonicalConfiguration.ToJson(LoadValid("V05").Definition!));
        var job = json.RootElement.GetProperty("jobs")[0];
        Assert.Equal("push", job.GetProperty("type").GetString());
        Assert.False(job.GetProperty("send").GetProperty("encrypted").GetBoolean());
        Assert.Equal(10, job.GetProperty("pruning").GetProperty("keep_sender")[1].GetProperty("count").GetInt32());
    }
}
