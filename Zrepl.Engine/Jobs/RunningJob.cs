using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// A job with runs: push, pull, snap. Waits for its bell, makes one run after the other, takes snapshots beside them. Source: spec 2.2 to 2.4.
/// </summary>
[SuppressMessage("Reliability", "CA1001",
    Justification = "Without a timer or wait handle there is nothing to give back, and a late caller must find it alive.")]
internal abstract class RunningJob : Job
{
    private readonly JobSignals _signals = new();
    private readonly CancellationTokenSource _endOfWaiting = new();
    private readonly ReplicationTrigger _trigger;
    private readonly JobSnapshots? _snapshots;
    private readonly Signal _pauseChanged = new();
    private JobRunState _state = JobRunState.Unknown;
    private NextRun? _scheduled;

    protected RunningJob(
        JobDefinition definition, ReplicationTrigger trigger, Func<Action<SnapshotRunResult>, JobSnapshots>? snapshots, JobServices services,
        StatusBoard board, ILogger logger) : base(definition, services, board, logger)
    {
        _trigger = trigger;
        Backoff = new(services.Clock, services.Random);
        _snapshots = snapshots?.Invoke(SnapshotsFinished);
        Gate = new(definition, services.Approved, services.Clock, logger);
        ShowHold();
    }

    public sealed override bool IsBusy => _signals.IsRunning || _snapshots is { IsRunning: true };

    /// <summary>Waiting times between attempts to reach the other side.</summary>
    protected ReconnectBackoff Backoff { get; }

    /// <summary>Stands before pruning.</summary>
    protected PruneGate Gate { get; }

    /// <summary>Task of the job in traces; its span adds the job's name.</summary>
    protected abstract string TraceTask { get; }

    /// <summary>What follows snapshots in this job, for the next run on the status page.</summary>
    protected abstract string AfterSnapshots { get; }

    /// <summary>Told what is known from before, once.</summary>
    protected virtual void StateLoaded(JobRunState state)
    {
    }

    /// <summary>Makes one run. Failures of what it works on are in reports; what it throws ends this run only.</summary>
    protected abstract Task RunPhasesAsync(RunInProgress run);

    public sealed override async Task RunAsync(CancellationToken shutdown)
    {
        using var scope = JobScope.Enter(Name.Text);
        using var task = Tracer.StartTaskAndSpan(TraceTask, Name.Text);
        await LoadStateAsync(shutdown);
        using var helpersEnd = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
        using var waitingEnds = CancellationTokenSource.CreateLinkedTokenSource(shutdown, _endOfWaiting.Token);
        var snapshots = _snapshots is null ? Task.CompletedTask : Task.Run(() => _snapshots.RunAsync(helpersEnd.Token), CancellationToken.None);
        var schedule = Task.Run(() => Trigger().RunAsync(_state, helpersEnd.Token), CancellationToken.None);
        var pauses = Task.Run(() => EndOfPauses().RunAsync(helpersEnd.Token), CancellationToken.None);
        try
        {
            while (!IsRetiring) await RunOnceAsync(waitingEnds.Token, shutdown);
        }
        catch (OperationCanceledException) when (waitingEnds.IsCancellationRequested)
        {
        }
        finally
        {
            if (_snapshots is not null) await LetSnapshotsFinishAsync(_snapshots, shutdown);
            await helpersEnd.CancelAsync();
            await Task.WhenAll(snapshots, schedule, pauses);
        }
    }

    public sealed override RunRequest? TakePending() => _signals.TakePending();

    public sealed override void Ring(RunRequest request) => _signals.Ring(request.Reason, request.Scope);

    public override JobAnswer Wakeup(RunScope scope)
    {
        Backoff.RetryNow();
        var outcome = _signals.Ring(RunReason.Wakeup, scope, out var number);
        if (outcome is WakeupOutcome.Closed) return JobAnswer.Replaced;
        ShowPending();
        return outcome switch
        {
            WakeupOutcome.Started => JobAnswer.Done("a run begins") with { Run = number },
            WakeupOutcome.Queued => JobAnswer.Queued("another run begins after the one under way") with { Run = number },
            _ => JobAnswer.AlreadyWokenUp,
        };
    }

    public sealed override JobAnswer Reset()
    {
        var isStopped = _signals.Cancel(StopReason.ResetRequested);
        ShowPending();
        return isStopped ? JobAnswer.Done("the run under way is cancelled") : JobAnswer.AlreadyReset; // also for snap jobs (BAD-18)
    }

    public sealed override JobAnswer Snapshot() => _snapshots?.Snapshot() ?? base.Snapshot();

    public sealed override JobAnswer ResetSnapshotting() => _snapshots?.Cancel() ?? base.ResetSnapshotting();

    public sealed override JobAnswer Pause(bool isPaused, DateTimeOffset? until)
    {
        if (until <= Services.Clock.GetUtcNow()) return JobAnswer.NotPossible($"the pause would have ended already, at {Text(until.Value)}");
        if (_signals.IsPaused == isPaused && _state.PausedUntil == until) return new(JobOutcome.AlreadyPending, isPaused ? "already paused" : "not paused");
        SetPause(isPaused, until);
        Logger.Paused("an operator", isPaused ? "paused" : "resumed", until is null ? "" : $" until {Text(until.Value)}");
        return JobAnswer.Done(!isPaused ? "the job is resumed" : until is { } end ? $"no run begins before {Text(end)}"
            : "no run begins until the job is resumed");
    }

    public sealed override JobAnswer ApprovePruning(string revision)
    {
        // What was shown may be those, and what would be pruned by are these.
        if (IsRetiring)
            return JobAnswer.NotPossible("the definition was changed and is taken over after the run under way; look at what its rules destroy once it is, and approve then");
        var answer = Gate.Approve(revision);
        if (!answer.IsSuccess) return answer;
        ShowHold();
        RingBy(RunReason.Wakeup, RunScope.Pruning);
        return answer;
    }

    /// <summary>Prunes sides one after the other, as far as their rules may prune.</summary>
    protected async Task PruneAsync(RunInProgress run, params ImmutableArray<(JobPhase Phase, PruneTask Task, RefusedDestroys Refused)> sides)
    {
        var reasons = await run.AskAsync(Gate, [.. sides.Select(side => side.Task)]);
        ShowHold();
        foreach (var ((phase, task, refused), reason) in sides.Zip(reasons))
        {
            if ((reason ?? Gate.WhyNot(task.Side)) is { } why) run.LeaveAlone(task.Side, why, Gate.Hold is not null);
            else if (await run.PruneAsync(phase, task with { NotCompared = Gate.NotCompared(task.Side) }, refused, Backoff) is { } report) Gate.Saw(task.Side, report);
        }
    }

    private void ShowHold() => Board.Change(now => now.PruningHold == Gate.Hold ? now : now with { PruningHold = Gate.Hold });

    protected sealed override void Retiring(JobDefinition? next) => _endOfWaiting.Cancel();

    private PauseEnd EndOfPauses() => new(
        () => Volatile.Read(ref _state).PausedUntil, _pauseChanged, PauseIsOver, Services.Alarms.Create(Name.Text, "pause"), Services.Clock);

    private void PauseIsOver()
    {
        SetPause(false, null);
        Logger.Paused("the end of a pause", "resumed", "");
    }

    private void SetPause(bool isPaused, DateTimeOffset? until)
    {
        Remember(state => state with { IsPaused = isPaused, PausedUntil = until });
        _signals.IsPaused = isPaused;
        _pauseChanged.Set();
        Board.Change(now =>
            now with { Phase = now.Running is null ? IdlePhase : now.Phase, IsWakeupPending = _signals.IsPending, IsPaused = isPaused, PausedUntil = until });
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    private JobPhase IdlePhase => _signals.IsPaused ? JobPhase.Paused : JobPhase.Waiting;

    private RunTrigger Trigger() => new(
        _trigger, reason => RingBy(reason), Planned, Services.Alarms.Create(Name.Text, "invoke"), Services.Clock, Logger);

    private async Task LoadStateAsync(CancellationToken shutdown)
    {
        _state = await Services.States.LoadAsync(Name, shutdown);
        var copies = Board.Now.Copies.IsEmpty ? await Services.States.LoadCopiesAsync(Name, shutdown) : Board.Now.Copies;
        _signals.IsPaused = _state.IsPaused;
        _signals.Numbered(_state.LastNumber);
        StateLoaded(_state);
        _snapshots?.Remember(_state.SnapshotTrouble);
        Board.Change(now => now with
        {
            Phase = IdlePhase, IsPaused = _state.IsPaused, PausedUntil = _state.PausedUntil, LastSuccessAt = _state.LastSuccessAt,
                ConsecutiveFailures = _state.ConsecutiveFailures, IsReloadPending = false, Copies = copies,
        });
    }

    private async Task RunOnceAsync(CancellationToken waiting, CancellationToken shutdown)
    {
        Logger.WaitingForWakeup();
        var request = await _signals.WaitAsync(waiting);
        await _signals.RunAsync(stop => RunInTurnAsync(request, stop), shutdown);
        Board.Change(now => now with { Phase = IdlePhase, Running = null, StalledSince = null, StalledUntil = null, StalledOn = "", IsWakeupPending = _signals.IsPending });
    }

    private async Task RunInTurnAsync(RunRequest request, StopSource stop)
    {
        try
        {
            using var turn = await Services.Turns.TakeAsync(Name, stop.Token); // a repair may be at work
            await RunAsync(request, stop);
        }
        catch (OperationCanceledException) when (stop.Reason is not null)
        {
            // cancelled before it began
        }
    }

    private async Task RunAsync(RunRequest request, StopSource stop)
    {
        var number = _state.LastNumber + 1;
        _signals.Numbered(number);
        using var span = Tracer.StartRun(Name.Text, number);
        var running = new RunningRun(number, request.Reason, Services.Clock.GetLocalNow()) { Scope = request.Scope };
        Remember(state => state with { LastNumber = number, LastRunAt = running.StartedAt });
        var run = new RunInProgress(running, stop, Services, Board);
        Board.Change(now => now with
        {
            Running = running, Replication = null, PruningSender = null, PruningReceiver = null, Pruning = null,
            Transfer = TransferFigures.None, IsWakeupPending = _signals.IsPending,
        });
        Services.Recorder.RunStarted(Name, Kind, running);
        Logger.RunBegins(number, request.Reason);
        Exception? fault = null;
        try
        {
            await RunPhasesAsync(run);
        }
        catch (OperationCanceledException) when (stop.Reason is not null)
        {
        }
        catch (Exception failure) // a bug, or a configuration that cannot work, ends this run and nothing else (design D13)
        {
            fault = failure;
        }

        End(run.Finish(fault), span, fault);
    }

    private void End(FinishedRun finished, TraceScope span, Exception? fault)
    {
        var result = finished.Result;
        var isSuccess = result.Outcome == RunOutcome.Succeeded;
        if (result.Error is { } error) span.Fail(error);
        Logger.LogEnd(result, fault);
        // Pruning alone brings nothing to the other side, so it neither ends nor hides a failing replication.
        var isPart = result.Scope is RunScope.Pruning && isSuccess;
        Remember(state => isPart ? state : state with
        {
            LastSuccessAt = isSuccess ? result.FinishedAt : state.LastSuccessAt,
            ConsecutiveFailures = isSuccess ? 0 : result.Outcome == RunOutcome.Cancelled ? state.ConsecutiveFailures : state.ConsecutiveFailures + 1,
        });
        Board.Change(now => now with
        {
            LastRun = result, LastSuccessAt = _state.LastSuccessAt, ConsecutiveFailures = _state.ConsecutiveFailures,
            Problem = result.Error is { } text && result.Outcome != RunOutcome.Cancelled
                ? new(text, result.WhatToDo ?? "", now.Problem is { } same && same.Text == text ? same.Since : result.FinishedAt)
                : isSuccess && !isPart ? null : now.Problem,
        });
        Services.Recorder.RunFinished(finished);
    }

    private void SnapshotsFinished(SnapshotRunResult result)
    {
        if (_snapshots?.Trouble is var trouble && trouble != _state.SnapshotTrouble) Remember(state => state with { SnapshotTrouble = trouble });
        if (Kind is JobKind.Snap) Board.Remember(CopiesAfter.Snapshots(Board.Now.Copies, result), Services.States);
        _signals.Ring(RunReason.Snapshots); // also after errors; remembered while a run is under way (BAD-19)
        ShowNext();
    }

    private WakeupOutcome RingBy(RunReason reason, RunScope scope = RunScope.Everything)
    {
        var outcome = _signals.Ring(reason, scope);
        ShowPending();
        return outcome;
    }

    private void Planned(NextRun? next)
    {
        Volatile.Write(ref _scheduled, next);
        Remember(state => state with { NextDueAt = next?.Time });
        ShowNext();
    }

    private void ShowPending() => Board.Change(now => now with { IsWakeupPending = _signals.IsPending });

    private void ShowNext() => Board.Change(now => now with { NextRun = Next(), IsWakeupPending = _signals.IsPending });

    private NextRun? Next()
    {
        var scheduled = Volatile.Read(ref _scheduled);
        var afterSnapshots = _snapshots?.NextDue is { } due ? new NextRun(due, AfterSnapshots) : null;
        return afterSnapshots is null || scheduled?.Time <= afterSnapshots.Time ? scheduled : afterSnapshots;
    }

    // A round of snapshots with its hooks is not cut short for a new definition.
    private static async Task LetSnapshotsFinishAsync(JobSnapshots snapshots, CancellationToken shutdown)
    {
        try
        {
            await snapshots.IdleAsync(shutdown);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
        }
    }

    private void Remember(Func<JobRunState, JobRunState> change)
    {
        ImmutableInterlocked.Update(ref _state, change); // compares references: of two equal records one may be somebody else's change
        Services.States.Save(Name, Volatile.Read(ref _state));
    }
}
