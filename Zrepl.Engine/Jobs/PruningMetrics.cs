using System.Collections.Immutable;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// How pruning ended, and what snapshots it left. Not in Go zrepl. Of a side with many datasets, only those with most snapshots have series of their own.
/// Source: spec D2.
/// </summary>
internal sealed class PruningMetrics(MetricRegistry registry)
{
    /// <summary>So many datasets of each side of a job have series.</summary>
    public const int MostDatasets = 200;

    private readonly MetricFamily _lastSuccess = registry.Gauge(
        "zrepl_pruning_last_success_time", "timestamp of the last pruning that did everything", "zrepl_job", "prune_side");

    private readonly MetricFamily _errors = registry.Counter(
        "zrepl_pruning_errors", "number of filesystems that were not pruned as planned; 1 for a pruning that could not be planned", "zrepl_job", "prune_side");

    private readonly MetricFamily _count = registry.Gauge(
        "zrepl_snapshots", $"number of snapshots that the last pruning left, of the {MostDatasets} filesystems of each side with most", "zrepl_job", "prune_side", "filesystem");

    private readonly MetricFamily _newest = registry.Gauge(
        "zrepl_snapshot_newest_time", "timestamp of the newest of them", "zrepl_job", "prune_side", "filesystem");

    private readonly MetricFamily _oldest = registry.Gauge(
        "zrepl_snapshot_oldest_time", "timestamp of the oldest of them", "zrepl_job", "prune_side", "filesystem");

    /// <summary>A pruning ended. What it did not come to, or could not prune as planned, keeps its series.</summary>
    /// <param name="job">The job.</param>
    /// <param name="side">Which side was pruned.</param>
    /// <param name="report">As it stands now.</param>
    /// <param name="now">When that is.</param>
    public void Ended(string job, PruneSide side, PruneReport report, DateTimeOffset now)
    {
        var label = JobMetrics.LabelOf(side);
        var failed = report.State == PruneState.PlanErr ? 1 : (report.Completed ?? []).Count(filesystem => filesystem.LastError.Length > 0);
        _errors.With(job, label).Add(failed);
        if (report.State == PruneState.Done) _lastSuccess.With(job, label).Set(now);
        if (report is not { IsFinal: true, Completed: { IsEmpty: false } completed }) return;

        var left = completed.Where(WasPruned).Select(filesystem => (Name: filesystem.Filesystem, Kept: KeptOf(filesystem)))
            .OrderByDescending(one => one.Kept.Count).ThenBy(one => one.Name, StringComparer.Ordinal)
            .Take(MostDatasets).ToDictionary(one => one.Name, one => one.Kept, StringComparer.Ordinal);
        var unknown = completed.Where(filesystem => filesystem.LastError.Length > 0).Select(filesystem => filesystem.Filesystem).ToHashSet(StringComparer.Ordinal);
        Forget(series => series[0] == job && series[1] == label && !left.ContainsKey(series[2]) && !unknown.Contains(series[2]));
        foreach (var (name, kept) in left) Set(job, label, name, kept);
    }

    /// <summary>A job is gone.</summary>
    public void Forget(string job)
    {
        Forget(series => series[0] == job);
        _lastSuccess.Remove(series => series.LabelValues[0] == job);
    }

    private void Forget(Func<ImmutableArray<string>, bool> gone)
    {
        foreach (var family in new[] { _count, _newest, _oldest }) family.Remove(series => gone(series.LabelValues));
    }

    private void Set(string job, string side, string name, List<PrunedSnapshot> kept)
    {
        _count.With(job, side, name).Set(kept.Count);
        foreach (var (family, snapshot) in new[] { (_oldest, kept.FirstOrDefault()), (_newest, kept.LastOrDefault()) })
        {
            if (snapshot is not null) family.With(job, side, name).Set(snapshot.Date);
            else family.Remove(series => series.LabelValues[0] == job && series.LabelValues[1] == side && series.LabelValues[2] == name);
        }
    }

    // What could not be looked at, or not be pruned as planned, is known less well than before.
    private static bool WasPruned(PrunedFilesystem filesystem) => filesystem is { LastError: "", SkipReason: "", SnapshotList: not null };

    // What is held stands in the list of what was to be destroyed as well.
    private static List<PrunedSnapshot> KeptOf(PrunedFilesystem filesystem)
    {
        var gone = (filesystem.DestroyList ?? []).Select(snapshot => snapshot.Name).ToHashSet(StringComparer.Ordinal);
        gone.ExceptWith((filesystem.HeldList ?? []).Select(held => held.Name));
        return [.. filesystem.SnapshotList!.Value.Where(snapshot => !gone.Contains(snapshot.Name))]; // WasPruned
    }
}
