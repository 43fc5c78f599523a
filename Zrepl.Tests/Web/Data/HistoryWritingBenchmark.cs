using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Retention;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entries;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Web.Data;

/// <summary>
/// Question: how many runs can the history take in within a second, and what does each cost? <c>scripts/bench history</c> runs it. A run is one of three datasets with two steps each,
/// of 20 snapshots that were pruned or kept on each side. Beside it as many rows as that are written into SQLite by hand, two hundred in a transaction.
/// </summary>
[Trait("needs", "time")]
public sealed class HistoryWritingBenchmark
{
    private const int RowsOfARun = 1 + 3 + 6 + 6; // itself, datasets, steps, pruned datasets; the job's state and copies are changed in place
    private const int BytesOfARow = 250;
    private static readonly DatasetPath[] Datasets = [.. Enumerable.Range(0, 3).Select(i => DatasetPath.Parse($"tank/data/share-{i}"))];

    [Fact(Explicit = true)]
    public async Task Runs_of_three_datasets_are_written()
    {
        var runs = int.Parse(Environment.GetEnvironmentVariable("HISTORY_RUNS") ?? "2000", CultureInfo.InvariantCulture);
        var result = Environment.GetEnvironmentVariable("HISTORY_RESULT") ?? throw new InvalidOperationException("HISTORY_RESULT names the file for the figures; scripts/bench history sets it.");
        await WriteAsync(100); // compiles
        var (ours, bare) = (new List<Measured>(), new List<Measured>());
        for (var round = 0; round < 3; round++)
        {
            ours.Add(await WriteAsync(runs));
            bare.Add(await InsertAsync(runs * RowsOfARun));
        }

        var (best, floor) = (ours.MinBy(one => one.Seconds)!, bare.MinBy(one => one.Seconds)!);
        await File.WriteAllTextAsync(result, string.Create(CultureInfo.InvariantCulture, $"""
            history: {runs / best.Seconds:0} runs per second, {1000 * best.Processor / runs:0.0} CPU ms and {best.Bytes / 1024.0 / runs:0.0} KiB each
            the {RowsOfARun} rows of a run by hand: {runs / floor.Seconds:0} times per second, {1000 * floor.Processor / runs:0.0} CPU ms each
            ratio of time: {best.Seconds / floor.Seconds:0.0}

            """));
    }

    private static async Task<Measured> WriteAsync(int runs)
    {
        await using var world = await new HistoryWorld(new() { LongestQueue = 20 * runs }).StartedAsync();
        await world.Writer.Opened.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken);
        var (processor, began) = (Processor(), Stopwatch.GetTimestamp());
        for (var number = 1L; number <= runs; number++) Tell(world.Recorder, JobName.Parse($"job-{number % 100}"), number);
        await world.Writer.StoreAsync(new JobStateSaved("host", HistoryWorld.Job, JobRunState.Unknown), TestContext.Current.CancellationToken); // behind all others
        await world.StopAsync();
        var measured = new Measured(Stopwatch.GetElapsedTime(began).TotalSeconds, (Processor() - processor).TotalSeconds, new FileInfo(world.DatabasePath).Length);
        await using var db = world.Database.Connect();
        Assert.Equal((runs, 6 * runs, 6 * runs), (await db.Runs.CountAsync(), await db.PrunedDatasets.CountAsync(), await db.RunSteps.CountAsync()));
        return measured;
    }

    private static void Tell(HistoryRecorder recorder, JobName job, long number)
    {
        var at = HistoryWorld.Begin + TimeSpan.FromSeconds(number);
        recorder.RunStarted(job, JobKind.Push, HistoryWorld.Running(number, at));
        recorder.Save(job, new() { LastNumber = number, LastRunAt = at });
        foreach (var side in new[] { PruneSide.Sender, PruneSide.Receiver })
            foreach (var dataset in Datasets) recorder.PrunePlanned(job, number, side, Plan(dataset));
        recorder.SaveCopies(job, [.. Datasets.Select(dataset => new DatasetCopy(dataset.Text) { Snapshot = $"zrepl_{number}", TakenAt = at, FirstSeenAt = HistoryWorld.Begin })]);
        recorder.RunFinished(HistoryWorld.Finished(number, Report(at), at) with { Job = job });
        recorder.Save(job, new() { LastNumber = number, LastRunAt = at, LastSuccessAt = at });
    }

    private static ReplicationReport Report(DateTimeOffset at)
    {
        StepReport Step(int step) => new(new($"@zrepl_{step}", $"@zrepl_{step + 1}", false, 4096, 4096) { StartAt = at, DoneAt = at });
        var filesystems = Datasets.Select(dataset => new FilesystemReport(new(dataset.Text), FilesystemState.Done, BlockedOn.Nothing, null, null, 2, [Step(1), Step(2)]));
        return new(at, at, null, null, null, [new AttemptReport(AttemptState.Done, at, at, null, [.. filesystems])]);
    }

    private static FilesystemPrunePlan.Planned Plan(DatasetPath dataset)
    {
        var decisions = Enumerable.Range(0, 20).Select(i => new RetentionDecision(
            new($"zrepl_20260301_1200{i:00}_000", 1, HistoryWorld.Begin, false), [new(i > 0, i > 0 ? "last_n 19" : "last_n 19: number 20")]));
        return new(dataset, [.. decisions], [new(VersionKind.Snapshot, "zrepl_20260301_120000_000", 1, 1, 0, 0)], []);
    }

    private static async Task<Measured> InsertAsync(int rows)
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "rows.db");
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; CREATE TABLE rows (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL)";
        await command.ExecuteNonQueryAsync();
        command.CommandText = "INSERT INTO rows (text) VALUES ($text)";
        command.Parameters.AddWithValue("$text", new string('x', BytesOfARow));
        var (processor, began) = (Processor(), Stopwatch.GetTimestamp());
        foreach (var batch in Enumerable.Range(0, rows).Chunk(200))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            command.Transaction = (SqliteTransaction)transaction;
            foreach (var _ in batch) await command.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        return new(Stopwatch.GetElapsedTime(began).TotalSeconds, (Processor() - processor).TotalSeconds, new FileInfo(path).Length);
    }

    private static TimeSpan Processor()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    private sealed record Measured(double Seconds, double Processor, long Bytes);
}
