using System.Globalization;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Execution;

/// <summary>Attempts, reconnecting and cancellation: 8.3, 1.10.</summary>
public sealed class RetryTests
{
    private readonly ReplicationWorld _world = new();

    private CallScript Script => _world.Script;

    [Fact]
    public async Task A_lost_connection_while_listing_is_tried_again()
    {
        _world.Pair("tank", "@1 @2", "@1");
        Script.Fail("receiver list", new LinkDownException());
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.PlanningError, AttemptState.Done], report.States());
        Assert.Equal("connection refused", report.Attempts[0].PlanError!.Err);
        Assert.Equal(FailureClass.Connectivity, report.Attempts[0].ErrorClass);
    }

    [Fact]
    public async Task A_lost_connection_while_planning_a_filesystem_is_tried_again_BAD_9()
    {
        _world.Pair("tank", "@1 @2", "@1");
        Script.Fail("receiver versions tank", new LinkDownException());
        Assert.Equal([AttemptState.FilesystemError, AttemptState.Done], (await _world.StartAsync()).States());
    }

    [Theory]
    [InlineData("tank/a", "tank/b")]
    [InlineData("tank/b", "tank/a")]
    public async Task One_lost_connection_is_enough_to_try_again_whoever_failed_last_BAD_11(string permanent, string lost)
    {
        _world.Pair("tank/a", "@1 @2", "@1");
        _world.Pair("tank/b", "@1 @2", "@1");
        _world.Options = new() { Definition = ReplicationDefinition.Default with { StepConcurrency = 2 } };
        var first = Script.Hold($"sender send {permanent}");
        var second = Script.Hold($"sender send {lost}");
        var run = _world.StartAsync();
        await first.Reached;
        await second.Reached;
        first.Break(new EndpointException("dataset is busy"));
        await _world.Reported(permanent, f => f.Error is not null);
        second.Break(new LinkDownException());
        Assert.Equal([AttemptState.FilesystemError, AttemptState.Done], (await run).States());
    }

    [Fact]
    public async Task A_retry_completes_the_only_step_BAD_15()
    {
        _world.Pair("tank", "@1 @2", "@1");
        Script.Fail("receiver receive tank @2", new LinkDownException());
        var report = await _world.StartAsync();
        Assert.Equal("@1→@2", report.Of("tank").Plan()); // upstream plans nothing and reports success
        Assert.Equal("@1 @2", _world.Receiver.VersionsOf("tank"));
        Assert.Equal(2UL, _world.Sender.CursorOf("tank"));
    }

    [Fact]
    public async Task What_cannot_be_continued_is_planned_again_once_since_the_saved_state_may_have_moved_on()
    {
        _world.Sender.Has("tank/a", "@1 @2");
        _world.Receiver.Has("tank/a", "@1", token: PlannerWorld.Token("1 2"));
        Script.Fail("receiver resume tank/a @2", Refused());

        var report = await _world.StartAsync();

        Assert.Equal([AttemptState.FilesystemError, AttemptState.Done], report.States());
        Assert.Equal(FailureClass.Outdated, report.Attempts[0].Filesystems[0].ErrorClass);
        Assert.Equal("@1 @2", _world.Receiver.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task What_cannot_be_continued_the_second_time_either_is_a_failure()
    {
        _world.Sender.Has("tank/a", "@1 @2");
        _world.Receiver.Has("tank/a", "@1", token: PlannerWorld.Token("1 2"));
        Script.Fail("receiver resume tank/a @2", Refused(), times: 100);

        var report = await _world.StartAsync();

        Assert.Equal([AttemptState.FilesystemError, AttemptState.FilesystemError], report.States());
        Assert.Equal(FailureClass.Permanent, report.Of("tank/a").ErrorClass);
    }

    [Fact]
    public async Task What_begins_anew_and_is_refused_is_not_tried_again()
    {
        _world.Pair("tank/a", "@1 @2", "@1");
        Script.Fail("receiver receive tank/a @2", Refused());
        Assert.Equal([AttemptState.FilesystemError], (await _world.StartAsync()).States());
    }

    [Fact]
    public async Task Snapshots_made_during_a_run_wait_for_the_next_one()
    {
        _world.Pair("tank", "@1 @2", "@1");
        var step = Script.Hold("receiver receive tank @2");
        var run = _world.StartAsync();
        await step.Reached;
        _world.Sender.Add("tank", "@3");
        step.Break(new LinkDownException());
        Assert.Equal("@1→@2", (await run).Of("tank").Plan());
    }

    [Fact]
    public async Task An_attempt_that_could_not_list_does_not_lift_the_limit()
    {
        _world.Pair("tank", "@1 @2", "@1");
        var step = Script.Hold("receiver receive tank @2");
        var run = _world.StartAsync();
        await step.Reached;
        _world.Sender.Add("tank", "@3");
        Script.Fail("receiver list", new LinkDownException());
        step.Break(new LinkDownException());
        var report = await run;
        Assert.Equal([AttemptState.FilesystemError, AttemptState.PlanningError, AttemptState.Done], report.States());
        Assert.Equal("@1→@2", report.Of("tank").Plan());
    }

    [Fact]
    public async Task After_the_connection_is_lost_nobody_else_tries_BAD_12()
    {
        foreach (var i in Enumerable.Range(0, 100)) _world.Pair($"tank/{i:d3}", "@1 @2", "@1");
        _world.Options = new() { AttemptLimit = AttemptLimit.Of(1) };
        Script.Fail("receiver versions tank/000", new LinkDownException());
        var report = await _world.StartAsync();
        Assert.All(report.Attempts[0].Filesystems, f => Assert.Equal(("connection refused", FailureClass.Connectivity), (f.Error!.Err, f.ErrorClass)));
        Assert.Single(Script.CallsTo("receiver versions"));
        Assert.Equal(2, _world.Log.Of(LogLevel.Warning).Count()); // that it was lost, and that nothing more is tried
    }

    [Fact]
    public async Task After_the_last_attempt_nobody_waits_for_the_connection_BAD_13()
    {
        _world.Pair("tank", "@1 @2", "@1");
        Script.Fail("receiver list", new LinkDownException(), times: 3);
        var report = await _world.StartAsync(); // the clock stands still: any wait would hang
        Assert.Equal(3, report.Attempts.Count);
        Assert.Null(report.WaitReconnectUntil);
        Assert.Equal(4, Script.CallsTo("sender ping").Concat(Script.CallsTo("receiver ping")).Count());
    }

    [Fact]
    public async Task Attempts_that_complete_steps_do_not_count_BAD_14()
    {
        _world.Pair("tank", Numbered(12), "@1");
        for (var i = 3; i <= 12; i++) Script.Fail($"receiver receive tank @{i}", new LinkDownException());
        var report = await _world.StartAsync();
        Assert.Equal(11, report.Attempts.Count);
        Assert.Equal(AttemptState.Done, report.Attempts[^1].State);
    }

    [Fact]
    public async Task Attempts_that_only_fail_are_limited()
    {
        _world.Pair("tank", "@1 @2", "@1");
        Script.Fail("receiver receive tank @2", new LinkDownException(), times: 100);
        Assert.Equal(3, (await _world.StartAsync()).Attempts.Count);
    }

    [Fact]
    public async Task Minus_one_means_as_many_attempts_as_it_takes_BAD_3()
    {
        _world.Options = new() { AttemptLimit = AttemptLimit.Of(-1) };
        _world.Pair("tank", "@1 @2", "@1");
        Script.Fail("receiver receive tank @2", new LinkDownException(), times: 50);
        var report = await _world.StartAsync();
        Assert.Equal((51, AttemptState.Done), (report.Attempts.Count, report.Attempts[^1].State));
        Assert.Empty(report.Attempts[0].Filesystems); // only the latest keep their details
        Assert.Single(report.Attempts[31].Filesystems);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void Other_numbers_of_attempts_are_refused_BAD_3(int number) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AttemptLimit.Of(number));

    [Fact]
    public async Task A_peer_that_restarts_is_waited_for_with_growing_pauses_BAD_16()
    {
        _world.Pair("tank", "@1 @2", "@1");
        Script.Fail("receiver list", new LinkDownException("connection reset by peer"));
        Script.Fail("receiver ping", new LinkDownException(), times: 3);
        var run = _world.StartAsync();
        var waiting = await _world.Reported(r => r.WaitReconnectSince is not null);
        Assert.Equal(TimeSpan.FromMinutes(10), waiting.WaitReconnectUntil - waiting.WaitReconnectSince);
        foreach (var pause in new[] { 1, 1.6, 2.56 }) await _world.Clock.PassAsync(TimeSpan.FromSeconds(pause));
        var report = await run;
        Assert.Equal([AttemptState.PlanningError, AttemptState.Done], report.States());
        Assert.Equal(4, Script.CallsTo("receiver ping").Count());
        Assert.Null(report.WaitReconnectSince);
    }

    [Fact]
    public async Task A_peer_that_stays_away_ends_the_run_after_the_window()
    {
        Script.Fail("receiver list", new LinkDownException());
        Script.Always("receiver ping", _ => throw new LinkDownException());
        var run = _world.StartAsync();
        await _world.Clock.RunningAsync(due => due < TimeSpan.FromSeconds(2));
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        var report = await run;
        Assert.Equal([AttemptState.PlanningError], report.States());
        Assert.Equal("receiver is not reachable: connection refused", report.WaitReconnectError!.Err);
    }

    [Fact]
    public async Task A_peer_that_answers_with_a_refusal_ends_the_wait_at_once()
    {
        Script.Fail("receiver list", new LinkDownException());
        Script.Fail("receiver ping", new PeerErrorException("server error: access denied"));
        var report = await _world.StartAsync();
        Assert.Equal("receiver is not reachable: server error: access denied", report.WaitReconnectError!.Err);
    }

    [Fact]
    public async Task A_wakeup_ends_the_pause()
    {
        Script.Fail("receiver list", new LinkDownException());
        Script.Fail("receiver ping", new LinkDownException());
        var run = _world.StartAsync();
        await _world.Clock.RunningAsync(due => due < TimeSpan.FromSeconds(2));
        _world.Backoff.RetryNow();
        Assert.Equal(2, (await run).Attempts.Count); // the clock stands still
    }

    [Fact]
    public async Task Cancellation_while_listing_ends_the_run()
    {
        var listing = Script.Hold("sender list");
        var run = _world.StartAsync();
        await listing.Reached;
        _world.Stop.Stop(StopReason.ResetRequested);
        var report = await run;
        Assert.Equal([AttemptState.PlanningError], report.States());
        Assert.Equal("cancelled: reset requested", report.Attempts[0].PlanError!.Err);
        Assert.Equal("cancelled: reset requested", report.Attempts[0].Cancelled);
        Assert.Empty(Script.CallsTo("sender ping"));
    }

    [Fact]
    public async Task Cancellation_reaches_those_who_work_and_those_who_wait_BAD_5()
    {
        foreach (var name in "abcd") _world.Pair($"tank/{name}", "@1 @2", "@1");
        var step = Script.Hold("receiver receive tank/a");
        var run = _world.StartAsync();
        await step.Reached;
        _world.Stop.Stop(StopReason.DaemonShutdown);
        var report = await run;
        Assert.Equal([AttemptState.FilesystemError], report.States());
        Assert.All(report.Attempts[0].Filesystems, f => Assert.Equal(
            ("cancelled: daemon shutdown", FailureClass.Cancelled, FilesystemState.StepError), (f.StepError!.Err, f.ErrorClass, f.State)));
        Assert.Empty(Script.CallsTo("sender confirm"));
        Assert.Equal(0, _world.Sender.OpenStreams);
        Assert.DoesNotContain(_world.Log.Entries, entry => entry.Level >= LogLevel.Warning); // a cancellation is no error
    }

    [Fact]
    public async Task Cancellation_during_the_wait_for_the_peer_ends_the_run()
    {
        Script.Fail("receiver list", new LinkDownException());
        Script.Hold("receiver ping");
        var run = _world.StartAsync();
        await _world.Reported(r => r.WaitReconnectSince is not null);
        _world.Stop.Stop(StopReason.ResetRequested);
        var report = await run;
        Assert.Equal("cancelled: reset requested", report.WaitReconnectError!.Err);
        Assert.Single(report.Attempts);
    }

    private static string Numbered(int count) =>
        string.Join(' ', Enumerable.Range(1, count).Select(i => "@" + i.ToString(CultureInfo.InvariantCulture)));

    private static EndpointException Refused() => new("cannot receive resume stream: kernel modules must be upgraded to receive this stream.");
}
