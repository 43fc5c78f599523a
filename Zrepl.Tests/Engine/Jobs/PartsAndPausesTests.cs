using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support.Jobs;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>Replicate only, prune only, and pauses that end by themselves.</summary>
public sealed class PartsAndPausesTests : IAsyncDisposable
{
    private readonly JobWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Replicating_only_prunes_nothing()
    {
        _world.Sender.Has("tank/a", "@1 @2");
        await _world.StartAsync(JobWorld.Push());
        await _world.WaitingAsync();
        Assert.True(_world.Jobs.Signal("j", "replicate").IsSuccess);
        var result = await _world.RunAsync(1);

        Assert.Equal((RunScope.Replication, RunOutcome.Succeeded, 1, 0), (result.Scope, result.Outcome, result.StepsCompleted, result.SnapshotsDestroyed));
        var status = await _world.WaitingAsync();
        Assert.NotNull(status.Replication);
        Assert.Null(status.PruningSender);
        Assert.Null(status.PruningReceiver);
        Assert.NotNull(status.LastSuccessAt);
    }

    [Fact]
    public async Task Pruning_only_sends_nothing_and_says_nothing_about_a_replication_that_failed()
    {
        _world.Sender.Has("tank/a", "@1 @2");
        await _world.StartAsync(JobWorld.Push());
        await _world.WaitingAsync();
        _world.Script.Fail("sender send", new Zrepl.Engine.Endpoints.EndpointException("dataset is busy"));
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(1);
        await _world.WaitingAsync();
        var sends = _world.Script.Calls.Count(call => call.StartsWith("sender send", StringComparison.Ordinal));

        Assert.True(_world.Jobs.Signal("j", "prune").IsSuccess);
        var result = await _world.RunAsync(2);

        Assert.Equal((RunScope.Pruning, RunOutcome.Succeeded), (result.Scope, result.Outcome));
        Assert.Equal(sends, _world.Script.Calls.Count(call => call.StartsWith("sender send", StringComparison.Ordinal)));
        var status = await _world.WaitingAsync();
        Assert.NotNull(status.PruningSender);
        Assert.Equal((1, null), (status.ConsecutiveFailures, status.LastSuccessAt));
        Assert.Contains("dataset is busy", status.Problem!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_for_both_parts_become_one_run_of_everything()
    {
        var signals = new JobSignals();
        signals.Ring(RunReason.Wakeup, RunScope.Pruning);
        Assert.Equal(WakeupOutcome.AlreadyPending, signals.Ring(RunReason.Wakeup, RunScope.Replication));
        Assert.Equal(new RunRequest(RunReason.Wakeup), await signals.WaitAsync(TestContext.Current.CancellationToken));
        signals.Ring(RunReason.Wakeup, RunScope.Pruning);
        signals.Ring(RunReason.Snapshots);
        Assert.Equal(RunScope.Everything, (await signals.WaitAsync(TestContext.Current.CancellationToken)).Scope);
    }

    [Fact]
    public async Task A_pause_ends_at_its_time_and_what_it_held_back_runs()
    {
        await _world.StartAsync(JobWorld.Pull("j", "10m"));
        await _world.RunAsync(1);
        var until = _world.Clock.GetUtcNow().AddHours(2);
        var answer = _world.Jobs.Pause("j", until);
        Assert.Equal((JobOutcome.Done, $"no run begins before {until:yyyy-MM-dd HH:mm:ss zzz}"), (answer.Outcome, answer.Text));
        Assert.Equal(JobOutcome.AlreadyPending, _world.Jobs.Pause("j", until).Outcome);
        await _world.SeenAsync("j", status => status is { Phase: JobPhase.Paused, IsPaused: true } && status.PausedUntil == until);
        Assert.Equal(until, await _world.Alarms.Of("j", "pause").SetAsync());

        _world.Alarms.Of("j", "pause").AdvanceTo(until);

        var resumed = await _world.SeenAsync("j", status => !status.IsPaused);
        Assert.Null(resumed.PausedUntil);
    }

    [Fact]
    public async Task A_pause_outlives_a_restart_with_its_end_and_one_that_ended_meanwhile_is_over()
    {
        await _world.StartAsync(JobWorld.Push());
        await _world.WaitingAsync();
        var until = _world.Clock.GetUtcNow().AddHours(2);
        _world.Jobs.Pause("j", until);

        await using (var restarted = new JobWorld(_world.States))
        {
            await restarted.StartAsync(JobWorld.Push());
            await restarted.SeenAsync("j", status => status.Phase is JobPhase.Paused && status.PausedUntil == until);
        }

        await using var later = new JobWorld(_world.States);
        later.Clock.Advance(TimeSpan.FromHours(3));
        await later.StartAsync(JobWorld.Push());
        await later.SeenAsync("j", status => status is { Phase: JobPhase.Waiting, IsPaused: false });
    }

    [Fact]
    public async Task A_pause_can_be_given_another_end_or_none_and_cannot_end_in_the_past()
    {
        await _world.StartAsync(JobWorld.Push());
        await _world.WaitingAsync();
        var until = _world.Clock.GetUtcNow().AddHours(2);
        Assert.Equal(JobOutcome.NotPossible, _world.Jobs.Pause("j", _world.Clock.GetUtcNow()).Outcome);
        Assert.True(_world.Jobs.Pause("j", until).IsSuccess);
        Assert.True(_world.Jobs.Pause("j").IsSuccess);
        Assert.Equal((true, null),
            await _world.SeenAsync("j", status => status.IsPaused && status.PausedUntil is null) is var open ? (open.IsPaused, open.PausedUntil) : default);
        _world.Alarms.Of("j", "pause").AdvanceTo(until.AddHours(1));
        Assert.True(_world.Jobs.Resume("j").IsSuccess);
        await _world.WaitingAsync();
    }
}
