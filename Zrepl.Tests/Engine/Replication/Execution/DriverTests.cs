using System.Text.Json;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Execution;

/// <summary>Vectors 8.3: order of steps, dependence on what is above, attempts.</summary>
public sealed class DriverTests
{
    private readonly ReplicationWorld _world = new();

    private CallScript Script => _world.Script;

    [Fact]
    public async Task Steps_run_by_the_date_of_their_snapshots_and_every_report_can_be_written()
    {
        _world.Sender.Has("zroot/one", "@base:1 @a:2 @b:10 @c:20").Has("zroot/two", "@base:1 @u:15 @v:30");
        _world.Receiver.Has("zroot/one", "@base:1").Has("zroot/two", "@base:1");
        var planning = Script.Hold("sender list");
        var steps = new[] { "one @a", "one @b", "two @u", "one @c", "two @v" }
            .ToDictionary(step => step, step => Script.Hold($"receiver receive zroot/{step}"));
        // What runs, and from when until when on the clock, seconds.
        (Gate Gate, double Begin, double End)[] schedule =
            [(planning, 0, 1), (steps["one @a"], 1, 2), (steps["one @b"], 2, 3), (steps["two @u"], 3, 3.5), (steps["one @c"], 3.5, 4.5), (steps["two @v"], 4.5, 5)];
        var polls = new Queue<double>([0.5, 1.5, 2.5, 3.25, 3.75, 4.75]);
        var seen = new List<string>();

        var run = _world.StartAsync();
        foreach (var (gate, begin, end) in schedule)
        {
            await gate.Reached;
            Assert.Equal(1, schedule.Count(step => step.Gate.IsReached && step.Begin >= begin)); // one slot: nothing else runs
            while (polls.TryPeek(out var at) && at < end) seen.Add(Poll(polls.Dequeue()));
            AdvanceTo(end);
            gate.Open();
        }

        await run;
        seen.Add(Poll(5.25));
        Assert.Equal(
            [
                "0.5 planning",
                "1.5 fan-out-filesystems one 0 stepping nothing, two 0 stepping repl-queue",
                "2.5 fan-out-filesystems one 1 stepping nothing, two 0 stepping repl-queue",
                "3.25 fan-out-filesystems one 2 stepping repl-queue, two 0 stepping nothing",
                "3.75 fan-out-filesystems one 2 stepping nothing, two 1 stepping repl-queue",
                "4.75 fan-out-filesystems one 3 done nothing, two 1 stepping nothing",
                "5.25 done one 3 done nothing, two 2 done nothing",
            ],
            seen);
        Assert.Equal("@base @a @b @c", _world.Receiver.VersionsOf("zroot/one"));
    }

    [Fact]
    public async Task All_filesystems_are_planned_before_the_first_step()
    {
        foreach (var name in "abcdef") Pair($"tank/{name}", "@1 @2", "@1");
        await _world.StartAsync();
        var firstSend = Script.Calls.FindIndex(call => call.StartsWith("sender send", StringComparison.Ordinal));
        Assert.Equal(6, Script.Calls.Take(firstSend).Count(call => call.StartsWith("sender estimate", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nothing_to_replicate_is_a_success()
    {
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.Done], report.States());
        Assert.Empty(report.Attempts[0].Filesystems);
        Assert.Equal(0, report.FailedCount());
    }

    [Fact]
    public async Task The_end_of_a_run_is_reported_BAD_17()
    {
        var report = await _world.StartAsync();
        Assert.Equal(_world.Clock.GetUtcNow(), report.FinishAt);
    }

    [Fact]
    public async Task A_child_waits_for_the_first_step_of_its_parent_and_not_for_the_others()
    {
        _world.Options = Options(initial: InitialReplicationPolicy.All, slots: 2);
        _world.Sender.Has("tank", "@1 @2 @3").Has("tank/child", "@1");
        var first = Script.Hold("receiver receive tank @1");
        var second = Script.Hold("receiver receive tank @2");

        var run = _world.StartAsync();
        await first.Reached;
        await _world.Reported(r => r.Of("tank/child").BlockedOn == BlockedOn.ParentInitialReplication);
        Assert.Empty(Script.CallsTo("sender send tank/child"));
        first.Open();
        await second.Reached;
        await _world.Reported(r => r.Of("tank/child").State == FilesystemState.Done);
        second.Open();
        Assert.Equal([AttemptState.Done], (await run).States());
    }

    [Fact]
    public async Task A_child_does_not_wait_for_incremental_steps_of_its_parent()
    {
        _world.Options = Options(slots: 2);
        Pair("tank", "@1 @2", "@1");
        _world.Sender.Has("tank/child", "@1");
        var parent = Script.Hold("receiver receive tank @2");
        var run = _world.StartAsync();
        await _world.Reported(r => r.Attempts.Count > 0 && r.Attempts[0].Filesystems.Count > 0 && r.Of("tank/child").State == FilesystemState.Done);
        parent.Open();
        await run;
    }

    [Fact]
    public async Task A_child_is_not_begun_when_the_first_step_of_its_parent_fails()
    {
        _world.Sender.Has("p", "@1").Has("p/child", "@1").Has("p/child/grandchild", "@1");
        Script.Fail("receiver receive p", new EndpointException("out of space"));
        var report = await _world.StartAsync();
        Assert.Equal("parent(s) failed during initial replication: [p]", report.Of("p/child").StepError!.Err);
        Assert.Equal("parent(s) failed during initial replication: [p]", report.Of("p/child/grandchild").StepError!.Err);
        Assert.Empty(Script.CallsTo("sender send p/child"));
        Assert.Equal(3, report.FailedCount());
    }

    [Fact]
    public async Task Siblings_with_a_common_beginning_of_their_names_do_not_wait_for_each_other()
    {
        _world.Sender.Has("a", "@1").Has("aa", "@1");
        Script.Fail("receiver receive a @1", new EndpointException("out of space"));
        var report = await _world.StartAsync();
        Assert.Equal((FilesystemState.StepError, FilesystemState.Done), (report.Of("a").State, report.Of("aa").State));
    }

    [Theory]
    [InlineData("@1 @2", "@3", false)] // diverged, but there
    [InlineData("", "@3", false)] // the sender has no versions
    [InlineData("", "", true)] // the same onto a placeholder
    public async Task A_parent_that_cannot_be_planned_but_is_there_does_not_block_BAD_6(string sender, string receiver, bool isPlaceholder)
    {
        _world.Sender.Has("tank", sender).Has("tank/child", "@1");
        _world.Receiver.Has("tank", receiver, isPlaceholder);
        var report = await _world.StartAsync();
        Assert.Equal(FilesystemState.PlanningError, report.Of("tank").State);
        Assert.Equal(FilesystemState.Done, report.Of("tank/child").State);
    }

    [Fact]
    public async Task A_parent_that_cannot_be_planned_and_is_not_there_blocks()
    {
        _world.Sender.Has("tank").Has("tank/child", "@1");
        var report = await _world.StartAsync();
        Assert.Equal("sender does not have any versions", report.Of("tank").PlanError!.Err);
        Assert.Equal("parent(s) failed during initial replication: [tank]", report.Of("tank/child").StepError!.Err);
    }

    [Fact] // the interrupted receive looks like a filesystem, but is none yet
    public async Task A_half_received_parent_does_not_count_as_present()
    {
        _world.Sender.Has("tank", "@2").Has("tank/child", "@1");
        _world.Receiver.Has("tank", token: "1-1-1-00");
        Script.Fail("sender estimate tank full", new EndpointException("key not loaded"));
        var report = await _world.StartAsync();
        Assert.Equal("parent(s) failed during initial replication: [tank]", report.Of("tank/child").StepError!.Err);
    }

    [Fact]
    public async Task A_parent_without_steps_on_a_retry_is_only_present_if_it_was_received_BAD_7()
    {
        _world.Sender.Has("tank", "@1").Has("tank/child", "@1");
        Script.Fail("receiver receive tank @1", new LinkDownException());
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.FilesystemError, AttemptState.Done], report.States());
        Assert.Equal("full→@1", report.Of("tank").Plan()); // upstream: no step, and the child made a placeholder of the parent
        Assert.False(_world.Receiver.IsPlaceholder("tank"));
    }

    [Fact]
    public async Task One_bad_filesystem_does_not_stop_others()
    {
        foreach (var name in "abc") Pair($"tank/{name}", "@1 @2", "@1");
        Script.Fail("sender send tank/b", new EndpointException("dataset is busy"));
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.FilesystemError], report.States()); // a permanent error is not tried again
        Assert.Equal(1, report.FailedCount());
        Assert.Equal("dataset is busy", report.Of("tank/b").StepError!.Err);
        Assert.Equal("@1 @2", _world.Receiver.VersionsOf("tank/c"));
    }

    [Fact]
    public async Task A_mistake_in_the_program_stays_in_its_filesystem_and_is_named()
    {
        foreach (var name in "ab") Pair($"tank/{name}", "@1 @2", "@1");
        Script.Fail("sender versions tank/a", new KeyNotFoundException("The given key was not present."));
        var report = await _world.StartAsync();
        Assert.Equal(
            "internal error, please report: KeyNotFoundException: The given key was not present.", report.Of("tank/a").PlanError!.Err);
        Assert.Equal(FilesystemState.Done, report.Of("tank/b").State);
    }

    [Fact]
    public async Task Versions_of_running_plans_are_registered_as_in_use()
    {
        Pair("tank", "@1 @2 @3", "@1");
        var step = Script.Hold("receiver receive tank @2");
        var run = _world.StartAsync();
        await step.Reached;
        Assert.True(_world.InUse.Contains(1) && _world.InUse.Contains(2) && _world.InUse.Contains(3));
        step.Open();
        await run;
        Assert.False(_world.InUse.Contains(1) || _world.InUse.Contains(3));
        Assert.Equal(3UL, _world.Run!.NewestShared.Values.Single());
    }

    [Fact]
    public async Task A_lost_confirmation_is_made_up_for_once_BAD_1()
    {
        Pair("tank", "@1 @2", "@1 @2");
        _world.Sender.WithCursor("tank", 1);
        var report = await _world.StartAsync();
        Assert.Equal(2UL, _world.Sender.CursorOf("tank"));
        Assert.Equal(["sender confirm tank @2 @2"], Script.CallsTo("sender confirm"));
        Assert.Equal((FilesystemState.Done, 0), (report.Of("tank").State, report.Of("tank").Steps.Length));
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_repaired_is_a_warning_BAD_1()
    {
        Pair("tank", "@1", "@1");
        Script.Fail("sender confirm", new EndpointException("permission denied"));
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.Done], report.States());
        Assert.Equal("cannot repair the replication cursor: permission denied", report.Of("tank").Warning);
    }

    [Fact]
    public async Task Later_steps_of_a_long_plan_are_estimated_while_the_first_runs()
    {
        Pair("tank", string.Join(' ', Enumerable.Range(1, 61).Select(i => $"@{i}")), "@1");
        var step = Script.Hold("receiver receive tank @2");
        var run = _world.StartAsync();
        await step.Reached;
        var report = await _world.Reported(r => r.Attempts[0].Filesystems.Count > 0 && r.Of("tank").Bytes() is { IsImprecise: false, Expected: 6000 });
        Assert.Equal(0, report.Of("tank").CurrentStep);
        step.Open();
        await run;
    }

    [Fact]
    public async Task A_late_estimate_that_fails_leaves_the_size_unknown()
    {
        Pair("tank", string.Join(' ', Enumerable.Range(1, 61).Select(i => $"@{i}")), "@1");
        Script.Fail("sender estimate tank @17", new EndpointException("busy"));
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.Done], report.States());
        Assert.Equal(0, report.Of("tank").Steps[16].Info.BytesExpected);
    }

    private static ReplicationOptions Options(
        InitialReplicationPolicy initial = InitialReplicationPolicy.MostRecent, int slots = 1) =>
        new() { Policy = new() { InitialReplication = initial }, ConcurrentSteps = slots };

    private void Pair(string path, string sender, string receiver)
    {
        _world.Sender.Has(path, sender);
        _world.Receiver.Has(path, receiver);
    }

    private void AdvanceTo(double seconds)
    {
        var target = new DateTimeOffset(2024, 6, 10, 12, 0, 0, TimeSpan.Zero).AddSeconds(seconds);
        if (target > _world.Clock.GetUtcNow()) _world.Clock.SetUtcNow(target);
    }

    private string Poll(double at)
    {
        AdvanceTo(at);
        var report = _world.Run!.Report;
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(report, ReplicationReportJson.Default.ReplicationReport));
        var attempt = json.RootElement.GetProperty("Attempts")[0];
        var filesystems = attempt.GetProperty("Filesystems").EnumerateArray().Select(f =>
            $"{f.GetProperty("Info").GetProperty("Name").GetString()!.Split('/')[1]} {f.GetProperty("CurrentStep")} {f.GetProperty("State")} {f.GetProperty("BlockedOn")}");
        return FormattableString.Invariant($"{at} {attempt.GetProperty("State")} {string.Join(", ", filesystems)}").TrimEnd();
    }
}
