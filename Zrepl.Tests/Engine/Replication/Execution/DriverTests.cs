using System.Text.Json;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Tracing;
using Zrepl.Tests.Engine.Tracing;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Execution;

/// <summary>Vectors 8.3: the order of steps, and what reports say meanwhile.</summary>
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
        foreach (var name in "abcdef") _world.Pair($"tank/{name}", "@1 @2", "@1");
        await _world.StartAsync();
        var firstSend = Script.Calls.FindIndex(call => call.StartsWith("sender send", StringComparison.Ordinal));
        Assert.Equal(6, Script.Calls.Take(firstSend).Count(call => call.StartsWith("sender estimate", StringComparison.Ordinal)));
    }

    [Fact] // names of F1: people search traces for them
    public async Task A_trace_tells_the_attempt_the_filesystem_and_the_step()
    {
        var sink = new RecordingSink();
        Tracer.Attach(sink);
        _world.Pair("tank/a", "@1 @2", "@1");
        await _world.StartAsync();
        Assert.Equal(
            [
                "test#0 > replication",
                "replication > plan",
                " > list-receiver#0",
                "replication > do-repl",
                " > repl-fs#0",
                "repl-fs#0 > repl-fs tank/a",
                "repl-fs tank/a > internal/replication/driver.(*stepQueue).WaitReady",
                "repl-fs tank/a > compute-size-estimate",
                " > compute-size-estimate#0",
                "repl-fs tank/a > internal/replication/driver.(*stepQueue).WaitReady",
                "repl-fs tank/a > step @1 => @2",
            ],
            sink.Events.Where(e => e is { Phase: 'B', Event.IsReplay: false }).Select(e => $"{e.Event.Node.Parent?.Text} > {e.Event.Node.Text}"));
    }

    [Fact]
    public async Task Nothing_to_replicate_is_a_success_with_a_warning()
    {
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.Done], report.States());
        Assert.Empty(report.Attempts[0].Filesystems);
        Assert.Equal(0, report.FailedCount());
        Assert.Equal("no filesystems were considered for replication", _world.Log.Of(LogLevel.Warning).Single().Message);
    }

    [Fact]
    public async Task The_end_of_a_run_is_reported_BAD_17()
    {
        var report = await _world.StartAsync();
        Assert.Equal(_world.Clock.GetUtcNow(), report.FinishAt);
    }

    [Fact]
    public async Task Later_steps_of_a_long_plan_are_estimated_while_the_first_runs()
    {
        _world.Pair("tank", string.Join(' ', Enumerable.Range(1, 61).Select(i => $"@{i}")), "@1");
        var step = Script.Hold("receiver receive tank @2");
        var run = _world.StartAsync();
        await step.Reached;
        var report = await _world.Reported("tank", f => f.Bytes() is { IsImprecise: false, Expected: 6000 });
        Assert.Equal(0, report.Of("tank").CurrentStep);
        step.Open();
        await run;
    }

    [Fact]
    public async Task A_late_estimate_that_fails_leaves_the_size_unknown()
    {
        _world.Pair("tank", string.Join(' ', Enumerable.Range(1, 61).Select(i => $"@{i}")), "@1");
        Script.Fail("sender estimate tank @17", new EndpointException("busy"));
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.Done], report.States());
        Assert.Equal(0, report.Of("tank").Steps[16].Info.BytesExpected);
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
