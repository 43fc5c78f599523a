using Zrepl.Engine.Metrics;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Snapshotting;

namespace Zrepl.Engine.Jobs;

/// <summary>Metrics of jobs. Names, labels and buckets are Go zrepl's as far as it has them. Source: spec 7.2, D1.</summary>
public sealed class JobMetrics(MetricRegistry registry)
{
    private readonly MetricFamily _stateTime = registry.Histogram(
        "zrepl_replication_state_time", "seconds spent during replication", MetricRegistry.DefaultBuckets, "zrepl_job", "state");

    private readonly MetricFamily _bytes = registry.Counter(
        "zrepl_replication_bytes_replicated", "number of bytes replicated from sender to receiver per filesystem", "zrepl_job", "filesystem");

    private readonly MetricFamily _errors = registry.Gauge(
        "zrepl_replication_filesystem_errors",
        "number of filesystems that failed replication in the latest replication attempt, or -1 if the job failed before enumerating the filesystems",
        "zrepl_job");

    private readonly MetricFamily _lastSuccess = registry.Gauge(
        "zrepl_replication_last_successful", "timestamp of last successful replication", "zrepl_job");

    private readonly MetricFamily _pruning = registry.Histogram(
        "zrepl_pruning_time", "seconds spent in pruner", MetricRegistry.DefaultBuckets, "zrepl_job", "prune_side");

    private readonly MetricFamily _destroyed = registry.Counter(
        "zrepl_pruning_snapshots_destroyed", "number of snapshots destroyed by pruning", "zrepl_job", "prune_side");

    private readonly MetricFamily _snapshots = registry.Counter(
        "zrepl_snapshots_created", "number of snapshots taken", "zrepl_job");

    private readonly MetricFamily _snapshotErrors = registry.Counter(
        "zrepl_snapshots_failed", "number of snapshots that could not be taken", "zrepl_job");

    private readonly MetricFamily _snapshotsSucceeded = registry.Gauge(
        "zrepl_snapshotting_last_success_time", "timestamp of the last round of snapshots that did everything", "zrepl_job");

    private readonly MetricFamily _attempts = registry.Counter(
        "zrepl_replication_attempts", "number of attempts to replicate, repetitions within a run included", "zrepl_job");

    private readonly MetricFamily _unmatched = registry.Gauge(
        "zrepl_zfs_list_unmatched_user_specified_dataset_count",
        "number of rules of a filesystems filter that spoke of no dataset, added up over all evaluations; if it grows, rules have no effect",
        "jobid");

    /// <summary>Of the commands of all engines.</summary>
    internal ZfsCommandMetrics Commands { get; } = new(registry);

    /// <summary>How pruning ends.</summary>
    internal PruningMetrics Pruning { get; } = new(registry);

    /// <summary>What passive jobs answer.</summary>
    internal ServedRequestMetrics Requests { get; } = new(registry);

    /// <summary>What these commands did to which filesystem.</summary>
    internal ZfsOperationMetrics Operations { get; } = new(registry);

    /// <summary>Makes the series of an active job, so that they exist before its first run.</summary>
    /// <param name="job">The job.</param>
    /// <param name="lastSuccess">From before a restart (BAD-39).</param>
    public void Begin(string job, DateTimeOffset? lastSuccess)
    {
        _errors.With(job);
        _lastSuccess.With(job).Set(lastSuccess);
        _attempts.With(job);
        _pruning.With(job, LabelOf(PruneSide.Sender));
        _pruning.With(job, LabelOf(PruneSide.Receiver));
    }

    /// <summary>A filter was held against the datasets there are.</summary>
    /// <param name="job">Whose filter.</param>
    /// <param name="unmatched">How many of its rules spoke of none.</param>
    public void FilterEvaluated(string job, int unmatched) => _unmatched.With(job).Add(unmatched);

    /// <summary>Another attempt began.</summary>
    public void AttemptBegan(string job) => _attempts.With(job).Add(1);

    /// <summary>A replication ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="failed">Filesystems that failed; -1 if not even the plan could be made.</param>
    /// <param name="success">When, if it did everything.</param>
    public void Replicated(string job, int failed, DateTimeOffset? success)
    {
        _errors.With(job).Set(failed);
        if (success is not null) _lastSuccess.With(job).Set(success);
    }

    /// <summary>Bytes went by.</summary>
    public void Transferred(string job, string filesystem, long bytes) => _bytes.With(job, filesystem).Add(bytes);

    /// <summary>Forgets filesystems that are not replicated any more (D-08).</summary>
    public void ForgetAllBut(string job, IReadOnlySet<string> filesystems) =>
        _bytes.Remove(series => series.LabelValues[0] == job && !filesystems.Contains(series.LabelValues[1]));

    /// <summary>An attempt left a state (BAD-40).</summary>
    public void LeftState(string job, string state, TimeSpan spent) => _stateTime.With(job, state).Observe(spent.TotalSeconds);

    /// <summary>A prune run ended (BAD-40).</summary>
    public void Pruned(string job, PruneSide side, TimeSpan spent, long destroyed)
    {
        var label = LabelOf(side);
        _pruning.With(job, label).Observe(spent.TotalSeconds);
        _destroyed.With(job, label).Add(destroyed);
    }

    /// <summary>A dataset's turn in a round of snapshots is over.</summary>
    public void DatasetSnapshotted(string job, SnapshotRow row)
    {
        if (row.IsCreated is { } isCreated) (isCreated ? _snapshots : _snapshotErrors).With(job).Add(1);
    }

    /// <summary>A round of snapshots did everything.</summary>
    public void SnapshotsSucceeded(string job, DateTimeOffset at) => _snapshotsSucceeded.With(job).Set(at);

    /// <summary>The side as a label.</summary>
    internal static string LabelOf(PruneSide side) => side.ToString().ToLowerInvariant();
}
