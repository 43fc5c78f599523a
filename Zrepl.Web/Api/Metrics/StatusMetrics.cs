using Zrepl.Engine.Metrics;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Api.Metrics;

/// <summary>
/// What jobs are doing, as their status says it at the moment of the question. Not in Go zrepl. Of a job with many datasets, only those with most
/// left to transfer have series of their own. Source: spec D2.
/// </summary>
internal static class StatusMetrics
{
    /// <summary>So many series a job has at most.</summary>
    public const int MostDatasets = 200;

    /// <summary>Sets the gauges.</summary>
    public static void Set(MetricRegistry registry, IEnumerable<JobStatus> jobs, DateTimeOffset now)
    {
        var running = registry.Gauge("zrepl_replication_running", "1 while the job replicates", "zrepl_job");
        var stalled = registry.Gauge("zrepl_replication_stalled", "1 while a stream of the job stands still, or its run, round of snapshots or a command of ZFS gets nothing done", "zrepl_job");
        var stuck = registry.Gauge("zrepl_zfs_commands_stuck", "commands of ZFS that were killed and do not end, because they sleep in the kernel", "zrepl_job");
        var snapshots = registry.Gauge("zrepl_snapshot_consecutive_failures", "rounds of snapshots that failed since the last one that did everything", "zrepl_job");
        var expected = registry.Gauge("zrepl_replication_bytes_expected", $"bytes that the running or last attempt has to transfer, of the {MostDatasets} filesystems with most left", "zrepl_job", "filesystem");
        var remaining = registry.Gauge("zrepl_replication_bytes_remaining", $"bytes that the running or last attempt has not transferred yet, of the {MostDatasets} filesystems with most left", "zrepl_job", "filesystem");
        var failures = registry.Gauge("zrepl_job_consecutive_failures", "runs that failed since the last one that did everything", "zrepl_job");
        var health = registry.Gauge("zrepl_job_health", "0: well, 1: worth a look, 2: somebody has to act, 3: unknown", "zrepl_job", "check");
        var approval = registry.Gauge("zrepl_pruning_awaits_approval", "1 while changed pruning rules of the job wait for approval", "zrepl_job");
        var clientBytes = registry.Gauge("zrepl_client_bytes", "bytes of streams to or from the client since the job began to listen", "zrepl_job", "client");
        var clientSeen = registry.Gauge("zrepl_client_last_request_time", "timestamp of the last request of the client since then", "zrepl_job", "client");
        foreach (var family in new[] { running, stalled, stuck, snapshots, expected, remaining, failures, health, approval, clientBytes, clientSeen }) family.Remove(_ => true);
        foreach (var job in jobs)
        {
            var name = job.Name.Text;
            health.With(name, "run").Set((int)JobHealth.OfRuns(job));
            if (job.Targets.Exist && (!job.Copies.IsEmpty || job.Kind is JobKind.Push or JobKind.Pull or JobKind.Snap)) health.With(name, "freshness").Set((int)JobHealth.OfCopies(job, now));
            if (job.Kind.HasRuns())
            {
                failures.With(name).Set(job.ConsecutiveFailures);
                approval.With(name).Set(job.PruningHold is null ? 0 : 1);
            }

            stalled.With(name).Set(job.Stalls.IsEmpty && job.Hanging.IsEmpty ? 0 : 1);
            stuck.With(name).Set(job.HangingCommands.Count(command => command.IsStuck));
            if (job.Snapshotting is not null) snapshots.With(name).Set(job.SnapshotTrouble?.Rounds ?? 0);
            foreach (var client in job.Clients.OrderByDescending(client => client.LastRequestAt).Take(MostDatasets))
            {
                clientBytes.With(name, client.Identity).Set(client.BytesMoved);
                clientSeen.With(name, client.Identity).Set(client.LastRequestAt);
            }

            if (job.Kind is not (JobKind.Push or JobKind.Pull)) continue;
            running.With(name).Set(job.Phase == JobPhase.Replicating ? 1 : 0);
            foreach (var (filesystem, bytes, left) in Worst(job))
            {
                expected.With(name, filesystem).Set(bytes.Expected);
                remaining.With(name, filesystem).Set(left);
            }
        }
    }

    private static IEnumerable<(string Filesystem, ByteFigures Bytes, long Left)> Worst(JobStatus job) =>
        (job.Replication?.Attempts.LastOrDefault()?.Filesystems ?? [])
        .Select(filesystem => (filesystem, bytes: filesystem.Bytes()))
        .Select(one => (one.filesystem.Info.Name, Bytes: one.bytes, Left: one.filesystem.State == FilesystemState.Done ? 0 : Left(one.bytes)))
        .OrderByDescending(one => one.Left).ThenBy(one => one.Name, StringComparer.Ordinal)
        .Take(MostDatasets);

    // Streams can be longer or shorter than was estimated.
    private static long Left(ByteFigures bytes) => Math.Max(0, bytes.Expected - bytes.Replicated);
}
