using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Hooks.Databases;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Hooks.Databases;

/// <summary>Hooks that speak to a database (spec replication 5.4, 5.5).</summary>
public sealed class DatabaseHookTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly FakeDatabase _database = new();

    [Fact] // 5.4
    public async Task A_checkpoint_is_made_before_the_snapshot_on_a_connection_of_its_own()
    {
        var plan = await RunAsync(Checkpoint());
        Assert.Equal(["open 1", "1: SET statement_timeout TO 30000", "1: CHECKPOINT", "close 1", "snapshot"], _database.Events);
        Assert.Equal(["postgres CHECKPOINT completed", "snapshot", "skipped this edge"], plan.Steps.Select(step => step.Report!.Text));
    }

    [Fact] // 5.4
    public async Task A_failed_checkpoint_says_why()
    {
        _database.Does = (statement, _) => statement == "CHECKPOINT" ? throw new IOException("must be superuser or have privileges of pg_checkpoint") : Task.CompletedTask;
        var step = (await RunAsync(Checkpoint())).Steps[0];
        Assert.Equal((HookStepStatus.Err, "postgres CHECKPOINT failed: must be superuser or have privileges of pg_checkpoint"), (step.Status, step.Report!.Text));
        Assert.Equal("close 1", _database.Events[^2]);
    }

    [Fact] // 5.4, 5.5
    public async Task A_dry_run_only_asks_whether_the_database_is_there()
    {
        await RunAsync(Checkpoint(), isDryRun: true);
        await RunAsync(LockTables(), isDryRun: true);
        Assert.Equal(
            ["open 1", "1: SET statement_timeout TO 30000", "1: SELECT 1", "close 1", "snapshot", "open 2", "2: SET SESSION lock_wait_timeout=30", "2: SELECT 1", "snapshot", "close 2"],
            _database.Events);
    }

    [Fact] // BAD-38
    public async Task Tables_are_locked_and_unlocked_on_the_same_connection_BAD_38()
    {
        var plan = await RunAsync(LockTables());
        Assert.Equal(
            ["open 1", "1: SET SESSION lock_wait_timeout=30", "1: FLUSH TABLES WITH READ LOCK", "snapshot", "1: UNLOCK TABLES", "close 1"], _database.Events);
        Assert.Equal(["FLUSH TABLES WITH READ LOCK", "snapshot", "UNLOCK TABLES"], plan.Steps.Select(step => step.Report!.Text));
    }

    [Fact] // BAD-38: the lock goes with the connection, and the snapshot is not what it seems
    public async Task A_connection_that_was_lost_while_tables_were_locked_is_an_error_BAD_38()
    {
        var step = (await RunAsync(LockTables(), snapshot: () => _database.IsThere = false)).Steps[^1];
        Assert.Equal(
            (HookStepStatus.Err, "UNLOCK TABLES: connection lost while tables were locked, snapshot may be inconsistent: server has gone away"),
            (step.Status, step.Report!.Text));
        Assert.Equal("close 1", _database.Events[^1]);
    }

    [Fact] // BAD-36, and the case it is told with
    public async Task Tables_do_not_stay_locked_when_a_later_hook_fails_or_the_run_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var fatal = new FakeHook("later", IsFatal: true) { Does = (_, _, _) => throw new IOException("no") };
        await RunAsync([LockTables(), fatal], cancellation: stop.Token);
        Assert.Equal(["1: UNLOCK TABLES", "close 1"], _database.Events[^2..]);

        var cancels = new FakeHook("later") { Does = (edge, context, _) => { stop.Cancel(); return Task.FromResult(new HookReport("")); } };
        await RunAsync([LockTables(), cancels], cancellation: stop.Token);
        Assert.Equal(["2: UNLOCK TABLES", "close 2"], _database.Events[^2..]);
    }

    [Fact]
    public async Task A_lock_that_was_not_given_leaves_no_connection_open()
    {
        _database.Does = (statement, _) => statement.StartsWith("FLUSH", StringComparison.Ordinal) ? throw new IOException("Lock wait timeout exceeded") : Task.CompletedTask;
        var plan = await RunAsync(LockTables());
        Assert.Equal("FLUSH TABLES WITH READ LOCK: Lock wait timeout exceeded", plan.Steps[0].Report!.Text);
        Assert.Equal(HookStepStatus.SkippedDueToPreErr, plan.Steps[^1].Status);
        Assert.Equal(["close 1", "snapshot"], _database.Events[^2..]);
    }

    [Theory] // BAD-35
    [InlineData(false, "postgres CHECKPOINT failed: timed out after 30s")]
    [InlineData(true, "FLUSH TABLES WITH READ LOCK: timed out after 30s")]
    public async Task The_timeout_of_a_database_hook_counts_BAD_35(bool locks, string text)
    {
        _database.Does = async (statement, cancellation) =>
        {
            if (statement.StartsWith("SET", StringComparison.Ordinal)) return;
            var ended = Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            _database.Clock.Advance(Limit);
            await ended;
        };
        var plan = await RunAsync(locks ? LockTables() : Checkpoint());
        Assert.Equal((HookStepStatus.Err, text), (plan.Steps[0].Status, plan.Steps[0].Report!.Text));
        Assert.Contains("close 1", _database.Events);
    }

    [Fact]
    public async Task A_cancelled_step_says_so_and_closes_its_connection()
    {
        using var stop = new CancellationTokenSource();
        _database.Does = async (statement, cancellation) =>
        {
            if (statement != "CHECKPOINT") return;
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        };
        var plan = await RunAsync([Checkpoint()], cancellation: stop.Token);
        Assert.Equal("postgres CHECKPOINT failed: cancelled", plan.Steps[0].Report!.Text);
        Assert.Equal("close 1", _database.Events[^1]);
    }

    private PostgresCheckpointHook Checkpoint() => new(_database.OpenAsync, _database.Clock) { Filesystems = FilesystemFilter.Everything, Timeout = Limit };

    private MySqlLockTablesHook LockTables() => new(_database.OpenAsync, _database.Clock) { Filesystems = FilesystemFilter.Everything, Timeout = Limit };

    private Task<HookPlan> RunAsync(IHook hook, bool isDryRun = false, Action? snapshot = null) => RunAsync([hook], isDryRun, snapshot, TestContext.Current.CancellationToken);

    private Task<HookPlan> RunAsync(ImmutableArray<IHook> hooks, bool isDryRun = false, Action? snapshot = null, CancellationToken cancellation = default)
    {
        var context = new HookContext(SnapshotPath.Parse("tank/db@zrepl_1"), IsDryRun: isDryRun);
        return new HookPlanRunner(_database.Clock, NullLogger<HookPlanRunner>.Instance).RunAsync(hooks, context, _ =>
        {
            _database.Events.Add("snapshot");
            snapshot?.Invoke();
            return Task.CompletedTask;
        }, _ => { }, cancellation);
    }
}
