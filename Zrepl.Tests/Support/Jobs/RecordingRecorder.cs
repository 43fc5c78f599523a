using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;

namespace Zrepl.Tests.Support.Jobs;

/// <summary>Keeps what it hears.</summary>
internal sealed class RecordingRecorder : IRunRecorder
{
    private readonly Signal _heard = new();
    private ImmutableList<FinishedRun> _runs = [];
    private ImmutableList<FilesystemPrunePlan> _plans = [];
    private ImmutableList<string> _lines = [];

    public ImmutableList<FinishedRun> Runs => Volatile.Read(ref _runs);

    public ImmutableList<FilesystemPrunePlan> Plans => Volatile.Read(ref _plans);

    public ImmutableList<string> Lines => Volatile.Read(ref _lines);

    /// <summary>Completes when so many lines are like this.</summary>
    public async Task HeardAsync(string line, int times)
    {
        while (true)
        {
            var next = _heard.Next;
            if (Lines.Count(heard => heard == line) >= times) return;
            await next.WaitAsync(Deadline.OfATest);
        }
    }

    public void RunStarted(JobName job, JobKind kind, RunningRun run) => Add($"started {job} {run.Number}");

    public void RunFinished(FinishedRun run)
    {
        ImmutableInterlocked.Update(ref _runs, (all, one) => all.Add(one), run);
        Add($"finished {run.Job} {run.Result.Number} {run.Result.Outcome}");
    }

    public void PrunePlanned(JobName job, long run, PruneSide side, FilesystemPrunePlan plan) =>
        ImmutableInterlocked.Update(ref _plans, (all, one) => all.Add(one), plan);

    public void DatasetSnapshotted(JobName job, SnapshotRow row) => Add($"snapshotted {row.Filesystem}");

    public void SnapshotsFinished(JobName job, SnapshotRunResult result) => Add($"snapshots {job} {result.Outcome}");

    private void Add(string line)
    {
        ImmutableInterlocked.Update(ref _lines, (all, one) => all.Add(one), line);
        _heard.Set();
    }
}
