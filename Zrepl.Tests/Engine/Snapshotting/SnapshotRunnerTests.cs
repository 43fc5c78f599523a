using Microsoft.Extensions.Logging;
using Zrepl.Engine.Snapshotting;
using Zrepl.Tests.Engine.Hooks;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class SnapshotRunnerTests : IAsyncDisposable
{
    private readonly SnapshottingWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_run_without_problems_says_what_it_made()
    {
        _world.Target.With("tank/a", "tank/b");
        var result = await Run();
        Assert.Equal((SnapshotRunOutcome.Succeeded, null, 2), (result.Outcome, result.Error, result.CreatedCount));
        Assert.Equal(_world.Clock.GetUtcNow(), result.StartedAt);
        Assert.Equal("2 snapshots taken in 00:00:00", Assert.Single(_world.Log.Of(LogLevel.Information)).Message); // one line for a healthy run
    }

    [Fact]
    public async Task No_dataset_is_no_problem() => Assert.Equal(SnapshotRunOutcome.Succeeded, (await Run()).Outcome);

    [Fact] // 4.5.3
    public async Task Datasets_that_cannot_be_listed_fail_the_run()
    {
        _world.Target.ListFailure = FakeSnapshotTarget.Failure("internal error");
        var result = await Run();
        Assert.Equal(SnapshotRunOutcome.Failed, result.Outcome);
        Assert.StartsWith("cannot list filesystems: zfs exited with error: exit status 1", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Rows);
    }

    [Fact] // 4.4.1
    public async Task A_failed_snapshot_is_told_in_upstreams_words()
    {
        _world.Target.With("tank/a", "tank/b").Refusing("tank/b", "out of space");
        var result = await Run();
        Assert.Equal("one or more snapshots could not be created, check logs for details", result.Error);
        Assert.Equal(1, result.CreatedCount);
    }

    [Fact] // BAD-34
    public async Task A_failed_hook_is_not_told_as_a_failed_snapshot()
    {
        _world.Target.With("tank/a", "tank/b", "tank/c").Refusing("tank/c", "out of space");
        _world.Hooks = [new FakeHook("db") { Applies = fs => fs.Text != "tank/c", Does = (_, _, _) => throw new IOException("no") }];
        Assert.Equal("hooks failed for 2 filesystem(s), snapshots failed for 1 filesystem(s)", (await Run()).Error);
    }

    [Fact] // D13
    public async Task A_fault_of_our_own_ends_the_run_with_a_result()
    {
        _world.Target.ListFailure = new InvalidCastException("bug");
        var result = await Run();
        Assert.Equal((SnapshotRunOutcome.Failed, "unexpected error: bug"), (result.Outcome, result.Error));
        Assert.Equal([3215, 3206], _world.Log.Of(LogLevel.Error).Select(entry => entry.Event));
    }

    [Fact]
    public async Task A_cancelled_run_gives_the_reason_it_was_cancelled_for()
    {
        var runner = new SnapshotRunner(_world.Environment);
        _world.Target.With("tank/a").BeforeCreate = (_, token) =>
        {
            Assert.True(runner.Cancel("reset requested"));
            Assert.False(runner.Cancel("again"));
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        };
        var result = await runner.RunAsync(SnapshotRunReason.Request, null, _ => { }, CancellationToken.None);
        Assert.Equal((SnapshotRunOutcome.Cancelled, "reset requested"), (result.Outcome, result.Error));
        Assert.False(runner.Cancel("nothing runs"));
    }

    [Fact]
    public async Task A_cancellation_that_comes_too_late_changes_nothing()
    {
        var runner = new SnapshotRunner(_world.Environment);
        _world.Target.With("tank/a").BeforeCreate = (_, _) => Task.FromResult(runner.Cancel("too late"));
        Assert.Equal(SnapshotRunOutcome.Succeeded, (await runner.RunAsync(SnapshotRunReason.Request, null, _ => { }, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Two_runs_within_a_second_do_not_ask_for_the_same_names()
    {
        _world.Target.With("tank/a");
        var runner = new SnapshotRunner(_world.Environment);
        await runner.RunAsync(SnapshotRunReason.Schedule, null, _ => { }, CancellationToken.None);
        var second = runner.RunAsync(SnapshotRunReason.Request, null, _ => { }, CancellationToken.None);
        Assert.False(second.IsCompleted);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SnapshotRunOutcome.Succeeded, (await second).Outcome);
        Assert.Equal(["zrepl_20240610_120000_000", "zrepl_20240610_120001_000"], _world.Target.SnapshotsOf("tank/a"));
    }

    [Fact]
    public async Task An_owner_that_throws_does_not_disturb_the_run()
    {
        _world.Target.With("tank/a");
        _world.Owner.Changed = () => throw new InvalidOperationException("no");
        Assert.Equal(SnapshotRunOutcome.Succeeded, (await Run()).Outcome);
        Assert.All(_world.Log.Of(LogLevel.Error), entry => Assert.Equal(3216, entry.Event));
    }

    private Task<SnapshotRunResult> Run() =>
        new SnapshotRunner(_world.Environment).RunAsync(SnapshotRunReason.Schedule, _world.Clock.GetUtcNow(), _ => { }, CancellationToken.None);
}
