using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>One run of a push or pull job from its beginning to its end. Spec 2.2 to 2.4.</summary>
public sealed class ActiveJobTests : IAsyncLifetime
{
    private readonly JobWorld _world = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("push")]
    [InlineData("pull")]
    public async Task A_run_replicates_and_then_prunes_the_sender_and_then_the_receiver(string type)
    {
        _world.Sender.Has("tank/a", "@1 @2");
        await _world.StartAsync(type == "push" ? JobWorld.Push() : JobWorld.Pull());
        await _world.WaitingAsync();
        Assert.Equal(JobOutcome.Done, _world.Jobs.Wakeup("j").Outcome);
        var result = await _world.RunAsync(1);

        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.Equal((RunReason.Wakeup, 0, 1, 100L), (result.Reason, result.FailedFilesystems, result.StepsCompleted, result.BytesReplicated));
        Assert.Equal(1, result.SnapshotsDestroyed); // @1 of the sender is replicated; @2 is what both sides go on from
        string[] order = ["sender list", "receiver received tank/a @2", "sender confirm tank/a full @2", "sender destroy tank/a @1"];
        Assert.Equal(order.Order(), order.Where(_world.Script.Calls.Contains).Order());
        Assert.Equal(order, order.OrderBy(call => _world.Script.Calls.IndexOf(call)));
        Assert.True(_world.Script.Calls.ToList().LastIndexOf("receiver list") > _world.Script.Calls.IndexOf("sender destroy tank/a @1"));
        var status = await _world.WaitingAsync();
        Assert.Equal((AttemptState.Done, PruneState.Done, PruneState.Done),
            (status.Replication!.Attempts[^1].State, status.PruningSender!.State, status.PruningReceiver!.State));
        Assert.Null(status.Problem);
        Assert.Equal(("tank/a", "2"), (Assert.Single(status.Copies).Dataset, status.Copies[0].Snapshot));
        Assert.NotNull(status.Copies[0].TakenAt);
        Assert.Equal(status.Copies, await _world.States.LoadCopiesAsync(status.Name, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_failed_replication_does_not_keep_both_sides_from_being_pruned() // spec 2.2
    {
        _world.Sender.Has("tank/a", "@1 @2");
        _world.Script.Fail("sender send", new Zrepl.Engine.Endpoints.EndpointException("dataset is busy"));
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        var result = await _world.RunAsync(1);
        Assert.Equal((RunOutcome.Failed, 1), (result.Outcome, result.FailedFilesystems));
        var status = await _world.WaitingAsync();
        Assert.NotNull(status.PruningSender);
        Assert.NotNull(status.PruningReceiver);
        Assert.Equal("replication of tank/a failed: dataset is busy", status.Problem!.Text);
        Assert.NotEmpty(status.Problem.WhatToDo);
        Assert.Equal(1, status.ConsecutiveFailures);
        Assert.Null(status.LastSuccessAt);
    }

    [Theory]
    [InlineData("@1 @own:3", "The receiver has snapshots of its own after @1;")]
    [InlineData("@own:3", "The receiver's dataset has nothing in common with the sender's")]
    public async Task Sides_that_went_apart_are_told_with_a_way_out(string received, string advice)
    {
        _world.Sender.Has("tank/a", "@1 @2");
        _world.Receiver.Has("tank/a", received);
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(1);
        Assert.StartsWith(advice, (await _world.WaitingAsync()).Problem!.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wakeup_of_a_busy_job_is_remembered_and_answered_once() // spec 2.4
    {
        var gate = _world.Script.Hold("sender list");
        await _world.StartAsync(JobWorld.Push());
        await _world.WaitingAsync();
        Assert.Equal(1, _world.Jobs.Wakeup("j").Run);
        await gate.Reached;
        var queued = _world.Jobs.Wakeup("j");
        Assert.Equal((JobOutcome.Queued, 2L), (queued.Outcome, queued.Run));
        Assert.Equal("already woken up", _world.Jobs.Wakeup("j").Text);
        Assert.True((await _world.SeenAsync("j", status => status.IsWakeupPending)).Running is not null);
        gate.Open();
        await _world.RunAsync(2);
        Assert.False((await _world.WaitingAsync()).IsWakeupPending);
        Assert.Equal(2, _world.Recorder.Runs.Count);
    }

    [Fact]
    public async Task A_reset_ends_the_run_skips_what_follows_and_forgets_a_waiting_wakeup() // spec 2.4
    {
        var gate = _world.Script.Hold("sender list");
        await _world.StartAsync(JobWorld.Push());
        await _world.WaitingAsync();
        Assert.Equal("already reset", _world.Jobs.Reset("j").Text);
        _world.Jobs.Wakeup("j");
        await gate.Reached;
        _world.Jobs.Wakeup("j");
        Assert.True(_world.Jobs.Reset("j").IsSuccess);
        var result = await _world.RunAsync(1);
        Assert.Equal((RunOutcome.Cancelled, "cancelled: reset requested"), (result.Outcome, result.Error));
        var status = await _world.WaitingAsync();
        Assert.Null(status.PruningSender);
        Assert.False(status.IsWakeupPending);
        Assert.Equal(0, status.ConsecutiveFailures); // an operator's wish is no failure
        _world.Jobs.Wakeup("j");
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(2)).Outcome);
    }

    [Fact]
    public async Task An_unexpected_exception_ends_the_run_with_a_report_and_nothing_else() // design D13
    {
        await _world.StartAsync(JobWorld.Push(), JobWorld.Push("other"));
        await _world.WaitingAsync();
        _world.Transport.NextFailure = new InvalidOperationException("Sequence contains no elements");
        _world.Jobs.Wakeup("j");
        var result = await _world.RunAsync(1);
        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.Contains("internal error, please report: InvalidOperationException", result.Error, StringComparison.Ordinal);
        Assert.NotNull((await _world.WaitingAsync()).Problem);
        _world.Jobs.Wakeup("other");
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(1, "other")).Outcome);
        _world.Jobs.Wakeup("j");
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(2)).Outcome);
        Assert.Null((await _world.WaitingAsync()).Problem);
    }

    [Fact]
    public async Task A_transport_that_is_not_spoken_is_a_readable_problem_of_that_job_only()
    {
        const string Ssh = "{type: ssh+stdinserver, host: nas, user: root, port: 22, identity_file: /id}";
        await _world.StartAsync(
            JobWorld.Push(), JobWorld.Push("ssh").Replace("{type: tcp, address: \"nas:8888\"}", Ssh, StringComparison.Ordinal));
        _world.Jobs.Wakeup("ssh");
        var result = await _world.RunAsync(1, "ssh");
        Assert.Equal("transport \"ssh+stdinserver\" is not supported by this build of zrepl", result.Error);
        _world.Jobs.Wakeup("j");
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(1)).Outcome);
    }

    [Fact]
    public async Task The_end_of_the_engine_cancels_the_run_and_says_so()
    {
        var gate = _world.Script.Hold("sender list");
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        await gate.Reached;
        await _world.Jobs.StopAsync(CancellationToken.None).WaitAsync(Zrepl.Tests.Support.Deadline.OfATest);
        Assert.Equal("cancelled: daemon shutdown", _world.Recorder.Runs.Single().Result.Error);
        Assert.DoesNotContain(_world.Loggers.Log.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal(JobPhase.Stopped, _world.Feed.Find("j")!.Phase);
    }

    [Fact]
    public async Task A_job_that_gets_nothing_done_is_cancelled_phase_by_phase() // spec 2.6
    {
        var limits = new WatchdogLimits { WarnAfter = TimeSpan.FromMinutes(1), CancelAfter = TimeSpan.FromMinutes(2) };
        await using var world = new JobWorld(options: new() { Watchdog = limits });
        world.Sender.Has("tank/a", "@1 @2");
        var gate = world.Script.Hold("sender send");
        await world.StartAsync(JobWorld.Push());
        world.Jobs.Wakeup("j");
        await gate.Reached;
        await world.Clock.PassAsync(TimeSpan.FromMinutes(1));
        var stalled = await world.SeenAsync("j", status => status.StalledSince is not null);
        Assert.Equal((stalled.StalledSince + limits.CancelAfter, "tank/a: send and receive @2"), (stalled.StalledUntil, stalled.StalledOn));
        await world.Clock.PassAsync(TimeSpan.FromMinutes(1));
        await world.RunAsync(1);
        var run = world.Recorder.Runs.Single();
        Assert.Contains("no progress for", run.Replication!.Attempts[^1].Filesystems[0].Error!.Err, StringComparison.Ordinal);
        Assert.Equal(PruneState.Done, run.PruningSender!.State);
        Assert.Equal(PruneState.Done, run.PruningReceiver!.State);
    }

    [Fact]
    public async Task A_paused_job_waits_for_the_operator_also_after_a_restart()
    {
        await _world.StartAsync(JobWorld.Push());
        await _world.WaitingAsync();
        Assert.True(_world.Jobs.Pause("j").IsSuccess);
        await _world.SeenAsync("j", status => status.Phase == JobPhase.Paused);
        _world.Jobs.Wakeup("j"); // once, because the operator says so
        await _world.RunAsync(1);
        await _world.SeenAsync("j", status => status is { Phase: JobPhase.Paused, Running: null });

        await using var restarted = new JobWorld(_world.States);
        await restarted.StartAsync(JobWorld.Push());
        await restarted.SeenAsync("j", status => status.Phase == JobPhase.Paused);
        Assert.True(restarted.Jobs.Resume("j").IsSuccess);
        await restarted.WaitingAsync();
    }

    [Fact]
    public async Task Runs_are_counted_on_and_the_last_success_is_known_after_a_restart() // BAD-39
    {
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        var result = await _world.RunAsync(1);
        await using var restarted = new JobWorld(_world.States);
        await restarted.StartAsync(JobWorld.Push());
        var status = await restarted.WaitingAsync();
        Assert.Equal(result.FinishedAt, status.LastSuccessAt);
        Assert.Equal(result.FinishedAt.ToUnixTimeSeconds(), restarted.Metric("zrepl_replication_last_successful", "j"));
        restarted.Jobs.Wakeup("j");
        Assert.Equal(2, (await restarted.RunAsync(2)).Number);
    }

    [Fact]
    public async Task Metrics_tell_errors_bytes_and_times() // BAD-40, D-04, D-05, D-07
    {
        _world.Sender.Has("tank/a", "@1 @2").Has("tank/b", "@3");
        _world.Script.Fail("sender send tank/b", new Zrepl.Engine.Endpoints.EndpointException("dataset is busy"));
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        Assert.Equal(RunOutcome.Partial, (await _world.RunAsync(1)).Outcome);
        Assert.Equal(1, _world.Metric("zrepl_replication_filesystem_errors", "j"));
        Assert.Equal(0, _world.Metric("zrepl_replication_last_successful", "j"));
        Assert.Equal(100, _world.Metric("zrepl_replication_bytes_replicated", "j", "tank/a"));
        Assert.Equal(1, _world.Metric("zrepl_pruning_time", "j", "sender"));
        Assert.Equal(1, _world.Metric("zrepl_pruning_time", "j", "receiver"));
        Assert.True(_world.Metric("zrepl_replication_state_time", "j", "fan-out-filesystems") >= 1);

        _world.Script.Fail("sender list", new Zrepl.Engine.Endpoints.EndpointException("no pool"));
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(2);
        Assert.Equal(-1, _world.Metric("zrepl_replication_filesystem_errors", "j"));
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(3);
        Assert.Equal(0, _world.Metric("zrepl_replication_filesystem_errors", "j"));
        Assert.NotEqual(0, _world.Metric("zrepl_replication_last_successful", "j"));
    }

    [Fact]
    public async Task A_filesystem_that_is_not_replicated_any_more_loses_its_series_D_08()
    {
        _world.Sender.Has("tank/a", "@1 @2").Has("tank/b", "@3");
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(1);
        Assert.Equal(["tank/a", "tank/b"], Replicated());
        _world.Sender.Forget("tank/b");
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(2);
        Assert.Equal(["tank/a"], Replicated());

        IEnumerable<string> Replicated() => _world.Registry.Families.Single(family => family.Name == "zrepl_replication_bytes_replicated").Series.Select(series => series.LabelValues[1]);
    }

    [Fact]
    public async Task The_history_hears_of_each_run_and_of_each_reason()
    {
        _world.Sender.Has("tank/a", "@1 @2");
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(1);
        await _world.WaitingAsync();
        Assert.Equal(["started j 1", "finished j 1 Succeeded"], _world.Recorder.Lines);
        Assert.Equal(3, _world.Recorder.Plans.Count); // the sender's dataset, the receiver's, and the placeholder above it
    }

    [Fact]
    public void The_identity_that_upstream_gives_to_calls_within_the_process_can_be_no_client() => // spec 8.12
        Assert.Throws<InvalidNameException>(() => ClientIdentity.Parse("<local><active><job><client><identity><job=\"validjobname\">"));
}
