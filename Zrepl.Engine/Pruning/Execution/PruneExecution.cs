using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Execution;

/// <summary>
/// The third part of a run: destroys what was planned, one filesystem after the other by path; those that lost the connection go last.
/// Source: spec 3.9, 3.10.
/// </summary>
internal sealed class PruneExecution(PruneContext run)
{
    private readonly SortedSet<PruneItem> _queue = new(Comparer<PruneItem>.Create((a, b) =>
        (a.ErrorCount, a.Path).CompareTo((b.ErrorCount, b.Path))));

    /// <summary>Works through all and sets the final state.</summary>
    public async Task RunAsync(IReadOnlyCollection<PruneItem> items)
    {
        _queue.UnionWith(items);
        run.Live.Change(report => report with
        {
            State = PruneState.Exec,
            Pending = [.. _queue.Select(item => item.Report)],
            Completed = [],
        });
        while (_queue.Min is { } item)
        {
            if (run.Stop.Reason is { } reason) GiveUp(reason.ToString());
            else if (await PruneAsync(item)) Complete(item);
            else if (await ReconnectAsync(item) is { } unreachable) GiveUp(unreachable);
        }

        run.Services.Refused.ForgetAllBut(items.Select(item => item.Path).ToHashSet());
        var failed = run.Live.Current.FailedCount() > 0;
        run.Live.Change(report => report with { State = failed ? PruneState.ExecErr : PruneState.Done });
    }

    // False if it has to be tried again. While it runs the item stays first among the pending ones (BAD-23).
    private async Task<bool> PruneAsync(PruneItem item)
    {
        // A plan may have begun to need a snapshot since it was decided about.
        ImmutableArray<FilesystemVersion> destroy = [.. item.Destroy.Where(snapshot => !run.Task.InUse.Contains(snapshot.Guid))];
        ImmutableArray<HeldSnapshot> leftOut =
            [.. item.Destroy.Except(destroy).Select(snapshot => new HeldSnapshot(snapshot.Name, HeldSnapshot.NeededForReplication))];
        try
        {
            if (!item.Destroy.IsEmpty) item.Take(await DestroyAsync(item, destroy), leftOut);
            return true;
        }
        catch (Exception failure)
        {
            var failureClass = run.ClassOf(failure);
            run.Services.Logger.FilesystemFailed(item.Path, failureClass, failure);
            if (failureClass != FailureClass.Connectivity)
            {
                item.Fail(run.TextOf(failure));
                return true;
            }

            _queue.Remove(item); // its place depends on what changes now
            item.LoseConnection(FailureText.Of(failure));
            _queue.Add(item);
            return item.ErrorCount >= PruneContext.MostErrors;
        }
    }

    private async Task<DestroyAnswers> DestroyAsync(PruneItem item, ImmutableArray<FilesystemVersion> destroy)
    {
        if (destroy.IsEmpty) return DestroyAnswers.Read(item.Path, [], [], run.Services.Refused); // spares the call
        using var operation = run.Services.Progress.Begin($"{item.Path}: destroy {destroy.Length} snapshots");
        var results = await run.Task.Target.DestroySnapshotsAsync(item.Path, destroy, run.Stop.Token);
        var answers = DestroyAnswers.Read(item.Path, destroy, results, run.Services.Refused);
        run.Services.Refused.Remember(item.Path, answers.Refused);
        run.Services.Progress.Report(ProgressKind.Destroyed, answers.Destroyed);
        run.Services.Logger.Destroyed(item.Path, answers);
        return answers;
    }

    private async Task<string?> ReconnectAsync(PruneItem item)
    {
        var place = _queue.TakeWhile(other => other != item).Count();
        run.Live.Change(report => report with { Pending = report.Pending!.RemoveAt(0).Insert(place, item.Report) }); // set while executing
        return await run.ReconnectAsync();
    }

    private void GiveUp(string error)
    {
        while (_queue.Min is { } item)
        {
            if (item.Report is { SkipReason: "", LastError: "" } or { ErrorCount: > 0 }) item.Fail(error);
            Complete(item);
        }
    }

    private void Complete(PruneItem item)
    {
        _queue.Remove(item);
        run.Live.Change(report => report with
        {
            Pending = report.Pending!.RemoveAt(0), // set while executing; the item is the first
            Completed = report.Completed!.Add(item.Report),
        });
    }
}
