using System.Text;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Snapshotting;
using Zrepl.Tests.Engine.Hooks;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class SnapshotRunTests : IAsyncDisposable // spec 4.6, 4.7
{
    private const string Name = "zrepl_20240610_120000_000";

    private readonly SnapshottingWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Datasets_without_hooks_are_snapshotted_together_pool_by_pool_under_one_name()
    {
        _world.Target.With("tank/b", "tank", "tank/a", "dozer/x");
        var rows = await Execute();
        Assert.Equal([$"dozer/x@{Name}", $"tank@{Name} tank/a@{Name} tank/b@{Name}"], _world.Target.Commands.Select(c => string.Join(' ', c)));
        Assert.Equal(["dozer/x Done", "tank Done", "tank/a Done", "tank/b Done"], rows.Select(row => $"{row.Filesystem} {row.State}"));
        Assert.All(rows, row => Assert.True(row.IsCreated));
        Assert.All(rows, row => Assert.Null(row.Error));
    }

    [Fact]
    public async Task Datasets_with_hooks_come_first_one_by_one_in_order_of_path()
    {
        _world.Target.With("tank/a", "tank/b", "tank/c", "tank/d");
        _world.Hooks = [Hook("db", "tank/b", "tank/d")];
        await Execute();
        Assert.Equal(
            [$"tank/b@{Name}", $"tank/d@{Name}", $"tank/a@{Name} tank/c@{Name}"], _world.Target.Commands.Select(c => string.Join(' ', c)));
    }

    [Fact]
    public async Task Hooks_of_a_dataset_run_in_the_order_of_the_configuration_around_the_snapshot()
    {
        var order = new List<string>();
        _world.Target.With("tank/a").BeforeCreate = (_, _) => Note("snapshot");
        _world.Hooks = [Noting("one"), Noting("two")];
        var row = Assert.Single(await Execute());
        Assert.Equal(["one Pre", "two Pre", "snapshot", "two Post", "one Post"], order);
        Assert.Equal(
            ["Pre one Ok", "Pre two Ok", "Callback snapshot Ok", "Post two Ok", "Post one Ok"],
            row.Steps.Select(step => $"{step.Edge} {step.Hook} {step.Status}"));

        Task Note(string what)
        {
            order.Add(what);
            return Task.CompletedTask;
        }

        FakeHook Noting(string name) => new(name)
        {
            Does = async (edge, _, _) =>
            {
                await Note($"{name} {edge}");
                return new HookReport("ok");
            },
        };
    }

    [Fact]
    public async Task A_dataset_that_fails_does_not_stop_the_others()
    {
        _world.Target.With("tank/a", "tank/b", "tank/c").Refusing("tank/a", "out of space").Refusing("tank/b", "permission denied");
        _world.Hooks = [Hook("db", "tank/a")];
        var rows = await Execute();
        Assert.Equal(["tank/a Error", "tank/b Error", "tank/c Done"], rows.Select(row => $"{row.Filesystem} {row.State}"));
        Assert.Equal(
            [$"cannot create snapshot 'tank/a@{Name}': out of space", $"cannot create snapshot 'tank/b@{Name}': permission denied", null],
            rows.Select(row => row.Error));
        Assert.Equal([false, false, true], rows.Select(row => row.IsCreated!.Value));
        Assert.Equal(["tank/a", "tank/b"], _world.Log.Of(LogLevel.Error).Select(entry => entry.Fields["fs"]));
        Assert.All(_world.Log.Of(LogLevel.Error), entry => Assert.Equal("cannot create snapshot", entry.Message));
    }

    [Fact] // BAD-34
    public async Task A_snapshot_whose_hook_failed_is_marked_as_an_error_and_as_created()
    {
        _world.Target.With("tank/a");
        _world.Hooks = [Failing("db", isFatal: false)];
        var row = Assert.Single(await Execute());
        Assert.Equal((SnapshotRowState.Error, true, "db failed: no"), (row.State, row.IsCreated, row.Error));
        Assert.Equal([Name], _world.Target.SnapshotsOf("tank/a"));
    }

    [Fact]
    public async Task A_fatal_hook_prevents_the_snapshot()
    {
        _world.Target.With("tank/a");
        _world.Hooks = [Failing("db", isFatal: true)];
        var row = Assert.Single(await Execute());
        Assert.Equal((SnapshotRowState.Error, false, "db failed: no"), (row.State, row.IsCreated, row.Error));
        Assert.Empty(_world.Target.Commands);
    }

    [Theory] // 4.3: checked before zfs is called
    [InlineData(229, true)]
    [InlineData(230, false)]
    public async Task A_name_that_would_be_too_long_is_reported_without_asking_zfs(int pathLength, bool isPossible)
    {
        var path = "tank/" + new string('x', pathLength - 5);
        _world.Target.With(path);
        _world.Hooks = [Hook("db", path)];
        var row = Assert.Single(await Execute());
        Assert.Equal(isPossible, row.IsCreated);
        if (isPossible) return;
        Assert.Equal($"\"{path}@{Name}\" would be no legal snapshot: name too long (256 of 255 characters)", row.Error);
        Assert.Empty(_world.Target.Commands);
        Assert.Equal(HookStepStatus.Err, Assert.Single(row.Steps).Status);
    }

    [Fact]
    public async Task A_hook_that_matched_nothing_is_named_with_its_number()
    {
        _world.Target.With("tank/a");
        _world.Hooks = [Hook("db", "tank/a"), Hook("/etc/hook", "tank/typo")];
        await Execute();
        var warning = Assert.Single(_world.Log.Of(LogLevel.Warning));
        Assert.Equal("hook did not match any snapshotted filesystems", warning.Message);
        Assert.Equal(("/etc/hook", "2"), (warning.Fields["hook"], warning.Fields["hookNumber"]));
    }

    [Fact]
    public async Task The_owner_gets_all_the_output_of_hooks_and_the_report_keeps_its_end()
    {
        _world.Target.With("tank/a");
        _world.Hooks = [new FakeHook("db") { Does = (_, _, _) => Task.FromResult(new HookReport("ok", null, [.. Encoding.ASCII.GetBytes(new string('x', 99_998) + "yz")])) }];
        var row = Assert.Single(await Execute());
        Assert.Equal(100_000, Assert.Single(_world.Owner.Datasets).Steps[0].Report!.Output.Length);
        Assert.Equal(8192, row.Steps[0].Report!.Output.Length);
        Assert.EndsWith("xxyz", row.Steps[0].Report!.OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_follows_the_run()
    {
        _world.Target.With("tank/a", "tank/b");
        _world.Hooks = [Hook("db", "tank/a")];
        var seen = new List<string>();
        var run = await NewRun();
        _world.Owner.Changed = () => seen.Add(string.Join(' ', run.Rows.Now.Select(row => $"{row.State}:{row.Steps.Length}")));
        await run.ExecuteAsync(CancellationToken.None);
        Assert.Equal(
            ["Started:1 Pending:0", .. Enumerable.Repeat("Started:3 Pending:0", 6), "Done:3 Pending:0", "Done:3 Started:1", "Done:3 Done:1"], seen);
    }

    [Fact] // 5.2, 8.11 number 14
    public async Task A_cancelled_run_still_runs_the_post_hooks_of_the_dataset_at_hand_and_begins_no_other()
    {
        using var cancellation = new CancellationTokenSource();
        _world.Target.With("tank/a", "tank/b", "tank/c").BeforeCreate = async (_, token) =>
        {
            await cancellation.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        _world.Hooks = [Hook("db", "tank/a", "tank/b")];
        var run = await NewRun();
        await run.ExecuteAsync(cancellation.Token);

        var rows = run.Rows.Now;
        Assert.All(rows, row => Assert.Equal((SnapshotRowState.Error, false, "cancelled"), (row.State, row.IsCreated, row.Error)));
        Assert.Equal("Ok Err Ok", string.Join(' ', rows[0].Steps.Select(step => step.Status)));
        Assert.Single(_world.Target.Commands);
        Assert.Empty(_world.Log.Of(LogLevel.Error)); // a cancellation is not an error
        Assert.Equal(3, _world.Owner.Datasets.Count);
    }

    [Fact]
    public async Task What_was_taken_before_the_cancellation_of_a_batch_stays_reported_as_taken()
    {
        using var cancellation = new CancellationTokenSource();
        _world.Target.With("dozer/a", "tank/a").BeforeCreate = async (batch, token) =>
        {
            if (batch[0].StartsWith("tank", StringComparison.Ordinal)) await cancellation.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        var run = await NewRun();
        await run.ExecuteAsync(cancellation.Token);
        Assert.Equal(["dozer/a Done", "tank/a Error"], run.Rows.Now.Select(row => $"{row.Filesystem} {row.State}"));
    }

    private static FakeHook Hook(string name, params string[] datasets) => new(name) { Applies = dataset => datasets.Contains(dataset.Text) };

    private static FakeHook Failing(string name, bool isFatal) => new(name, isFatal) { Does = (_, _, _) => throw new IOException("no") };

    private async Task<SnapshotRun> NewRun() =>
        new(_world.Environment, await _world.Target.ListFilesystemsAsync(CancellationToken.None), Name);

    private async Task<IEnumerable<SnapshotRow>> Execute()
    {
        var run = await NewRun();
        await run.ExecuteAsync(CancellationToken.None);
        return run.Rows.Now;
    }
}
