using System.Collections.Frozen;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Freshness;

/// <summary>How old a copy may be.</summary>
/// <param name="Rpo">What was asked for.</param>
/// <param name="Grace">How much later it counts as late.</param>
public sealed record FreshnessTarget(TimeSpan Rpo, TimeSpan Grace)
{
    /// <summary>From this age on it is late.</summary>
    public TimeSpan LateFrom => Rpo + Grace;
}

/// <summary>The targets of a job's datasets, ready to be asked thousands of times.</summary>
public sealed class FreshnessTargets
{
    private static readonly TimeSpan LeastGrace = TimeSpan.FromMinutes(5);

    private readonly FreshnessTarget? _usual;
    private readonly FrozenDictionary<string, FreshnessTarget?> _exact;
    private readonly FrozenDictionary<string, FreshnessTarget?> _subtrees;

    private FreshnessTargets(AlertsDefinition alerts, TimeSpan? interval)
    {
        _usual = Target(alerts.Rpo);
        _exact = alerts.Datasets.Where(entry => !entry.Rule.IsSubtree).ToFrozenDictionary(entry => entry.Rule.Path, entry => Target(entry.Age), StringComparer.Ordinal);
        _subtrees = alerts.Datasets.Where(entry => entry.Rule.IsSubtree).ToFrozenDictionary(entry => entry.Rule.Path, entry => Target(entry.Age), StringComparer.Ordinal);

        FreshnessTarget? Target(AlertAge? age) => age?.Limit is { } rpo ? new(rpo, alerts.Grace?.Length ?? DefaultGrace(rpo, interval)) : null;
    }

    /// <summary>Nobody minds how old anything is.</summary>
    public static FreshnessTargets None { get; } = new(AlertsDefinition.None, null);

    /// <summary>False if nobody minds how old anything is.</summary>
    public bool Exist => _usual is not null || _exact.Count > 0 || _subtrees.Count > 0;

    /// <summary>The target of datasets that no pattern names, or null.</summary>
    public FreshnessTarget? Usual => _usual;

    /// <summary>The targets of a job.</summary>
    public static FreshnessTargets Of(JobDefinition definition) =>
        definition.Alerts == AlertsDefinition.None ? None : new(definition.Alerts, IntervalOf(definition));

    /// <summary>
    /// The grace where none is asked for: a tenth of the target, but no less than five minutes, which a run may take, and no less than the time between
    /// two runs: the copy is as old as that just before the next one.
    /// </summary>
    /// <param name="rpo">The target.</param>
    /// <param name="interval">Time between two runs, if they have equal distances.</param>
    public static TimeSpan DefaultGrace(TimeSpan rpo, TimeSpan? interval) =>
        new[] { rpo / 10, LeastGrace, interval ?? TimeSpan.Zero }.Max();

    /// <summary>The target of a dataset; null: it may be as old as it likes. A name decides before a subtree, the longest subtree before others.</summary>
    public FreshnessTarget? Of(string dataset)
    {
        if (_exact.TryGetValue(dataset, out var exact)) return exact;
        for (var path = dataset; _subtrees.Count > 0; path = path[..Math.Max(path.LastIndexOf('/'), 0)])
        {
            if (_subtrees.TryGetValue(path, out var target)) return target;
            if (path.Length == 0) break;
        }

        return _usual;
    }

    private static TimeSpan? IntervalOf(JobDefinition definition) => definition switch
    {
        PushJobDefinition { Trigger: ReplicationTrigger.Every every } => every.Interval,
        PushJobDefinition { Snapshotting: SnapshottingDefinition.Periodic periodic } => periodic.Interval,
        PullJobDefinition { Trigger: ReplicationTrigger.Every every } => every.Interval,
        SnapJobDefinition { Snapshotting: SnapshottingDefinition.Periodic periodic } => periodic.Interval,
        _ => null,
    };
}
