using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// Rings for the runs a job makes by its own schedule, <c>interval</c> or <c>cron</c>. By the wall clock, so that a suspended machine makes
/// up for one missed point when it wakes, and one that was switched off when it starts (BAD-20, spec 6.4).
/// </summary>
/// <param name="trigger">The schedule.</param>
/// <param name="ring">Asks the job to run.</param>
/// <param name="planned">Told when it is due next; null for never.</param>
/// <param name="alarm">Rings at a time.</param>
/// <param name="clock">The wall clock.</param>
/// <param name="logger">Subsystem <c>job</c>.</param>
internal sealed class RunTrigger(
    ReplicationTrigger trigger, Func<RunReason, WakeupOutcome> ring, Action<NextRun?> planned, IAlarmClock alarm, TimeProvider clock, ILogger logger)
{
    /// <summary>Rings until cancelled.</summary>
    /// <param name="before">What is known from before.</param>
    /// <param name="cancellation">Ends it, without an exception.</param>
    public async Task RunAsync(JobRunState before, CancellationToken cancellation)
    {
        using var task = Tracer.StartTask("schedule");
        if (trigger is ReplicationTrigger.Manual)
        {
            planned(null);
            return;
        }

        var (schedule, due, isMissed) = Begin(before);
        try
        {
            while (due is { } time)
            {
                planned(new(time, schedule.Describe()));
                if (await alarm.WaitUntilAsync(time, cancellation) == AlarmReason.ClockStepped)
                {
                    due = AfterClockStep(schedule, time);
                    continue;
                }

                if (ring(isMissed ? RunReason.Missed : RunReason.Schedule) != WakeupOutcome.Started) logger.BusyAtDueTime(schedule.Describe());
                isMissed = false;
                var now = clock.GetUtcNow();
                due = schedule.Next(now > time ? now : time);
            }

            planned(null);
            logger.ScheduleNeverDue(schedule.Describe()); // BAD-32
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private (ISchedule Schedule, DateTimeOffset? Due, bool IsMissed) Begin(JobRunState before)
    {
        var now = clock.GetUtcNow();
        if (trigger is ReplicationTrigger.Cron cron)
        {
            var schedule = new CronSchedule(cron.Expression, TimeZones.Local(clock));
            return (schedule, schedule.Next(now), false); // a point that passed while the daemon was down is skipped
        }

        var interval = ((ReplicationTrigger.Every)trigger).Interval; // the third kind
        var anchor = before.NextDueAt ?? before.LastRunAt + interval ?? now;
        var grid = new PeriodicGridSchedule(anchor, interval);
        if (anchor <= now) return (grid, now, before.LastRunAt is not null); // one run for all points that passed, then on the grid again
        return (grid, anchor > now + interval ? grid.Next(now) : anchor, false);
    }

    // A clock that was set back by a month must not stop replication for a month (spec 4.8).
    private DateTimeOffset? AfterClockStep(ISchedule schedule, DateTimeOffset due)
    {
        var now = clock.GetUtcNow();
        var isFarAway = schedule is not PeriodicGridSchedule grid || due > now + grid.Interval;
        var next = isFarAway ? schedule.Next(now) : due;
        logger.ScheduleAfterClockStep(next);
        return next;
    }
}
