using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;

namespace Zrepl.Tests.Web.Data;

/// <summary>A history in a directory of its own, with its writer running.</summary>
internal sealed class HistoryWorld : IAsyncDisposable
{
    public static readonly JobName Job = JobName.Parse("to_nas");
    public static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();
    private readonly HistoryOptions _options;

    public HistoryWorld(HistoryOptions? options = null)
    {
        _options = options ?? new();
        Restart();
    }

    public SettableClock Clock { get; } = new();

    public LogProbe<HistoryWriter> Log { get; } = new();

    public string DatabasePath => Path.Combine(_directory.Path, "state", "zrepl.db");

    public string Folder => Path.GetDirectoryName(DatabasePath)!; // it has one

    public HistoryDatabase Database { get; private set; } = null!; // set by Restart

    public HistoryWriter Writer { get; private set; } = null!; // set by Restart

    public HistoryRecorder Recorder { get; private set; } = null!; // set by Restart

    public HistoryRetention Retention => new(Database, Writer, _options, Clock, NullLogger<HistoryRetention>.Instance);

    /// <summary>A new process on the same files.</summary>
    public void Restart()
    {
        Database = new(DatabasePath, Clock, NullLogger<HistoryDatabase>.Instance);
        Writer = new(Database, _options, Clock, Log);
        Recorder = new("host", Writer, Database, Clock, NullLogger<HistoryRecorder>.Instance);
    }

    public async Task<HistoryWorld> StartedAsync()
    {
        await Writer.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Ends the writer, which stores what waits.</summary>
    public Task StopAsync() => Writer.StopAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);

    public static RunningRun Running(long number, DateTimeOffset? startedAt = null) => new(number, RunReason.Schedule, startedAt ?? Begin);

    public static FinishedRun Finished(long number, ReplicationReport? replication = null, DateTimeOffset? startedAt = null) => new(
        Job, JobKind.Push,
        new RunResult
        {
            Number = number,
            Reason = RunReason.Schedule,
            StartedAt = startedAt ?? Begin,
            FinishedAt = (startedAt ?? Begin) + TimeSpan.FromMinutes(3),
            Outcome = RunOutcome.Partial,
            Error = "tank/db: receiver was modified",
            WhatToDo = "roll it back",
            FailedFilesystems = 1,
            BytesReplicated = 4096,
            StepsCompleted = 2,
        },
        replication, null, null, null);

    public async ValueTask DisposeAsync()
    {
        await Writer.EndAsync();
        Writer.Dispose();
        _directory.Dispose();
    }
}
