using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using MySqlConnector;
using Npgsql;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Hooks.Databases;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Hooks.Databases;

/// <summary>Database hooks with the servers of the distribution (spec replication 5.4, 5.5).</summary>
[Trait("needs", "database")]
public sealed class RealDatabasesTests : IDisposable
{
    private readonly CancellationTokenSource _limit = new(Deadline.OfATest);

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task A_checkpoint_is_made()
    {
        await using var server = await DatabaseServer.PostgresAsync(_limit.Token);
        await using var watcher = await server.ConnectAsync(() => new NpgsqlConnection($"Host={server.Directory};Username=postgres;Database=postgres;Pooling=false"), _limit.Token);
        var before = await CheckpointsAsync();

        var plan = await RunAsync(Hook($"host={server.Directory} user=postgres"), () => Task.CompletedTask);

        Assert.Equal("postgres CHECKPOINT completed", plan.Steps[0].Report!.Text);
        while (await CheckpointsAsync() == before) await Task.Delay(100, _limit.Token); // its statistics come a little later

        await ExecuteAsync(watcher, "CREATE ROLE weak LOGIN");
        plan = await RunAsync(Hook($"postgres:///postgres?host={server.Directory}&user=weak"), () => Task.CompletedTask);
        Assert.StartsWith("postgres CHECKPOINT failed: 42501: must be superuser", plan.Steps[0].Report!.Text, StringComparison.Ordinal);

        async Task<long> CheckpointsAsync() => Convert.ToInt64(await ScalarAsync(watcher, "SELECT checkpoints_req FROM pg_stat_bgwriter"), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Nobody_writes_while_the_snapshot_is_taken_BAD_38()
    {
        await using var server = await DatabaseServer.MariaDbAsync(_limit.Token);
        await using var writer = await WriterAsync(server);
        var hook = LockTables(server);

        var plan = await RunAsync(hook, async () => Assert.Equal(MySqlErrorCode.LockWaitTimeout, (await Assert.ThrowsAsync<MySqlException>(() => ExecuteAsync(writer, "INSERT INTO app.t VALUES (2)"))).ErrorCode));

        Assert.Equal(["FLUSH TABLES WITH READ LOCK", "snapshot", "UNLOCK TABLES"], plan.Steps.Select(step => step.Report!.Text));
        await ExecuteAsync(writer, "INSERT INTO app.t VALUES (3)");
        Assert.Equal(2L, await ScalarAsync(writer, "SELECT count(*) FROM app.t"));

        // The server ends the session, and the lock with it.
        plan = await RunAsync(hook, async () =>
        {
            var session = await ScalarAsync(writer, "SELECT id FROM information_schema.processlist WHERE id <> connection_id() AND command = 'Sleep'");
            await ExecuteAsync(writer, string.Create(CultureInfo.InvariantCulture, $"KILL {session}"));
        });
        Assert.Equal(HookStepStatus.Err, plan.Steps[^1].Status);
        Assert.StartsWith("UNLOCK TABLES: connection lost while tables were locked, snapshot may be inconsistent: ", plan.Steps[^1].Report!.Text, StringComparison.Ordinal);
    }

    [Fact] // somebody else's long transaction keeps the lock away
    public async Task A_lock_that_cannot_be_had_in_time_fails_the_step_and_holds_nobody_up_afterwards_BAD_35()
    {
        await using var server = await DatabaseServer.MariaDbAsync(_limit.Token);
        await using var writer = await WriterAsync(server);
        await ExecuteAsync(writer, "LOCK TABLES app.t WRITE");

        var plan = await RunAsync(LockTables(server, TimeSpan.FromSeconds(2)), () => Task.CompletedTask);

        Assert.Equal((HookStepStatus.Err, HookStepStatus.Ok), (plan.Steps[0].Status, plan.Callback.Status));
        Assert.StartsWith("FLUSH TABLES WITH READ LOCK: ", plan.Steps[0].Report!.Text, StringComparison.Ordinal);
        await ExecuteAsync(writer, "INSERT INTO app.t VALUES (2)");
    }

    private async Task<MySqlConnector.MySqlConnection> WriterAsync(DatabaseServer server)
    {
        var writer = await server.ConnectAsync(() => new MySqlConnector.MySqlConnection($"Server={server.Directory}/socket;Protocol=UnixSocket;User ID=root;Pooling=false"), _limit.Token);
        foreach (var statement in new[] { "CREATE DATABASE app", "CREATE TABLE app.t (id INT)", "SET SESSION lock_wait_timeout=1", "INSERT INTO app.t VALUES (1)" }) await ExecuteAsync(writer, statement);
        return writer;
    }

    private static PostgresCheckpointHook Hook(string text)
    {
        Assert.True(PostgresDsn.TryParse(text, out var dsn, out _));
        return new(PostgresConnection.Opener(dsn, _ => null), TimeProvider.System) { Filesystems = FilesystemFilter.Everything, Timeout = TimeSpan.FromSeconds(30) };
    }

    private static MySqlLockTablesHook LockTables(DatabaseServer server, TimeSpan? timeout = null)
    {
        Assert.True(MySqlDsn.TryParse($"root@unix({server.Directory}/socket)/", out var dsn, out _));
        return new(Zrepl.Engine.Hooks.Databases.MySqlConnection.Opener(dsn), TimeProvider.System) { Filesystems = FilesystemFilter.Everything, Timeout = timeout ?? TimeSpan.FromSeconds(30) };
    }

    private Task<HookPlan> RunAsync(IHook hook, Func<Task> snapshot) => new HookPlanRunner(TimeProvider.System, NullLogger<HookPlanRunner>.Instance).RunAsync(
        [hook], new HookContext(SnapshotPath.Parse("tank/db@zrepl_1")), _ => snapshot(), _ => { }, _limit.Token);

    private async Task ExecuteAsync(DbConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync(_limit.Token);
    }

    private async Task<object?> ScalarAsync(DbConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        return await command.ExecuteScalarAsync(_limit.Token);
    }
}
