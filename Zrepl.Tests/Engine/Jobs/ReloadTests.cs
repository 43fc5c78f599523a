using Zrepl.Engine.Status;
using Zrepl.Tests.Support.Jobs;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>Another configuration while jobs run. Design D3, spec 2.9.</summary>
public sealed class ReloadTests : IAsyncLifetime
{
    private readonly JobWorld _world = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_job_that_means_the_same_is_not_touched()
    {
        var gate = _world.Script.Hold("sender list");
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        await gate.Reached;
        var result = await _world.ReloadAsync(JobWorld.Push(keepSender: "[ { type: 'not_replicated' } ]"));
        Assert.Equal(["j"], result.Unchanged);
        Assert.False(_world.Feed.Find("j")!.IsReloadPending);
        gate.Open();
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(1)).Outcome);
    }

    [Fact]
    public async Task An_idle_job_takes_its_new_definition_at_once_and_keeps_its_history()
    {
        _world.Sender.Has("tank/a", "@1 @2");
        await _world.StartAsync(JobWorld.Push(keepSender: "[{type: last_n, count: 10}]"));
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(1);
        await _world.WaitingAsync();
        Assert.Equal("@1 @2", _world.Sender.VersionsOf("tank/a"));

        var result = await _world.ReloadAsync(JobWorld.Push(rest: "description: with another rule"));
        Assert.Equal(["j"], result.Changed);
        var status = await _world.SeenAsync("j", status => status is { Description: "with another rule", Phase: JobPhase.Waiting });
        Assert.Equal(1, status.LastRun!.Number);
        Assert.NotNull(status.Replication);
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(2);
        Assert.Equal("@2", _world.Sender.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task A_busy_job_takes_its_new_definition_after_its_run()
    {
        var gate = _world.Script.Hold("sender list");
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        await gate.Reached;
        var result = await _world.ReloadAsync(JobWorld.Push(rest: "description: new"));
        Assert.Equal(["j"], result.AfterRun);
        Assert.True(_world.Feed.Find("j")!.IsReloadPending);
        gate.Open();
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(1)).Outcome); // was not cut short
        var status = await _world.SeenAsync("j", status => status is { Description: "new", Phase: JobPhase.Waiting });
        Assert.False(status.IsReloadPending);
    }

    [Fact]
    public async Task What_was_asked_for_during_a_run_is_done_by_the_new_definition()
    {
        var gate = _world.Script.Hold("sender list");
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        await gate.Reached;
        Assert.True(_world.Jobs.Wakeup("j").IsSuccess);
        await _world.ReloadAsync(JobWorld.Push(rest: "description: new"));
        gate.Open();
        Assert.Equal(RunReason.Wakeup, (await _world.RunAsync(2)).Reason);
        Assert.Equal("new", _world.Feed.Find("j")!.Description);
    }

    [Fact]
    public async Task Of_several_changes_during_a_run_the_last_one_counts()
    {
        var gate = _world.Script.Hold("sender list");
        await _world.StartAsync(JobWorld.Push());
        _world.Jobs.Wakeup("j");
        await gate.Reached;
        await _world.ReloadAsync(JobWorld.Push(rest: "description: first"));
        await _world.ReloadAsync();
        await _world.ReloadAsync(JobWorld.Push(rest: "description: last"));
        gate.Open();
        await _world.SeenAsync("j", status => status is { Description: "last", Phase: JobPhase.Waiting });
        Assert.Equal(1, _world.Recorder.Runs.Count(run => run.Result.Outcome == RunOutcome.Succeeded));
    }

    [Fact]
    public async Task Jobs_come_go_and_are_put_into_order()
    {
        await _world.StartAsync(JobWorld.Push("a"), JobWorld.Push("b"));
        await _world.WaitingAsync("a");
        await _world.WaitingAsync("b");
        var gone = _world.SeenAsync("a", status => status.Phase == JobPhase.Removed);
        var result = await _world.ReloadAsync(JobWorld.Push("c"), JobWorld.Push("b"));
        Assert.Equal(["c"], result.Added);
        Assert.Equal(["a"], result.Removed);
        Assert.Equal(["b"], result.Unchanged);
        await gone;
        await _world.WaitingAsync("c");
        Assert.Equal("Job a does not exist", _world.Jobs.Wakeup("a").Text);
        Assert.Equal(["c", "b"], _world.Feed.Current.Select(status => status.Name.Text));
    }

    [Fact]
    public async Task A_job_can_be_switched_off_and_on()
    {
        await _world.StartAsync(JobWorld.Push());
        await _world.WaitingAsync();
        await _world.ReloadAsync(JobWorld.Push(rest: "enabled: false"));
        await _world.SeenAsync("j", status => status.Phase == JobPhase.Disabled);
        await _world.ReloadAsync(JobWorld.Push());
        await _world.WaitingAsync();
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(1);
    }
}
