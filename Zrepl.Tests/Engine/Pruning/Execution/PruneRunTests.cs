using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Retention;
using Zrepl.Tests.Support.Pruning;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Pruning.Execution;

/// <summary>Vectors 8.13 and what surrounds them.</summary>
public sealed class PruneRunTests
{
    private readonly PruneWorld _world = new() { Rules = PruneWorld.RulesOf(PruneWorld.Regex("^keep")) };

    private CallScript Script => _world.Script;

    [Fact]
    public async Task What_no_rule_keeps_is_destroyed_oldest_first()
    {
        _world.Sender.Has("tank", "@c:3 @keep:2 @a:1");
        var report = await _world.StartAsync();
        Assert.Equal(PruneState.Done, report.State);
        Assert.Equal(["sender destroy tank @a @c"], Script.CallsTo("sender destroy"));
        Assert.Equal("@keep", _world.Sender.VersionsOf("tank"));
        Assert.Equal((2, 2), report.Destroys());
    }

    [Fact]
    public async Task Without_rules_nobody_is_asked_anything()
    {
        _world.Rules = RetentionPolicy.KeepEverything;
        _world.Sender.Has("tank", "@a:1");
        var report = await _world.StartAsync();
        Assert.Equal((PruneState.Done, 0, 0), (report.State, report.Pending!.Count, report.Completed!.Count));
        Assert.Empty(Script.Calls);
    }

    [Fact]
    public async Task A_listing_that_fails_ends_the_run()
    {
        Script.Fail("sender list", new EndpointException("zfs is not there"));
        var report = await _world.StartAsync();
        Assert.Equal((PruneState.PlanErr, "zfs is not there"), (report.State, report.Error));
        Assert.Null(report.Pending);
        Assert.Null(report.Completed);
    }

    [Fact]
    public async Task Placeholders_and_filesystems_the_sender_does_not_have_are_left_alone()
    {
        _world.Side = PruneSide.Receiver;
        _world.Sender.Has("tank").Has("tank/a", "@a:1");
        _world.Receiver.Has("tank", isPlaceholder: true).Has("tank/gone", "@a:1 @b:2");
        var report = await _world.StartAsync();
        Assert.Equal(
            [("tank", "filesystem is placeholder"), ("tank/gone", "filesystem has no correspondence on sender")],
            report.Completed!.Select(f => (f.Filesystem, f.SkipReason)));
        Assert.All(report.Completed!, f => Assert.True(f is { SnapshotList: null, DestroyList: null }));
        Assert.Empty(Script.CallsTo("receiver destroy").Concat(Script.CallsTo("receiver versions")));
        Assert.Equal(PruneState.Done, report.State);
    }

    [Fact]
    public async Task One_filesystem_that_cannot_be_listed_does_not_stop_others()
    {
        _world.Sender.Has("tank/a", "@a:1").Has("tank/b", "@b:1");
        Script.Fail("sender versions tank/a", new EndpointException("dataset is gone"));
        var report = await _world.StartAsync();
        Assert.Equal(PruneState.ExecErr, report.State);
        Assert.Equal(["dataset is gone", ""], report.Completed!.Select(f => f.LastError));
        Assert.Equal("", _world.Sender.VersionsOf("tank/b"));
    }

    [Fact]
    public async Task A_mistake_in_the_program_stays_in_its_filesystem_and_is_named()
    {
        _world.Sender.Has("tank/a", "@a:1").Has("tank/b", "@b:1");
        Script.Fail("sender destroy tank/a", new KeyNotFoundException("no key"));
        var report = await _world.StartAsync();
        Assert.Equal(["internal error, please report: KeyNotFoundException: no key", ""], report.Completed!.Select(f => f.LastError));
    }

    [Fact]
    public async Task Nothing_to_destroy_costs_no_call()
    {
        _world.Sender.Has("tank/a", "@keep:1").Has("tank/b").Has("tank/c", isPlaceholder: true);
        Assert.Equal(PruneState.Done, (await _world.StartAsync()).State);
        Assert.Empty(Script.CallsTo("sender destroy"));
        Assert.Single(Script.CallsTo("sender list")); // the sender is target and history at once
    }

    [Fact]
    public async Task Without_a_cursor_nothing_counts_as_replicated_and_that_is_no_error_BAD_25()
    {
        _world.Rules = PruneWorld.RulesOf(new KeepNotReplicated(), PruneWorld.Regex("^keep"));
        _world.Sender.Has("tank", "@a:1 @b:2");
        var report = await _world.StartAsync();
        Assert.Equal(PruneState.Done, report.State);
        Assert.Contains("no replication cursor", report.Completed!.Single().Warning, StringComparison.Ordinal);
        Assert.Equal("@a @b", _world.Sender.VersionsOf("tank"));
    }

    [Fact]
    public async Task Rules_that_do_not_ask_for_the_cursor_work_without_one_BAD_25()
    {
        _world.Sender.Has("tank", "@a:1 @b:2");
        Assert.Equal(PruneState.Done, (await _world.StartAsync()).State);
        Assert.Equal("", _world.Sender.VersionsOf("tank"));
        Assert.Empty(Script.CallsTo("sender cursor"));
    }

    [Fact]
    public async Task A_snap_job_never_asks_for_a_cursor_BAD_26()
    {
        _world.Side = PruneSide.Local;
        _world.Rules = PruneWorld.RulesOf(new KeepNotReplicated(), PruneWorld.Regex("^keep"));
        _world.Sender.Has("tank");
        var report = await _world.StartAsync();
        Assert.Equal((PruneState.Done, ""), (report.State, report.Completed!.Single().LastError));
        Assert.Empty(Script.CallsTo("sender cursor"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cursor_that_outlived_its_snapshot_still_marks_what_is_replicated_BAD_24(bool keepAtCursor)
    {
        _world.Rules = PruneWorld.RulesOf(new KeepNotReplicated(keepAtCursor));
        _world.Sender.WithCursor("tank", 2).Has("tank", "@a:1 #zrepl_CURSOR_G_0000000000000002_J_push:2 @c:3");
        var filesystem = (await _world.StartAsync()).Completed!.Single();
        Assert.Equal(["sender destroy tank @a"], Script.CallsTo("sender destroy"));
        Assert.Equal([true, false], filesystem.SnapshotList!.Value.Select(s => s.Replicated));
    }

    [Fact]
    public async Task An_answer_that_is_missing_is_an_error()
    {
        _world.Sender.Has("tank", "@a:1 @b:2");
        _world.Sender.Unanswered["tank@b"] = true;
        var report = await _world.StartAsync();
        Assert.Equal((PruneState.ExecErr, "missing destroy-result for @b"), (report.State, report.Completed!.Single().LastError));
    }

    [Theory]
    [InlineData("dataset is busy", "dataset is busy", "destroys failed @a, @b: dataset is busy")]
    [InlineData("dataset is busy", "snapshot has dependent clones", "destroys failed: (@a: dataset is busy), (@b: snapshot has dependent clones)")]
    public async Task Refused_destroys_are_told_as_upstream_tells_them(string a, string b, string error)
    {
        _world.Sender.Has("tank", "@a:1 @b:2 @c:3"); // holds are visible here, so being busy is news
        _world.Sender.DestroyErrors["tank@a"] = a;
        _world.Sender.DestroyErrors["tank@b"] = b;
        var report = await _world.StartAsync();
        Assert.Equal((PruneState.ExecErr, error), (report.State, report.Completed!.Single().LastError));
        Assert.Equal("@a @b", _world.Sender.VersionsOf("tank"));
    }

    [Fact]
    public async Task The_filesystem_at_work_is_the_first_of_those_pending_BAD_23()
    {
        _world.Sender.Has("tank/a", "@a:1").Has("tank/b", "@b:1");
        var destroy = Script.Hold("sender destroy tank/a");
        var run = _world.StartAsync();
        await destroy.Reached;
        var report = _world.Run!.Report;
        Assert.Equal(PruneState.Exec, report.State);
        Assert.Equal(["tank/a", "tank/b"], report.Pending!.Select(f => f.Filesystem));
        Assert.Empty(report.Completed!);
        destroy.Open();
        await run;
    }

    [Fact]
    public async Task A_preview_and_a_run_decide_alike()
    {
        _world.Sender.Has("tank/a", "@a:1 @keep:2 @c:3!").Has("tank/b", isPlaceholder: true);
        var preview = await _world.PreviewAsync();
        Assert.Empty(Script.CallsTo("sender destroy"));
        await _world.StartAsync();
        Assert.Equal(preview.Select(Text), _world.Plans.OrderBy(plan => plan.Path).Select(Text));
        Assert.Equal(["sender destroy tank/a @a"], Script.CallsTo("sender destroy"));
        var decisions = ((FilesystemPrunePlan.Planned)preview[0]).Decisions;
        Assert.Equal([true, false, true], decisions.Select(decision => decision.Destroy));
        Assert.NotEmpty(decisions[1].KeptBecause);

        static string Text(FilesystemPrunePlan plan) => plan is FilesystemPrunePlan.Planned p
            ? $"{p.Path} destroy {Versions.Text(p.Destroy)} hold {string.Join(' ', p.Held)} {string.Join(' ', p.Decisions.Select(d => d.Destroy))}"
            : plan.ToString();
    }

    [Fact]
    public async Task A_preview_tells_which_filesystem_could_not_be_looked_at()
    {
        _world.Sender.Has("tank/a", "@a:1");
        Script.Fail("sender versions", new EndpointException("gone"));
        Assert.Equal("gone", Assert.IsType<FilesystemPrunePlan.Failed>((await _world.PreviewAsync()).Single()).Error.Message);
    }

    [Fact]
    public async Task A_cancelled_run_completes_the_rest_with_the_reason()
    {
        _world.Sender.Has("tank/a", "@a:1").Has("tank/b", "@b:1").Has("tank/c", isPlaceholder: true);
        var destroy = Script.Hold("sender destroy tank/a");
        var run = _world.StartAsync();
        await destroy.Reached;
        _world.Stop.Stop(StopReason.ResetRequested);
        var report = await run;
        Assert.Equal(PruneState.ExecErr, report.State);
        Assert.Equal(["cancelled: reset requested", "cancelled: reset requested", ""], report.Completed!.Select(f => f.LastError));
        Assert.Equal("@b", _world.Sender.VersionsOf("tank/b"));
        Assert.Empty(_world.Log.Of(LogLevel.Error));
    }

    [Theory]
    [InlineData("sender list", PruneState.PlanErr)]
    [InlineData("sender versions", PruneState.ExecErr)]
    public async Task A_run_cancelled_while_planning_ends(string call, PruneState state)
    {
        _world.Sender.Has("tank/a", "@a:1");
        var held = Script.Hold(call);
        var run = _world.StartAsync();
        await held.Reached;
        _world.Stop.Stop(StopReason.DaemonShutdown);
        var report = await run;
        Assert.Equal(state, report.State);
        Assert.Equal("cancelled: daemon shutdown", report.Completed?.Single().LastError ?? report.Error);
    }

    [Fact]
    public async Task The_end_is_published()
    {
        _world.Sender.Has("tank", "@a:1");
        var report = await _world.StartAsync();
        Assert.Same(report, _world.Published.Last());
    }

    [Fact]
    public async Task Filesystems_are_pruned_in_order_of_path()
    {
        foreach (var name in "cab") _world.Sender.Has($"tank/{name}", "@x:1");
        await _world.StartAsync();
        Assert.Equal(["tank/a", "tank/b", "tank/c"], Script.CallsTo("sender destroy").Select(call => call.Split(' ')[2]));
    }

    [Fact]
    public async Task A_version_with_an_impossible_date_only_fails_its_filesystem_BAD_41()
    {
        _world.Sender.Has("tank/a", "@x:1").Has("tank/b", "@x:1/1/9223372036854775807");
        var report = await _world.StartAsync();
        Assert.Equal([false, true], report.Completed!.Select(f => f.LastError.Length > 0));
        Assert.Equal("", _world.Sender.VersionsOf("tank/a"));
    }
}
