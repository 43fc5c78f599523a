using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entries;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Tests.Web.Data;

/// <summary>A full disk, a locked or corrupt database degrades the history with a word; nobody waits for it (design D9).</summary>
public sealed class HistoryTroubleTests
{
    [Fact]
    public async Task A_damaged_file_is_set_aside_and_a_new_one_begun()
    {
        await using var world = new HistoryWorld();
        Directory.CreateDirectory(world.Folder);
        await DatabaseFile.BreakAsync(world.DatabasePath);
        await world.StartedAsync();
        world.Recorder.RunFinished(HistoryWorld.Finished(1));
        await world.StopAsync();

        await using var db = world.Database.Connect();
        Assert.Equal(1, await db.Runs.CountAsync(TestContext.Current.CancellationToken));
        var aside = Assert.Single(Directory.GetFiles(world.Folder, "*.damaged-*"));
        Assert.StartsWith("xxxx", await File.ReadAllTextAsync(aside, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_nobody_thought_of_while_opening_is_said_and_tried_again()
    {
        await using var world = new HistoryWorld();
        Directory.CreateDirectory(world.Folder);
        await ExecuteAsync("CREATE TABLE Runs (Other INTEGER)"); // the first migration makes it too
        await world.StartedAsync();
        await world.Writer.InTrouble.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken);
        Assert.Contains("already exists", world.Writer.Health.Problem, StringComparison.Ordinal);
        var history = new RunHistory(new HistoryAccess(world.Database, world.Writer, TimeProvider.System));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => history.JobsAsync(TestContext.Current.CancellationToken));

        await ExecuteAsync("DROP TABLE Runs");
        while (!world.Writer.Opened.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.Empty(await history.JobsAsync(TestContext.Current.CancellationToken));

        async Task ExecuteAsync(string sql)
        {
            await using var connection = new SqliteConnection($"Data Source={world.DatabasePath}; Pooling=False");
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_file_that_breaks_while_the_daemon_runs_is_set_aside_and_what_waited_is_stored()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        await world.Writer.Opened;
        await DatabaseFile.BreakAsync(world.DatabasePath);
        world.Recorder.RunFinished(HistoryWorld.Finished(1));
        await world.StopAsync();

        await using var db = world.Database.Connect();
        Assert.Equal(1, await db.Runs.CountAsync(TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(world.Folder, "*.damaged-*"));
    }

    [Fact]
    public async Task A_new_file_is_told_again_what_must_outlive_a_restart()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        await world.Writer.Opened;
        world.Recorder.Save(HistoryWorld.Job, new() { LastNumber = 6, IsPaused = true });
        world.Recorder.SaveCopies(HistoryWorld.Job, [new("tank/db") { Snapshot = "s", TakenAt = HistoryWorld.Begin }]);
        await world.Writer.StoreAsync(new RunEnded("host", HistoryWorld.Finished(1)), TestContext.Current.CancellationToken); // behind both
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Writer.BegunAnew += told.SetResult; // the last to hear of it
        await DatabaseFile.BreakAsync(world.DatabasePath);

        world.Recorder.RunFinished(HistoryWorld.Finished(2));
        await told.Task.WaitAsync(Deadline.OfATest);
        await world.StopAsync();

        await using var db = world.Database.Connect();
        var state = await db.JobStates.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((6, true), (state.LastNumber, state.IsPaused));
        Assert.Equal("tank/db", (await db.DatasetCopies.SingleAsync(TestContext.Current.CancellationToken)).Dataset);
    }

    [Fact]
    public async Task A_reader_that_meets_damage_tells_the_writer_which_sets_the_file_aside_although_nothing_is_to_be_stored()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        await world.Writer.Opened;
        await DatabaseFile.BreakAsync(world.DatabasePath);
        var history = new RunHistory(new HistoryAccess(world.Database, world.Writer, TimeProvider.System));

        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => history.JobsAsync(TestContext.Current.CancellationToken));

        Assert.Contains("is damaged", failure.Message, StringComparison.Ordinal);
        await world.StopAsync();
        Assert.Single(Directory.GetFiles(world.Folder, "*.damaged-*"));
        Assert.Empty(await history.JobsAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    public async Task A_file_that_is_cut_off_while_the_daemon_runs_is_set_aside_and_what_waited_is_stored(int length)
    {
        await using var world = await new HistoryWorld().StartedAsync();
        await world.Writer.Opened;
        world.Recorder.RunFinished(HistoryWorld.Finished(1));
        await world.StopAsync();
        SqliteConnection.ClearAllPools();
        world.Restart();
        await world.StartedAsync();
        await world.Writer.Opened;
        await using (var file = File.OpenWrite(world.DatabasePath)) file.SetLength(length);
        world.Writer.TellOfDamage();
        world.Recorder.Save(HistoryWorld.Job, new() { LastNumber = 2 });
        await world.StopAsync();

        Assert.NotNull(world.Writer.Health.SetAside);
        Assert.True(File.Exists(world.Writer.Health.SetAside.Path));
        await using var db = world.Database.Connect();
        Assert.Equal(2, (await db.JobStates.SingleAsync(TestContext.Current.CancellationToken)).LastNumber);
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_left_alone_and_told_at_once()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        await world.Writer.Opened;
        await using (var db = world.Database.Connect())
            await db.Database.ExecuteSqlRawAsync(
                "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Future', '99.0')", TestContext.Current.CancellationToken);
        await world.StopAsync();
        world.Restart();
        await world.StartedAsync();
        await world.Log.EntryAsync(entry => entry.Message.Contains("newer zrepl", StringComparison.Ordinal));
        var history = new RunHistory(new HistoryAccess(world.Database, world.Writer, world.Clock));

        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => history.JobsAsync(TestContext.Current.CancellationToken));

        Assert.Contains("29990101000000_Future", failure.Message, StringComparison.Ordinal);
        Assert.Contains("move the file away", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(world.Folder, "*.damaged-*"));
    }

    [Fact]
    public async Task A_locked_file_is_told_and_what_waited_is_stored_once_it_is_free()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        await world.Writer.Opened;
        await using var other = new SqliteConnection($"Data Source={world.DatabasePath}");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using (var begin = new SqliteCommand("BEGIN IMMEDIATE", other)) await begin.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        for (var number = 1; number <= 3; number++) world.Recorder.RunFinished(HistoryWorld.Finished(number));
        await world.Log.EntryAsync(entry => entry.Message.Contains("is locked by another program", StringComparison.Ordinal));
        Assert.Contains("locked", world.Writer.Health.Problem, StringComparison.Ordinal);

        await using (var end = new SqliteCommand("ROLLBACK", other)) await end.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await world.Clock.PassOnceAwaitedAsync(TimeSpan.FromMinutes(1));
        await world.StopAsync();

        await using var db = world.Database.Connect();
        Assert.Equal(3, await db.Runs.CountAsync(TestContext.Current.CancellationToken));
        Assert.True(world.Writer.Health.IsWorking);
    }

    [Fact]
    public async Task A_file_that_is_sound_stays_where_it_is_whatever_a_reader_says()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        world.Recorder.RunFinished(HistoryWorld.Finished(1));
        world.Writer.TellOfDamage();
        world.Writer.TellOfDamage();
        await world.StopAsync();

        await using var db = world.Database.Connect();
        Assert.Equal(1, await db.Runs.CountAsync(TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(world.Folder, "*.damaged-*"));
    }

    [Fact]
    public async Task A_database_that_cannot_be_opened_is_told_and_tried_again_until_it_can()
    {
        await using var world = new HistoryWorld();
        await File.WriteAllTextAsync(world.Folder, "a file where the directory should be", TestContext.Current.CancellationToken);
        await world.StartedAsync();
        world.Recorder.RunFinished(HistoryWorld.Finished(1));
        await world.Log.EntryAsync(entry => entry.Message.Contains("Jobs go on", StringComparison.Ordinal));
        Assert.False(world.Writer.Health.IsWorking);
        Assert.Contains(world.DatabasePath, world.Writer.Health.Problem, StringComparison.Ordinal);

        File.Delete(world.Folder);
        await world.Clock.PassOnceAwaitedAsync(TimeSpan.FromMinutes(1));
        await world.Writer.Opened.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken);
        await world.StopAsync();

        Assert.True(world.Writer.Health.IsWorking);
        await using var db = world.Database.Connect();
        Assert.Equal(1, await db.Runs.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts_and_nobody_waits()
    {
        await using var world = new HistoryWorld(new() { LongestQueue = 3 });
        for (var number = 1; number <= 10; number++) world.Recorder.RunStarted(HistoryWorld.Job, JobKind.Push, HistoryWorld.Running(number));
        Assert.Equal(7, world.Writer.Health.Dropped);
        Assert.Contains($"{world.DatabasePath} does not take in", world.Writer.Health.Problem, StringComparison.Ordinal);
        Assert.Single(world.Log.Entries, entry => entry.Message.Contains("the queue is full", StringComparison.Ordinal)); // not one for each
        await world.StartedAsync();
        await world.Log.EntryAsync(entry => entry.Message.Contains("keeps up again; 7 entries were lost", StringComparison.Ordinal));
        Assert.True(world.Writer.Health.IsWorking);
        await world.StopAsync();

        await using var db = world.Database.Connect();
        Assert.Equal(3, await db.Runs.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_entry_that_cannot_be_stored_costs_only_itself()
    {
        await using var world = new HistoryWorld();
        world.Recorder.RunStarted(HistoryWorld.Job, JobKind.Push, HistoryWorld.Running(1));
        world.Recorder.RunStarted(HistoryWorld.Job, JobKind.Push, HistoryWorld.Running(1)); // against the unique index
        world.Recorder.RunStarted(HistoryWorld.Job, JobKind.Push, HistoryWorld.Running(2));
        await world.StartedAsync();
        await world.StopAsync();

        await using var db = world.Database.Connect();
        Assert.Equal([1, 2], await db.Runs.OrderBy(run => run.Number).Select(run => run.Number).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Contains(world.Log.Entries, entry => entry.Message.Contains("cannot be stored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_starts_without_its_past_if_the_database_does_not_open()
    {
        await using var world = new HistoryWorld();
        await File.WriteAllTextAsync(world.Folder, "a file where the directory should be", TestContext.Current.CancellationToken);
        await world.StartedAsync();
        var loading = world.Recorder.LoadAsync(HistoryWorld.Job, TestContext.Current.CancellationToken).AsTask();
        await world.Clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(JobRunState.Unknown, await loading.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken));
        File.Delete(world.Folder);
    }

    [Fact]
    public async Task The_file_belongs_to_its_owner_alone()
    {
        await using var world = await new HistoryWorld().StartedAsync();
        await world.Writer.Opened.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(world.DatabasePath));
    }

    [Fact]
    public void The_model_and_its_migrations_agree()
    {
        using var world = new DesignTime();
        Assert.False(world.Context.Database.HasPendingModelChanges());
    }

    private sealed class DesignTime : IDisposable
    {
        public Zrepl.Web.Data.ZreplDbContext Context { get; } = new Zrepl.Web.Data.DesignTimeContext().CreateDbContext([]);

        public void Dispose() => Context.Dispose();
    }
}
