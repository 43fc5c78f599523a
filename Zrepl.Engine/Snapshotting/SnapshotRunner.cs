using System.Collections.Immutable;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Units;
using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Snapshotting;

/// <summary>
/// Carries out one run after another, each from the list of datasets to the result. Whatever happens, there is a result. Used by one flow
/// at a time; <see cref="Cancel"/> may come from anywhere.
/// </summary>
internal sealed class SnapshotRunner(SnapshotEnvironment environment)
{
    private static readonly TimeSpan LongestWaitForName = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private CancellationTokenSource? _current;
    private string? _cancelReason;
    private string? _lastName;

    /// <summary>Carries out a run.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="due">When it was due, or null.</param>
    /// <param name="planned">Called with the rows as soon as the datasets are listed.</param>
    /// <param name="cancellation">Ends the run; it still has a result.</param>
    public async Task<SnapshotRunResult> RunAsync(
        SnapshotRunReason reason, DateTimeOffset? due, Action<SnapshotRows> planned, CancellationToken cancellation)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (_lock) (_current, _cancelReason) = (source, null);
        var startedAt = environment.Clock.GetUtcNow();
        SnapshotRows? rows = null;
        string? error;
        try
        {
            error = await TakeAsync(startedAt, list => planned(rows = list), source.Token);
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            error = null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            environment.Logger.RunFailedUnexpectedly(failure); // a fault of ours ends this run, not the snapshotter
            error = $"unexpected error: {failure.Message}";
        }
        finally
        {
            lock (_lock) _current = null;
        }

        var made = rows?.Now ?? [];
        var isCut = source.IsCancellationRequested && (rows is null || made.Any(row => row.IsCreated != true));
        var result = new SnapshotRunResult
        {
            Reason = reason, Due = due, StartedAt = startedAt, FinishedAt = environment.Clock.GetUtcNow(), Rows = made,
            Outcome = isCut ? SnapshotRunOutcome.Cancelled : error is null ? SnapshotRunOutcome.Succeeded : SnapshotRunOutcome.Failed,
            Error = isCut ? _cancelReason ?? HookReasons.Cancelled : error,
        };
        Log(result);
        return result;
    }

    /// <summary>Ends the current run; post hooks that are due still run.</summary>
    /// <returns>False if none is under way.</returns>
    public bool Cancel(string reason)
    {
        CancellationTokenSource current;
        lock (_lock)
        {
            if (_current is not { IsCancellationRequested: false } running) return false;
            (current, _cancelReason) = (running, reason);
        }

        try
        {
            current.Cancel();
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false; // it ended at this moment
        }
    }

    private async Task<string?> TakeAsync(DateTimeOffset now, Action<SnapshotRows> planned, CancellationToken cancellation)
    {
        var name = await NewNameAsync(now, cancellation);
        using var span = Tracer.StartSpan($"snapshots {name}");
        try
        {
            var filesystems = await environment.Target.ListFilesystemsAsync(cancellation);
            var run = new SnapshotRun(environment, filesystems, name);
            planned(run.Rows);
            await run.ExecuteAsync(cancellation);
            var error = ErrorOf(run.Rows.Now);
            if (error is not null) span.Fail(error);
            return error;
        }
        catch (ZfsException failure)
        {
            span.Fail(failure.Message);
            return $"cannot list filesystems: {failure.Message}";
        }
    }

    private void Log(SnapshotRunResult result)
    {
        switch (result.Outcome)
        {
            case SnapshotRunOutcome.Failed: environment.Logger.SnapshottingFailed(result.Error ?? ""); break;
            case SnapshotRunOutcome.Cancelled: environment.Logger.RunCancelled(result.Error ?? ""); break;
            default: environment.Logger.RunFinished(result.CreatedCount, RoundedTime.Of(result.FinishedAt - result.StartedAt)); break;
        }
    }

    // The usual formats count seconds: two runs within one would want the same names. Coarser ones are the operator's choice.
    private async Task<string> NewNameAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var name = environment.Naming.NameAt(now);
        if (name == _lastName && environment.Naming.Resolution <= LongestWaitForName)
        {
            await Task.Delay(environment.Naming.Resolution, environment.Clock, cancellation);
            name = environment.Naming.NameAt(environment.Clock.GetUtcNow());
        }

        return _lastName = name;
    }

    // BAD-34: a failed hook is not a failed snapshot. Without failed hooks the words are upstream's.
    private static string? ErrorOf(ImmutableArray<SnapshotRow> rows)
    {
        var hooks = rows.Count(row => row.HasFailedHook);
        var snapshots = rows.Count(row => row.IsCreated == false);
        return (hooks, snapshots) switch
        {
            (0, 0) => null,
            (0, _) => "one or more snapshots could not be created, check logs for details",
            _ => $"hooks failed for {hooks} filesystem(s), snapshots failed for {snapshots} filesystem(s)",
        };
    }
}
