using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Snapshotting;

/// <summary>
/// One round over the datasets of a job, all under one snapshot name: first those with hooks, one after the other in order of path, then
/// the others together, pool by pool (spec 4.6, 4.7). Nothing that goes wrong with one dataset stops the others.
/// </summary>
internal sealed class SnapshotRun
{
    private const int OutputKeptInRows = 8 * 1024; // bytes of each step; the whole output goes to the owner once

    private readonly ImmutableArray<IHook> _hooks;
    private readonly HookPlanRunner _planRunner;
    private readonly BatchedSnapshots _snapshots;
    private readonly GuardedOwner _owner;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    /// <param name="environment">What the run works with.</param>
    /// <param name="filesystems">The datasets to snapshot.</param>
    /// <param name="name">Short name of all snapshots of this run.</param>
    public SnapshotRun(SnapshotEnvironment environment, ImmutableArray<DatasetPath> filesystems, string name)
    {
        _hooks = environment.Hooks;
        _planRunner = environment.PlanRunner;
        _owner = environment.Owner;
        _clock = environment.Clock;
        _logger = environment.Logger;
        _snapshots = new BatchedSnapshots(environment.Target, environment.Logger);
        Name = name;
        Rows = new SnapshotRows(filesystems.Select(filesystem => new SnapshotRow(filesystem, PathIfPossible(filesystem, name), name)));
    }

    /// <summary>Short name of all snapshots of this run.</summary>
    public string Name { get; }

    /// <summary>What has become of each dataset so far.</summary>
    public SnapshotRows Rows { get; }

    /// <summary>Takes the snapshots.</summary>
    /// <param name="cancellation">
    /// Ends what is under way after its post hooks, and marks what was not begun as cancelled. The method then returns as always.
    /// </param>
    public async Task ExecuteAsync(CancellationToken cancellation)
    {
        var batched = new Dictionary<SnapshotPath, int>();
        var hasMatched = new bool[_hooks.Length];
        for (var index = 0; index < Rows.Count; index++)
        {
            var row = Rows[index];
            var hooks = HooksFor(row.Filesystem, hasMatched);
            if (row.Snapshot is not { } snapshot) End(index, new SnapshotFailure(NameTooLong(row), "Shorten the prefix or the path of the dataset."));
            else if (hooks.IsEmpty) batched.Add(snapshot, index);
            else await TakeWithHooksAsync(index, snapshot, hooks, cancellation);
        }

        foreach (var batch in SnapshotBatches.Of(batched.Keys)) await TakeTogetherAsync(batch, batched, cancellation);
        WarnAboutUnusedHooks(hasMatched);
    }

    private static SnapshotPath? PathIfPossible(DatasetPath filesystem, string name) =>
        NameRules.ProblemIn($"{filesystem.Text}@{name}", EntityKind.Snapshot) is null ? filesystem.Snapshot(name) : null;

    // Required by spec 4.3 beyond upstream, which lets zfs find out.
    private static string NameTooLong(SnapshotRow row) =>
        $"\"{row.Filesystem}@{row.SnapshotName}\" would be no legal snapshot: {NameRules.ProblemIn($"{row.Filesystem.Text}@{row.SnapshotName}", EntityKind.Snapshot)}" +
        $" ({row.Filesystem.Text.Length + 1 + row.SnapshotName.Length} of {NameRules.MaxLength} characters)";

    private ImmutableArray<IHook> HooksFor(DatasetPath filesystem, bool[] hasMatched)
    {
        var matching = ImmutableArray.CreateBuilder<IHook>();
        for (var number = 0; number < _hooks.Length; number++)
        {
            if (!_hooks[number].AppliesTo(filesystem)) continue;
            matching.Add(_hooks[number]);
            hasMatched[number] = true;
        }

        return matching.DrainToImmutable();
    }

    private async Task TakeWithHooksAsync(int index, SnapshotPath snapshot, ImmutableArray<IHook> hooks, CancellationToken cancellation)
    {
        using var span = Tracer.StartSpan($"snapshot {snapshot} with hooks");
        using var fs = LogFields.Push("fs", snapshot.Dataset.Text);
        using var snap = LogFields.Push("snap", snapshot.Name);
        Begin(index);
        var plan = await _planRunner.RunAsync(
            hooks, new HookContext(snapshot), token => TakeAloneAsync(index, snapshot, token), now => Show(index, now), cancellation);
        var firstFailure = plan.Steps.Select(step => step.Report?.Failure).FirstOrDefault(failure => failure is not null);
        var error = plan.Callback.Report?.Failure?.Reason ?? firstFailure?.Message ?? (plan.HadFatalError ? HookReasons.Cancelled : null);
        if (error is not null) span.Fail(error);
        End(index, error, plan.Steps, plan.Callback.Status == HookStepStatus.Ok);
    }

    private async Task TakeAloneAsync(int index, SnapshotPath snapshot, CancellationToken cancellation)
    {
        SnapshotFailure? failure = null;
        await _snapshots.TakeAsync([snapshot], (_, reason) => failure = reason, cancellation);
        if (failure is null) return;
        Rows[index] = Rows[index] with { Hint = failure.Hint };
        throw new SnapshotRefusedException(failure);
    }

    private async Task TakeTogetherAsync(ImmutableArray<SnapshotPath> batch, Dictionary<SnapshotPath, int> indexes, CancellationToken cancellation)
    {
        foreach (var snapshot in batch) Begin(indexes[snapshot], changed: false);
        _owner.ReportChanged();
        var open = batch.ToHashSet();
        try
        {
            cancellation.ThrowIfCancellationRequested();
            await _snapshots.TakeAsync(batch, Ended, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            foreach (var snapshot in open.Order().ToList()) Ended(snapshot, new SnapshotFailure(HookReasons.Cancelled));
        }

        void Ended(SnapshotPath snapshot, SnapshotFailure? failure)
        {
            open.Remove(snapshot);
            End(indexes[snapshot], failure);
        }
    }

    private void Begin(int index, bool changed = true)
    {
        var now = _clock.GetUtcNow();
        var step = HookStep.Waiting(HookPlanRunner.CallbackName, HookEdge.Callback) with { Status = HookStepStatus.Exec, Begin = now };
        Rows[index] = Rows[index] with { State = SnapshotRowState.Started, StartedAt = now, Steps = [step] };
        if (changed) _owner.ReportChanged();
    }

    private void Show(int index, HookPlan plan)
    {
        Rows[index] = Rows[index] with { Steps = plan.Steps };
        _owner.ReportChanged();
    }

    private void End(int index, SnapshotFailure? failure)
    {
        var (error, now) = (failure?.Reason, _clock.GetUtcNow());
        var row = Rows[index] = Rows[index] with { Hint = failure?.Hint };
        var text = error is null ? HookPlanRunner.CallbackName : $"{HookPlanRunner.CallbackName} error: {error}";
        var step = new HookStep(
            HookPlanRunner.CallbackName, HookEdge.Callback, error is null ? HookStepStatus.Ok : HookStepStatus.Err,
            row.StartedAt ?? now, now, new HookReport(text, error is null ? null : new HookFailure(error, text)));
        End(index, error, [step], isCreated: error is null);
    }

    private void End(int index, string? error, ImmutableArray<HookStep> steps, bool isCreated)
    {
        var now = _clock.GetUtcNow();
        var row = Rows[index];
        row = row with
        {
            State = error is null ? SnapshotRowState.Done : SnapshotRowState.Error,
            StartedAt = row.StartedAt ?? now, DoneAt = now, Steps = steps, IsCreated = isCreated, Error = error,
        };
        if (!isCreated && error != HookReasons.Cancelled) _logger.SnapshotNotCreated(row.Filesystem.Text, row.SnapshotName, error ?? "");
        _owner.DatasetFinished(row);
        Rows[index] = row with { Steps = [.. steps.Select(step => step with { Report = step.Report?.WithOutputTail(OutputKeptInRows) })] };
        _owner.ReportChanged();
    }

    private void WarnAboutUnusedHooks(bool[] hasMatched)
    {
        for (var number = 0; number < _hooks.Length; number++)
            if (!hasMatched[number]) _logger.HookDidNotMatch(_hooks[number].Name, number + 1);
    }
}
