using Zrepl.Engine.Configuration;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class SanityCheckTests // replication 3.11, 4.1; config 9 to 12
{
    private const string OwnGrid = "{type: grid, grid: 1x1h, regex: \"^zrepl_\"}";

    [Theory]
    [InlineData("[{type: regex, regex: \"^manual_\"}]", true)]
    [InlineData("[{type: regex, negate: true, regex: \"^zrepl_\"}]", true)]
    [InlineData("[{type: last_n, count: 1, regex: \"^auto_\"}]", true)]
    [InlineData("[{type: last_n, count: 1}]", false)]
    [InlineData("[" + OwnGrid + "]", false)]
    public void Rules_that_cannot_keep_the_own_snapshots_are_warned_about(string keep, bool warns) =>
        Assert.Equal(warns, Has(Snap(keep), "no rule can keep the job's own snapshots (prefix \"zrepl_\")"));

    [Theory]
    [InlineData("[" + OwnGrid + "]", true)]
    [InlineData("[" + OwnGrid + ", {type: last_n, count: 3, regex: \"^zrepl_.*\"}]", true)]
    [InlineData("[" + OwnGrid + ", {type: regex, negate: true, regex: \"^zrepl_\"}]", false)]
    [InlineData("[" + OwnGrid + ", {type: regex, regex: \"^manual_\"}]", false)]
    [InlineData("[" + OwnGrid + ", {type: last_n, count: 3}]", false)]
    [InlineData("[{type: grid, grid: 1x1h, regex: \"zrepl_\"}]", false)]
    public void Rules_that_keep_no_manual_snapshots_are_warned_about(string keep, bool warns) =>
        Assert.Equal(warns, Has(Snap(keep), "manual snapshots will be destroyed (to keep them, add"));

    [Theory]
    [InlineData("[{type: last_n, count: 10}]", true)]
    [InlineData("[{type: not_replicated}, {type: last_n, count: 10}]", false)]
    [InlineData("[{type: regex, regex: \".*\"}]", false)]
    [InlineData("[{type: regex, regex: \"^keep_\"}]", true)]
    public void Pruning_before_replication_is_warned_about(string keepSender, bool warns)
    {
        Assert.Equal(warns, Has(Pull(keepSender, "[{type: last_n, count: 1}]"),
            "keep_sender: snapshots may be destroyed before they were replicated"));
        Assert.False(Has("- {name: p, type: pull, root_fs: x, interval: manual, connect: {type: tcp, address: \"h:1\"}}\n",
            "before they were replicated"));
    }

    [Fact]
    public void Not_replicated_on_the_receiver_is_warned_about() => Assert.True(Has(
        Pull("[{type: not_replicated}]", "[{type: last_n, count: 1}, {type: not_replicated}]"),
            "pruning.keep_receiver[1]: not_replicated has no useful effect on the receiver"));

    [Theory]
    [InlineData("2h", true)]
    [InlineData("1h", false)]
    [InlineData("manual", false)]
    public void An_interval_beyond_the_first_bucket_is_warned_about(string interval, bool warns) => Assert.Equal(warns, Has(
        Pull("[{type: not_replicated}]", "[{type: grid, grid: 1x1h | 24x2h, regex: x}]")
            .Replace("interval: 10m", $"interval: {interval}", StringComparison.Ordinal),
        "keep_receiver[0].grid: the job replicates every 2h, longer than the grid's first bucket"));

    [Theory] // BAD-29: the job's snapshots could not be told from others; the Go program refuses it for cron, too, whatever its snapshotter would take
    [InlineData("{type: cron, prefix: \"\", cron: \"0 3 * * *\"}")]
    [InlineData("{type: periodic, prefix: \"\", interval: 1h}")]
    public void An_empty_prefix_is_refused(string snapshotting) => Assert.Contains(
        "field prefix is required but has zero value", Assert.Single(Errors(LoadText("jobs:\n" + Snap("[{type: last_n, count: 1}]", snapshotting)))), StringComparison.Ordinal);

    [Theory]
    [InlineData("{type: periodic, prefix: p_, interval: 30s, timestamp_format: \"2006-01-02_15:04\"}", "snapshots every 30s get equal names")]
    [InlineData("{type: periodic, prefix: p_, interval: 30m, timestamp_format: \"2006-01-02\"}", "snapshots every 30m get equal names")]
    [InlineData("{type: cron, prefix: p_, cron: \"0 3 * * *\", timestamp_format: \"2006-01-02_15:04\", timestamp_location: Europe/Berlin}", "local time without offset")]
    public void Names_that_collide_are_warned_about(string snapshotting, string message) =>
        Assert.True(Has(Snap("[{type: last_n, count: 1}]", snapshotting), message));

    [Fact] // BAD-30: upstream panics in winter
    public void London_is_legal_at_any_time_of_the_year() => Assert.Equal(
        "p_2020-06-01T01:00:00.000_0100",
        Assert.IsType<SnapJobDefinition>(Legal("jobs:\n" + Snap("[{type: last_n, count: 1}]",
            "{type: periodic, prefix: p_, interval: 1h, timestamp_format: iso-8601, timestamp_location: Europe/London}")).Jobs[0])
            .Snapshotting.Naming!.NameAt(new(2020, 6, 1, 0, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void Questionable_hooks_flags_and_timeouts_are_warned_about()
    {
        Assert.True(Has(Snap("[{type: last_n, count: 1}]",
            "{type: periodic, prefix: p_, interval: 1h, hooks: [{type: command, path: flush}]}"), "\"flush\" is not an absolute path"));
        Assert.True(Has(
            "- {name: s, type: source, filesystems: {a: true}, snapshotting: {type: manual}, serve: {type: local, listener_name: l}, send: {encrypted: true, raw: true}}\n", "implies raw"));
        Assert.True(Has(
            "- {name: s, type: sink, root_fs: x, serve: {type: tls, listen: \":1\", ca: /a, cert: /b, key: /c, client_cns: [c], handshake_timeout: 0}}\n",
            "serve.handshake_timeout: a client can keep a connection open"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(", recv: {bandwidth_limit: {max: 1 MiB}}", true)]
    [InlineData(", recv: {placeholder: {encryption: unspecified}}", true)]
    [InlineData(", recv: {placeholder: {encryption: inherit}}", false)]
    [InlineData(", recv: {placeholder: {encryption: off}}", false)]
    public void A_receiver_that_can_make_no_parents_is_warned_about(string recv, bool warns)
    {
        const string Message = "recv.placeholder.encryption: not given, so that no parent of a received dataset can be made";
        Assert.Equal(warns, Has($"- {{name: s, type: sink, root_fs: x, serve: {{type: local, listener_name: l}}{recv}}}\n", Message));
        Assert.Equal(warns, Has($"- {{name: p, type: pull, root_fs: x, interval: manual, connect: {{type: tcp, address: \"h:1\"}}{recv}}}\n", Message));
    }

    private static bool Has(string jobs, string message)
    {
        var loaded = LoadText("jobs:\n" + jobs);
        Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Problems));
        return Warnings(loaded).Any(w => w.Contains(message, StringComparison.Ordinal));
    }

    private static string Snap(string keep, string snapshotting = "{type: periodic, prefix: zrepl_, interval: 10m}") =>
        $"- {{name: a, type: snap, filesystems: {{\"tank<\": true}}, snapshotting: {snapshotting}, pruning: {{keep: {keep}}}}}\n";

    private static string Pull(string keepSender, string keepReceiver) =>
        $"- {{name: p, type: pull, root_fs: x, interval: 10m, connect: {{type: tcp, address: \"h:1\"}}, pruning: {{keep_sender: {keepSender}, keep_receiver: {keepReceiver}}}}}\n";
}
