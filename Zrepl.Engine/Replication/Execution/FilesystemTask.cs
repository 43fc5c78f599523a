using System.Globalization;
using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Units;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>
/// The work on one filesystem in one attempt: plan, wait for what is above it, take its steps. Whatever goes wrong stays here. Source:
/// spec 1.8.2.
/// </summary>
internal sealed class FilesystemTask(RunContext run, Attempt attempt, int index, FilesystemPair pair)
{
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<IDisposable>? _turnToPlan;
    private IDisposable? _slot;
    private ImmutableArray<PlannedStep> _steps = [];
    private bool _isPlanned;
    private int _completed;
    private long _bytes;
    private FilesystemFailure? _failure;
    private volatile Standing _standing; // written after _failure, so that who reads Absent also reads the failure

    private enum Standing
    {
        Open,
        Present,
        Absent,
    }

    /// <summary>The sender's path.</summary>
    public DatasetPath Path => pair.Path;

    /// <summary>The filesystems above this one that are replicated too, the topmost first.</summary>
    public ImmutableArray<FilesystemTask> Ancestors { get; set; } = [];

    /// <summary>Completes when it is known whether the receiver has this filesystem; that does not change any more.</summary>
    public Task Settled => _settled.Task;

    // The step at hand is one that an earlier run or attempt left half done.
    private bool IsContinuing => _completed < _steps.Length && _steps[_completed].ResumeToken is not null;

    private bool IsOpen => _standing == Standing.Open;

    private bool FailedItself => _standing == Standing.Absent && _failure is { IsOfAncestors: false };

    /// <summary>Joins the queue for planning.</summary>
    public void Enqueue() => _turnToPlan = attempt.Queue.WaitAsync(this, DateTimeOffset.UnixEpoch, attempt.WaitToken);

    /// <summary>Does the work. Failures are part of the outcome; only a mistake in telling them throws.</summary>
    public async Task<FilesystemOutcome> RunAsync()
    {
        using var task = Tracer.StartTaskAndSpan(TraceNames.ReplicateFilesystem, Path.Text);
        task.Tag(TraceTags.Filesystem, Path.Text);
        try
        {
            _failure = await WorkAsync();
            if (_failure is not null) Tell(_failure, task);
        }
        finally
        {
            Settle(false); // unless it is known to be present
            GiveSlotBack();
        }

        return new(Path, pair.Receiver?.ResumeToken, _steps[_completed..], _completed, _bytes, _failure?.Class);
    }

    private async Task<FilesystemFailure?> WorkAsync()
    {
        try
        {
            if (Presence.InListing(pair)) Settle(true);
            return await PlanAsync() ?? await WaitForAncestorsAsync() ?? await TakeStepsAsync();
        }
        catch (OperationCanceledException) when (attempt.Connection.Cause is { } cause && run.Stop.Reason is null)
        {
            return FilesystemFailure.Of(cause, run.Stop);
        }
        catch (Exception exception)
        {
            var failure = FilesystemFailure.Of(exception, run.Stop);
            return failure.Class is FailureClass.Permanent && IsContinuing && run.PlannedAnew.TryAdd(Path, true) ? failure with { Class = FailureClass.Outdated } : failure;
        }
    }

    private async Task<FilesystemFailure?> PlanAsync()
    {
        await TakeTurnAsync(_turnToPlan!); // Enqueue comes before RunAsync
        using var operation = run.Progress.Begin($"{Path}: plan");
        var plan = await run.Planner.PlanAsync(pair, attempt.Previous?.UncompletedOf(Path) ?? [], run.Unconfirmed.ContainsKey(Path), run.Stop.Token);

        run.Logger.FilesystemPlanned(Path);
        if (Presence.Before(plan, pair)) Settle(true);
        if (plan is FilesystemPlan.Impossible impossible)
        {
            if (impossible.Problem.Conflict is Conflict.Diverged diverged) Shared(diverged.Common);
            return FilesystemFailure.Of(impossible.Problem);
        }


        _steps = plan is FilesystemPlan.Steps steps ? steps.InOrder : [];
        _isPlanned = true;
        Remember(plan);
        Change(report => report with
        {
            State = _steps.IsEmpty ? FilesystemState.Done : FilesystemState.Stepping,
            Steps = [.. _steps.Select(step => new StepReport(new(
                step.From?.RelativeName ?? "", step.To.RelativeName, step.ResumeToken is not null, step.ExpectedBytes ?? 0, 0)))],
            Warning = plan.Warning,
        });
        if (plan is FilesystemPlan.UpToDate { Repair: { } repair }) await RepairAsync(repair);
        return null;
    }

    private void Remember(FilesystemPlan plan)
    {
        var shared = plan is FilesystemPlan.UpToDate upToDate ? upToDate.Newest : _steps.FirstOrDefault()?.From;
        if (shared is not null) Shared(shared);
        run.InUse.Replace(Path, [.. _steps.SelectMany(step => new[] { step.From?.Guid, step.To.Guid }).OfType<ulong>().Distinct()]);
    }

    private void Shared(FilesystemVersion version)
    {
        run.NewestShared[Path] = version.Guid;
        run.PerhapsShared.TryRemove(Path, out _);
        Change(report => report with { NewestShared = new(version.Name, version.Creation) });
    }

    private async Task<FilesystemFailure?> WaitForAncestorsAsync()
    {
        // Only a first copy can make the receiver put a placeholder where an ancestor belongs. What continues is below ancestors that are there.
        while (_steps is [{ From: null }, ..])
        {
            // In this order: who settles in between is either waited for or seen to have failed.
            var open = Ancestors.Where(ancestor => ancestor.IsOpen).Select(ancestor => ancestor.Settled).ToList();
            var failed = Ancestors.Where(ancestor => ancestor.FailedItself).ToList();
            if (failed.Count > 0)
            {
                attempt.ThrowIfStopped(); // then that is the reason, here as there
                return FilesystemFailure.OfAncestors(failed.Select(ancestor => ancestor.Path.Text));
            }

            if (open.Count == 0) break;
            GiveSlotBack();
            Change(report => report with { BlockedOn = BlockedOn.ParentInitialReplication });
            await Task.WhenAny(open).WaitAsync(attempt.WaitToken);
        }

        return null;
    }

    private async Task<FilesystemFailure?> TakeStepsAsync()
    {
        await using var rest = new LateEstimates(run, Path, _steps, () => _completed, (step, bytes) => Change(report => report with
        {
            Steps = LiveReport.WithStep(report, step, info => info with { BytesExpected = bytes }),
        }));
        while (_completed < _steps.Length)
        {
            var step = _steps[_completed];
            Change(report => report with { BlockedOn = BlockedOn.ReplicationQueue });
            await TakeTurnAsync(attempt.Queue.WaitAsync(this, step.To.Creation, attempt.WaitToken));
            using var span = Tracer.StartSpan(TraceNames.Step(step.From?.RelativeName, step.To.RelativeName));
            span.Tag(TraceTags.Filesystem, Path.Text);
            await TakeStepAsync(step, span);
            Settle(true);
        }

        run.InUse.Replace(Path, []);
        return null;
    }

    private async Task TakeStepAsync(PlannedStep step, TraceScope span)
    {
        var counter = new StepCounter();
        var began = run.Services.Clock.GetTimestamp();
        run.Live.BeginStep(index, counter);
        run.PerhapsShared[Path] = step.To.Guid; // whatever becomes of the answer
        var isCompleted = false;
        try
        {
            await StepRunner.RunAsync(run, Path, step, _steps.Length - _completed - 1 + attempt.Queue.Waiting, counter, Show, run.Stop.Token);
            isCompleted = true;
            _completed++;
            Shared(step.To);
            run.Logger.StepFinished(Path, counter.Bytes, step.To.RelativeName, RoundedTime.Of(run.Services.Clock.GetElapsedTime(began)));
        }
        catch (Exception failure)
        {
            span.Fail(FailureText.Of(failure));
            throw;
        }
        finally
        {
            _bytes += counter.Bytes;
            span.Tag(TraceTags.Bytes, counter.Bytes.ToString(CultureInfo.InvariantCulture));
            run.Live.EndStep(index, isCompleted);
        }
    }

    private async Task RepairAsync(CursorRepair repair)
    {
        if (!run.Repaired.TryAdd(Path, true)) return;
        try
        {
            // The source is named only to make it the confirmation of an incremental step, which asks for the right protection.
            await run.Sender.ConfirmAsync(new SendRequest(Path, repair.Newest, repair.Newest, null, run.Protection), run.Stop.Token);
            run.Logger.CursorRepaired(Path, repair.Newest.RelativeName);
        }
        catch (OperationCanceledException) when (run.Stop.Reason is not null)
        {
            // The next run finds it again; the filesystem itself is up to date.
        }
        catch (Exception failure)
        {
            run.Logger.CursorNotRepaired(Path, failure);
            Change(report => report with { Warning = $"cannot repair the replication cursor: {FailureText.Of(failure)}" });
        }
    }

    /// <summary>
    /// Exchanges the slot at hand for the one of <paramref name="turn"/>. The slot goes back only now, when this filesystem is in the queue
    /// again: otherwise its next step could lose its turn to a later one.
    /// </summary>
    private async Task TakeTurnAsync(Task<IDisposable> turn)
    {
        GiveSlotBack();
        using (Tracer.StartSpan(TraceNames.WaitForStep)) _slot = await turn;
        attempt.ThrowIfStopped();
        Change(report => report with { BlockedOn = BlockedOn.Nothing });
    }

    private void GiveSlotBack()
    {
        _slot?.Dispose();
        _slot = null;
    }

    private void Settle(bool isPresent)
    {
        if (!IsOpen) return;
        _standing = isPresent ? Standing.Present : Standing.Absent;
        _settled.TrySetResult();
    }

    private void Tell(FilesystemFailure failure, TraceScope task)
    {
        var isFirstToSee = failure is not { Class: FailureClass.Connectivity, Exception: { } cause } || attempt.Connection.Trip(cause);
        run.Logger.FilesystemFailed(Path, failure, isFirstToSee);
        task.Fail(failure.Text);
        var error = new TimedError(failure.Text, run.Live.Now);
        Change(report => report with
        {
            State = _isPlanned ? FilesystemState.StepError : FilesystemState.PlanningError,
            BlockedOn = BlockedOn.Nothing,
            PlanError = _isPlanned ? null : error,
            StepError = _isPlanned ? error : null,
            ErrorClass = failure.Class,
            Conflict = ConflictReport.Of(failure.Conflict),
        });
    }

    private void Show(StalledStream? stalled)
    {
        if (stalled is not null) Change(report => report with { Stalled = $"{stalled.Text}. {stalled.WhatToDo}" });
        else Change(report => report.Stalled is null ? report : report with { Stalled = null });
    }

    private void Change(Func<FilesystemReport, FilesystemReport> change) => run.Live.ChangeFilesystem(index, change);
}
