using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Status;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>One run: its phases one after the other, each under its watchdog, and what came of them.</summary>
internal sealed class RunInProgress(RunningRun run, StopSource stop, JobServices services, StatusBoard board)
{
    private const int MostTold = 3; // of what is waited for

    private readonly JobName _job = board.Now.Name;
    private long _destroyed;

    /// <summary>How much is asked for.</summary>
    public RunScope Scope => run.Scope;

    public ReplicationReport? Replication { get; private set; }

    public ImmutableDictionary<DatasetPath, ulong> NewestShared { get; private set; } = ImmutableDictionary<DatasetPath, ulong>.Empty;

    /// <summary>What began to be received and was not confirmed.</summary>
    public ImmutableDictionary<DatasetPath, ulong> PerhapsShared { get; private set; } = ImmutableDictionary<DatasetPath, ulong>.Empty;

    private ILogger<RunInProgress> Logger { get; } = services.Loggers.CreateLogger<RunInProgress>();

    /// <summary>Replicates, unless the run was stopped before.</summary>
    public async Task ReplicateAsync(ISender sender, IReceiver receiver, ReplicationOptions options, StallLimits stall, ReconnectBackoff backoff)
    {
        if (stop.Reason is not null) return;
        var figures = new ReplicationFigures(_job.Text, services.Metrics, services.Clock);
        var progress = new ProgressToken(services.Clock);
        var replication = new ReplicationRun(
            sender, receiver, options,
            new(services.Clock, backoff, services.InUse, progress, services.Loggers.CreateLogger<ReplicationRun>())
            {
                Stalls = new(stall, new StallBoard(board, progress), services.Clock, services.Loggers.CreateLogger<StallGuard>()),
            },
            Show);
        try
        {
            Replication = await PhaseAsync(JobPhase.Replicating, progress, replication.RunAsync, () => Show(replication.Report));
        }
        finally
        {
            (NewestShared, PerhapsShared) = (replication.NewestShared, replication.PerhapsShared);
            Replication = replication.Report;
            Show(replication.Report);
            figures.Finished(replication.Report);
            board.Remember(CopiesAfter.Replication(board.Now.Copies, replication.Report), services.States);
        }

        void Show(ReplicationReport report)
        {
            var transfer = figures.Look(report);
            board.Change(now => now with { Replication = report, Transfer = transfer });
        }
    }

    /// <summary>Asks whether sides may be pruned; nothing may if the run was stopped.</summary>
    /// <returns>For each side why it may not be; null if it may.</returns>
    public async Task<ImmutableArray<string?>> AskAsync(PruneGate gate, IReadOnlyList<PruneTask> tasks) =>
        stop.Reason is { } reason ? [.. tasks.Select(_ => reason.ToString())] : await gate.AskAsync(tasks, stop.Token);

    /// <summary>Says why a side is not pruned; not of a run that was stopped, which has said so already.</summary>
    public void LeaveAlone(PruneSide side, string reason, bool awaitsApproval)
    {
        if (stop.Reason is null) Show(side, new(PruneState.PlanErr, reason, null, null) { AwaitsApproval = awaitsApproval });
    }

    private void Show(PruneSide side, PruneReport report) => board.Change(now => side switch
    {
        PruneSide.Sender => now with { PruningSender = report },
        PruneSide.Receiver => now with { PruningReceiver = report },
        _ => now with { Pruning = report },
    });

    /// <summary>Prunes one side, unless the run was stopped before.</summary>
    /// <returns>What came of it; null if it was not begun.</returns>
    public async Task<PruneReport?> PruneAsync(JobPhase phase, PruneTask task, RefusedDestroys refused, ReconnectBackoff backoff)
    {
        if (stop.Reason is not null) return null;
        var progress = new ProgressToken(services.Clock);
        var pruning = new PruneRun(
            task, services.Options.Pruning,
            new(services.Clock, backoff, refused, progress, services.Loggers.CreateLogger<PruneRun>()), Show,
            plan => services.Recorder.PrunePlanned(_job, run.Number, task.Side, plan));
        var started = services.Clock.GetTimestamp();
        try
        {
            await PhaseAsync(phase, progress, pruning.RunAsync, () => { });
        }
        finally
        {
            Show(pruning.Report);
            var destroyed = progress.AmountOf(ProgressKind.Destroyed);
            _destroyed += destroyed;
            services.Metrics.Pruned(_job.Text, task.Side, services.Clock.GetElapsedTime(started), destroyed);
            services.Metrics.Pruning.Ended(_job.Text, task.Side, pruning.Report, services.Clock.GetUtcNow());
        }

        return pruning.Report;

        void Show(PruneReport report) => this.Show(task.Side, report);
    }

    /// <summary>Sums up.</summary>
    /// <param name="fault">What ended the run from outside of its phases, or null.</param>
    public FinishedRun Finish(Exception? fault)
    {
        var now = board.Now;
        var verdict = RunVerdict.Of(now, stop.Reason, fault);
        var result = new RunResult
        {
            Number = run.Number, Reason = run.Reason, Scope = run.Scope, StartedAt = run.StartedAt, FinishedAt = services.Clock.GetLocalNow(),
            Outcome = verdict.Outcome, Error = verdict.Error, WhatToDo = verdict.WhatToDo,
            FailedFilesystems = now.Replication?.FailedCount() ?? 0,
            BytesReplicated = now.Replication?.Attempts.Sum(attempt => attempt.Bytes().Replicated) ?? 0,
            StepsCompleted = now.Replication?.Attempts.Sum(attempt => attempt.Filesystems.Sum(filesystem => filesystem.CurrentStep)) ?? 0,
            SnapshotsDestroyed = (int)Math.Min(_destroyed, int.MaxValue),
        };
        return new(_job, now.Kind, result, now.Replication, now.PruningSender, now.PruningReceiver, now.Pruning);
    }

    private async Task<T> PhaseAsync<T>(JobPhase phase, ProgressToken progress, Func<StopSource, Task<T>> work, Action look)
    {
        board.Enter(phase);
        var watchdog = new ProgressWatchdog(progress, services.Options.Watchdog, services.Clock, services.Loggers.CreateLogger<ProgressWatchdog>());
        using var ended = new CancellationTokenSource();
        var looking = LookAsync(progress, watchdog, look, ended.Token);
        var started = services.Clock.GetTimestamp();
        try
        {
            Logger.PhaseBegins(phase);
            return await watchdog.GuardAsync(phase.ToString(), stop, work);
        }
        finally
        {
            await ended.CancelAsync();
            await looking;
            ShowStall(null, progress);
            Logger.PhaseEnded(phase, services.Clock.GetElapsedTime(started));
        }
    }

    // Rates fall and stalls begin although nothing is reported.
    private async Task LookAsync(ProgressToken progress, ProgressWatchdog watchdog, Action look, CancellationToken ended)
    {
        while (true)
        {
            try { await Task.Delay(services.Options.LookEvery, services.Clock, ended); }
            catch (OperationCanceledException) { return; }

            look();
            ShowStall(watchdog.StalledSince, progress);
        }
    }

    private void ShowStall(DateTimeOffset? since, ProgressToken progress) => board.Change(now => now.StalledSince is null == since is null ? now : now with
    {
        StalledSince = since, StalledUntil = since + services.Options.Watchdog.CancelAfter,
        StalledOn = since is null ? "" : string.Join("; ", progress.InFlight.Take(MostTold).Select(operation => operation.Text)),
    });
}
