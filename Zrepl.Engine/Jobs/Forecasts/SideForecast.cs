using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>
/// One side of one dataset, pruned round after round by the planner that also plans for the pruner. Keeps what became of the snapshots that are there today.
/// </summary>
internal sealed class SideForecast
{
    private readonly ForecastDataset _dataset;
    private readonly ProgressToken _progress;
    private readonly VersionsInUse _inUse = new(); // nobody knows what replications will need then
    private readonly ImmutableDictionary<ulong, FilesystemVersion> _today;
    private readonly Dictionary<ulong, (DateTimeOffset At, RetentionDecision Decision)> _gone = [];
    private int _rounds, _takenAndGone;

    public SideForecast(PruneSide side, ForecastDataset dataset, RetentionPolicy rules, TimeProvider clock)
    {
        (Side, _dataset, Rules, _progress) = (side, dataset, rules, new(clock));
        Target = side == PruneSide.Receiver ? dataset.Receiver : dataset.Sender;
        _today = Target.Versions.Where(version => version.IsSnapshot).ToImmutableDictionary(version => version.CreateTxg);
    }

    /// <summary>Which side.</summary>
    public PruneSide Side { get; }

    /// <summary>The side as it is.</summary>
    public ForecastSide Target { get; }

    /// <summary>Its rules.</summary>
    public RetentionPolicy Rules { get; }

    /// <summary>How often it was pruned, and how many snapshots were taken and destroyed.</summary>
    public (int Rounds, int TakenAndGone) Counts => (_rounds, _takenAndGone);

    /// <summary>Counts what happened since as having happened so many times more.</summary>
    public void Repeat((int Rounds, int TakenAndGone) since, int times) =>
        (_rounds, _takenAndGone) = (_rounds + ((_rounds - since.Rounds) * times), _takenAndGone + ((_takenAndGone - since.TakenAndGone) * times));

    /// <summary>Prunes once.</summary>
    /// <exception cref="PlanFailedException">The planner could not decide.</exception>
    public async Task PruneAsync(DateTimeOffset at, CancellationToken cancellation)
    {
        _rounds++;
        if (Rules.KeepsEverything) return;
        var plan = await PlanAsync(cancellation);
        if (plan.Destroy.IsEmpty) return;
        var decisions = plan.Decisions.ToDictionary(decision => decision.Snapshot.CreateTxg);
        foreach (var snapshot in plan.Destroy)
        {
            if (_today.ContainsKey(snapshot.CreateTxg)) _gone.Add(snapshot.CreateTxg, (at, decisions[snapshot.CreateTxg]));
            else _takenAndGone++;
        }

        Target.Versions = Target.Versions.RemoveRange(plan.Destroy);
    }

    /// <summary>How it stands after all rounds.</summary>
    /// <exception cref="PlanFailedException">The planner could not decide.</exception>
    public async Task<FilesystemPrunePlan.Planned> EndAsync(DateTimeOffset asOf, CancellationToken cancellation)
    {
        var plan = await PlanAsync(cancellation);
        return plan with
        {
            Decisions = [.. plan.Decisions.Concat(_gone.Values.Select(gone => gone.Decision)).OrderBy(decision => decision.Snapshot.CreateTxg)],
            Destroy = [.. _gone.Keys.Order().Select(txg => _today[txg])],
            Forecast = new(
                asOf, _rounds, _gone.ToImmutableDictionary(gone => gone.Key, gone => gone.Value.At),
                [.. plan.Decisions.Select(decision => decision.Snapshot.CreateTxg).Where(txg => !_today.ContainsKey(txg))], _takenAndGone),
        };
    }

    private async Task<FilesystemPrunePlan.Planned> PlanAsync(CancellationToken cancellation)
    {
        var shared = _dataset.NewestShared is { } guid && Side != PruneSide.Local
            ? ImmutableDictionary<DatasetPath, ulong>.Empty.Add(_dataset.Path, guid) : ImmutableDictionary<DatasetPath, ulong>.Empty;
        var task = new PruneTask(Side, Target, _dataset.Sender, Rules, _inUse) { NewestShared = shared };
        return await new PrunePlanner(task, _progress).PlanAsync(new(_dataset.Path, null), cancellation) switch
        {
            FilesystemPrunePlan.Planned planned => planned,
            FilesystemPrunePlan.Failed failed => throw new PlanFailedException(failed.Error),
            var other => throw new InvalidOperationException($"a plan of {other.Path} that was not asked for: {other}"),
        };
    }
}

/// <summary>A round of a forecast could not be planned.</summary>
internal sealed class PlanFailedException(Exception why) : Exception(why.Message, why);
