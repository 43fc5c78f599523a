using System.Collections.Immutable;
using Zrepl.Engine.Status;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>What runs under way have sent, hour by hour: the history only knows runs that ended.</summary>
internal static class SentSoFar
{
    /// <summary>Of all jobs.</summary>
    public static ImmutableArray<HourlyBytes> Of(ImmutableArray<JobStatus> jobs, DateTimeOffset now) => [.. jobs.SelectMany(job => Of(job, now))];

    // Before a run replicates, its job still shows the replication before.
    private static IEnumerable<HourlyBytes> Of(JobStatus job, DateTimeOffset now) => job is not { Running: { } run, Replication: { } report } || report.StartAt < run.StartedAt ? [] :
        from attempt in report.Attempts
        from filesystem in attempt.Filesystems
        from step in filesystem.Steps
        where step.Info is { BytesReplicated: > 0, StartAt: not null }
        from hour in HourlySpread.Of(job.Name.Text, step.Info.StartAt ?? now, step.Info.DoneAt ?? attempt.FinishAt ?? now, step.Info.BytesReplicated)
        select hour;
}
