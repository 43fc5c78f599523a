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
/// <param name="engine">Name of the engine.</param>
/// <param name="writer">Where it goes.</param>
/// <param name="database">Where it is read from.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">For the start.</param>
internal sealed class HistoryRecorder(
    string engine, HistoryWriter writer, HistoryDatabase database, TimeProvider clock, ILogger<HistoryRecorder> logger)
    : IRunRecorder, IRunStateStore
{
    // What was saved last may still be on its way when a job begins anew with another definition.
    private readonly ConcurrentDictionary<JobName, ImmutableArray<DatasetCopy>> _copies = new();

    // Jobs start with it or without it; but a pause must not be forgotten because a busy machine opens a sound database slowly.
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public void RunStarted(JobName job, JobKind kind, RunningRun run) => writer.Add(new RunBegan(engine, job, kind, run));

    /// <inheritdoc/>
    public void RunFinished(FinishedRun run) => writer.Add(new RunEnded(engine, run));

    /// <inheritdoc/>
    public void PrunePlanned(JobName job, long run, PruneSide side, FilesystemPrunePlan plan) =>
        writer.Add(new DatasetPruned(engine, job, run, side, plan));

    /// <inheritdoc/>
    public void DatasetSnapshotted(JobName job, SnapshotRow row)
    {
        if (Entries.DatasetSnapshotted.IsWorthKeeping(row)) writer.Add(new DatasetSnapshotted(engine, job, row, row.DoneAt ?? clock.GetUtcNow()));
    }

    /// <inheritdoc/>
    public void SnapshotsFinished(JobName job, SnapshotRunResult result) => writer.Add(new SnapshotsTaken(engine, job, result));

    /// <inheritdoc/>
    public void Save(JobName job, JobRunState state) => writer.Add(new JobStateSaved(engine, job, state));

    /// <inheritdoc/>
    public void SaveCopies(JobName job, ImmutableArray<DatasetCopy> copies)
    {
        _copies[job] = copies;
        writer.Add(new CopiesKnown(engine, job, copies));
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<DatasetCopy>> LoadCopiesAsync(JobName job, CancellationToken cancellation) =>
        _copies.TryGetValue(job, out var known) ? known
            : await LoadAsync(job, (db, token) => CopiesKnown.ReadAsync(db, engine, job.Text, token), [], cancellation);

    /// <inheritdoc/>
    public ValueTask<JobRunState> LoadAsync(JobName job, CancellationToken cancellation) => LoadAsync(job, async (db, token) =>
    {
        var name = job.Text;
        var row = await db.JobStates.AsNoTracking().FirstOrDefaultAsync(state => state.Engine == engine && state.Job == name, token);
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
            await Task.WhenAny(writer.Opened, writer.InTrouble).WaitAsync(PatienceAtStart, clock, cancellation);
            if (!writer.Opened.IsCompleted) throw new TimeoutException();
            await using var db = database.Connect();
            return await read(db, cancellation);
        }
        catch (Exception failure) when (failure is TimeoutException or Microsoft.Data.Sqlite.SqliteException)
        {
            logger.CannotLoadState(job.Text, failure is TimeoutException ? "the database does not open" : HistoryFailure.Text(failure, database.Path));
            return nothing;
        }
    }
}
