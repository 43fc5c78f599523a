using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.Status;
using Zrepl.Engine.Units;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>One thing that a job does by the clock: snapshots or runs.</summary>
/// <param name="Title">What.</param>
/// <param name="Rhythm">How often, in words.</param>
/// <param name="Times">The next times, in the time zone of this machine; empty if there are none, or none can be told.</param>
/// <param name="WithoutTimes">Why there are none; empty if there are.</param>
/// <param name="Missed">What becomes of a time that was missed; empty if nothing can be missed.</param>
internal sealed record ScheduleLine(string Title, string Rhythm, ImmutableArray<DateTimeOffset> Times, string WithoutTimes, string Missed)
{
    private const int Shown = 10;

    /// <summary>Everything a job does by the clock; empty for one that only answers.</summary>
    /// <param name="job">The job as it stands.</param>
    /// <param name="definition">How it is defined.</param>
    /// <param name="clock">The time.</param>
    public static ImmutableArray<ScheduleLine> Of(JobStatus job, JobDefinition definition, TimeProvider clock)
    {
        var lines = definition switch
        {
            PushJobDefinition { Snapshotting: var snapshots, Trigger: var trigger } => [Snapshots(job, snapshots, clock), Runs(job, "Replication", snapshots, trigger, clock)],
            PullJobDefinition { Trigger: var trigger } => [Runs(job, "Replication", null, trigger, clock)],
            SnapJobDefinition { Snapshotting: var snapshots } => [Snapshots(job, snapshots, clock), Runs(job, "Pruning", snapshots, new ReplicationTrigger.Manual(), clock)],
            SourceJobDefinition { Snapshotting: var snapshots } => [Snapshots(job, snapshots, clock)],
            _ => ImmutableArray<ScheduleLine>.Empty,
        };
        return IsAtRest(job) ? [.. lines.Select(line => line with { Times = [], WithoutTimes = "Not by itself: the job is not at work." })] : lines;
    }

    private static bool IsAtRest(JobStatus job) => job.Phase is JobPhase.Disabled or JobPhase.Stopped or JobPhase.Removed or JobPhase.Failed;

    private static ScheduleLine Snapshots(JobStatus job, SnapshottingDefinition snapshots, TimeProvider clock) => snapshots switch
    {
        SnapshottingDefinition.Periodic periodic => new(
            "Snapshots", $"every {DurationText.Exact(periodic.Interval)}, counted from the snapshots there are", From(job.NextSnapshotAt, periodic.Interval, clock),
            job.NextSnapshotAt is null ? "The next time is not known yet." : "",
            "If the daemon was down, or the machine asleep, one round is taken as soon as it is back. The others that were missed are not made up for."),
        SnapshottingDefinition.Cron cron => ByCron(
            "Snapshots", cron.Expression, clock,
            "A time at which the daemon is down is skipped; one that passes while the machine sleeps is made up for once. One that finds the round before still at work is skipped."),
        _ => new("Snapshots", "none by this job", [], "Somebody else takes them.", ""),
    };

    private static ScheduleLine Runs(JobStatus job, string title, SnapshottingDefinition? snapshots, ReplicationTrigger trigger, TimeProvider clock)
    {
        var followsSnapshots = snapshots is not null and not SnapshottingDefinition.Manual;
        var line = trigger switch
        {
            ReplicationTrigger.Every every => new ScheduleLine(
                title, $"every {DurationText.Exact(every.Interval)}", IsOf(job.NextRun, every.Interval) ? From(job.NextRun?.Time, every.Interval, clock) : [],
                IsOf(job.NextRun, every.Interval) ? "" : "The next time is not known while another run comes first.",
                "If the daemon was down, or the machine asleep, one run makes up for everything that was missed. One that finds the job at work follows right afterwards."),
            ReplicationTrigger.Cron cron => ByCron(
                title, cron.Expression, clock,
                "A time at which the daemon is down is skipped; one that passes while the machine sleeps is made up for once. One that finds the job at work follows right afterwards."),
            _ when followsSnapshots => new(title, "after each round of snapshots", [], "", "A round that ends while the job is at work is followed by one more run."),
            _ => new(title, "on request only", [], "", ""),
        };
        if (followsSnapshots && trigger is not ReplicationTrigger.Manual) line = line with { Rhythm = $"{line.Rhythm}, and after each round of snapshots" };
        return job.IsPaused ? Paused(job, line) : line;
    }

    private static ScheduleLine Paused(JobStatus job, ScheduleLine line)
    {
        ImmutableArray<DateTimeOffset> times = job.PausedUntil is { } end ? [.. line.Times.Where(time => time >= end)] : [];
        return line with { Times = times, WithoutTimes = times.IsEmpty ? "The job is paused. What is missed meanwhile is made up for by one run." : line.WithoutTimes };
    }

    private static ScheduleLine ByCron(string title, CronExpression expression, TimeProvider clock, string missed)
    {
        var schedule = new CronSchedule(expression, TimeZones.Local(clock));
        var times = FireTimes.Of(schedule, clock.GetUtcNow(), Shown, clock);
        return new(title, schedule.Describe(), times, times.IsEmpty ? "No time fits within five years." : "", missed);
    }

    // A push job also runs after snapshots, and tells only what comes first.
    private static bool IsOf(NextRun? next, TimeSpan interval) => next is not null && next.Reason == new PeriodicGridSchedule(next.Time, interval).Describe();

    private static ImmutableArray<DateTimeOffset> From(DateTimeOffset? first, TimeSpan interval, TimeProvider clock) =>
        first is { } anchor ? FireTimes.Of(new PeriodicGridSchedule(anchor, interval), anchor.AddTicks(-1), Shown, clock) : [];
}
