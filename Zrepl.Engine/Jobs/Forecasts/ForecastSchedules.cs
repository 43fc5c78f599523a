using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Units;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>Works out what a job does when, from its definition and the snapshots that are there.</summary>
/// <param name="now">The time.</param>
/// <param name="clock">For the local time zone.</param>
/// <param name="nextRun">When the job's own schedule is due next, if that is known: the grid of an interval goes through it.</param>
internal sealed class ForecastSchedules(DateTimeOffset now, TimeProvider clock, DateTimeOffset? nextRun)
{
    /// <summary>The schedule of a job that prunes.</summary>
    /// <param name="job">A push, pull or snap job.</param>
    /// <param name="source">Of a pull job the source it fetches from, if it is known here; else null.</param>
    /// <param name="versions">What the sender has, by dataset.</param>
    public ForecastSchedule Of(JobDefinition job, SourceJobDefinition? source, IReadOnlyDictionary<DatasetPath, ImmutableArray<FilesystemVersion>> versions)
    {
        var (snapshotting, runs) = job switch
        {
            PushJobDefinition push => (push.Snapshotting, RunsOf(push.Trigger)),
            SnapJobDefinition snap => (snap.Snapshotting, DueTimes.Never),
            PullJobDefinition pull => (source?.Snapshotting, RunsOf(pull.Trigger)),
            _ => throw new ArgumentException($"job \"{job.Name}\" of type {job.Type} prunes nothing", nameof(job)),
        };
        var isOwn = job is not PullJobDefinition;
        if (snapshotting?.Naming is { } naming)
        {
            var due = SnapshotsOf(snapshotting, naming.Prefix, versions);
            var whose = isOwn ? "its own schedule" : $"the schedule of the source job \"{source!.Name}\""; // it has the naming
            return new(due, isOwn, runs, naming.NameAt) { Basis = $"snapshots by {whose} ({due.Words})" };
        }

        var all = versions.Values.SelectMany(one => one).ToList();
        var rhythm = Rhythm.Of(all, now);
        return new(rhythm, isOwn, runs, Rhythm.NamesLike(all))
        {
            Basis = rhythm.First is null
                ? "nobody here knows when snapshots are taken, and there are too few to guess: none are expected"
                : $"nobody here knows when snapshots are taken; expected as lately, {rhythm.Words}",
        };
    }

    private DueTimes SnapshotsOf(
        SnapshottingDefinition snapshotting, string prefix, IReadOnlyDictionary<DatasetPath, ImmutableArray<FilesystemVersion>> versions)
    {
        if (snapshotting is SnapshottingDefinition.Cron cron) return ByCron(cron.Expression);
        var interval = ((SnapshottingDefinition.Periodic)snapshotting).Interval; // a manual one names no snapshots
        var newest = versions.OrderBy(one => one.Key).Select(one => new NewestSnapshot(
            one.Key, one.Value.Where(version => version.IsSnapshot && version.Name.StartsWith(prefix, StringComparison.Ordinal)).MaxBy(version => version.CreateTxg)));
        var due = SyncPoint.Find([.. newest], now, interval).At ?? now + interval;
        var grid = new PeriodicGridSchedule(due, interval);
        return new(due > now ? due : now, grid, grid.Describe());
    }

    private DueTimes RunsOf(ReplicationTrigger trigger) => trigger switch
    {
        ReplicationTrigger.Cron cron => ByCron(cron.Expression),
        ReplicationTrigger.Every every => Every(every.Interval),
        _ => DueTimes.Never,
    };

    private DueTimes ByCron(CronExpression expression)
    {
        var schedule = new CronSchedule(expression, TimeZones.Local(clock));
        return new(schedule.Next(now), schedule, schedule.Describe());
    }

    private DueTimes Every(TimeSpan interval)
    {
        var grid = new PeriodicGridSchedule(nextRun ?? now, interval);
        return new(grid.Next(now), grid, grid.Describe());
    }
}
