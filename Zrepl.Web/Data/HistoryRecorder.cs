using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Web.Data.Entries;

namespace Zrepl.Web.Data;

/// <summary>What one engine tells the history, and asks it when it starts.</summary>
internal sealed class HistoryRecorder : IRunRecorder, IRunStateStore
{
    // Jobs start with it or without it; but a pause must not be forgotten because a busy machine opens a sound database slowly.
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromMinutes(1);

    private readonly string _engine;
    private readonly HistoryWriter _writer;
    private readonly HistoryDatabase _database;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    // What was saved last may still be on its way when a job begins anew with another definition, and a new file has to be told it again.
    private readonly ConcurrentDictionary<JobName, ImmutableArray<DatasetCopy>> _copies = new();
    private readonly ConcurrentDictionary<JobName, JobRunState> _states = new();

    /// <summary>The history of an engine.</summary>
    /// <param name="engine">Name of the engine.</param>
    /// <param name="writer">Where it goes.</param>
    /// <param name="database">Where it is read from.</param>
    /// <param name="clock">Time.</param>
    /// <param name="logger">For the start.</param>
    public HistoryRecorder(string engine, HistoryWriter writer, HistoryDatabase database, TimeProvider clock, ILogger<HistoryRecorder> logger)
    {
        (_engine, _writer, _database, _clock, _logger) = (engine, writer, database, clock, logger);
        writer.BegunAnew += SayAgain;
    }

    /// <inheritdoc/>
    public void RunStarted(JobName job, JobKind kind, RunningRun run) => _writer.Add(new RunBegan(_engine, job, kind, run));

    /// <inheritdoc/>
    public void RunFinished(FinishedRun run) => _writer.Add(new RunEnded(_engine, run));

    /// <inheritdoc/>
    public void PrunePlanned(JobName job, long run, PruneSide side, FilesystemPrunePlan plan) =>
        _writer.Add(new DatasetPruned(_engine, job, run, side, plan));

    /// <inheritdoc/>
    public void DatasetSnapshotted(JobName job, SnapshotRow row)
    {
        if (Entries.DatasetSnapshotted.IsWorthKeeping(row)) _writer.Add(new DatasetSnapshotted(_engine, job, row, row.DoneAt ?? _clock.GetUtcNow()));
    }

    /// <inheritdoc/>
    public void SnapshotsFinished(JobName job, SnapshotRunResult result) => _writer.Add(new SnapshotsTaken(_engine, job, result));

    /// <inheritdoc/>
    public void Save(JobName job, JobRunState state)
    {
        _states[job] = state;
        _writer.Add(new JobStateSaved(_engine, job, state));
    }

    /// <inheritdoc/>
    public void SaveCopies(JobName job, ImmutableArray<DatasetCopy> copies)
    {
        _copies[job] = copies;
        _writer.Add(new CopiesKnown(_engine, job, copies));
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<DatasetCopy>> LoadCopiesAsync(JobName job, CancellationToken cancellation)
    {
        if (_copies.TryGetValue(job, out var known)) return known;
        var read = await LoadAsync(job, (db, token) => CopiesKnown.ReadAsync(db, _engine, job.Text, token), [], cancellation);
        return read.IsEmpty ? read : _copies.GetOrAdd(job, read);
    }

    /// <inheritdoc/>
    public ValueTask<JobRunState> LoadAsync(JobName job, CancellationToken cancellation) => LoadAsync(job, async (db, token) =>
    {
        var name = job.Text;
        var row = await db.JobStates.AsNoTracking().FirstOrDefaultAsync(state => state.Engine == _engine && state.Job == name, token);
        return row is null ? JobRunState.Unknown : new()
        {
            LastNumber = row.LastNumber,
            LastRunAt = row.LastRunAt,
            LastSuccessAt = row.LastSuccessAt,
            NextDueAt = row.NextDueAt,
            ConsecutiveFailures = row.ConsecutiveFailures,
            IsPaused = row.IsPaused,
            PausedUntil = row.PausedUntil,
        };
    }, JobRunState.Unknown, cancellation);

    private async ValueTask<T> LoadAsync<T>(JobName job, Func<ZreplDbContext, CancellationToken, Task<T>> read, T nothing, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAny(_writer.Opened, _writer.InTrouble).WaitAsync(PatienceAtStart, _clock, cancellation);
            if (!_writer.Opened.IsCompleted) throw new TimeoutException();
            await using var db = _database.Connect();
            return await read(db, cancellation);
        }
        catch (Exception failure) when (failure is TimeoutException or Microsoft.Data.Sqlite.SqliteException)
        {
            _logger.CannotLoadState(job.Text, failure is TimeoutException ? "the database does not open" : HistoryFailure.Text(failure, _database.Path));
            return nothing;
        }
    }

    private void SayAgain()
    {
        foreach (var (job, state) in _states) _writer.Add(new JobStateSaved(_engine, job, state));
        foreach (var (job, copies) in _copies) _writer.Add(new CopiesKnown(_engine, job, copies));
    }
}
