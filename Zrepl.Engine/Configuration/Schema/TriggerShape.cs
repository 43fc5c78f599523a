using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The <c>interval</c> of active jobs: a positive duration, or <c>manual</c>. Source: spec config 3.1.</summary>
internal static class TriggerShape
{
    private const string Manual = "manual";

    public static readonly TextShape<ReplicationTrigger> Instance = new("interval or manual", "10m", (text, out trigger, out problem) =>
    {
        (trigger, problem) = (null, null);
        if (text.Length == 0) problem = "value must not be empty";
        else if (text == Manual) trigger = new ReplicationTrigger.Manual();
        else if (!EitherDuration.TryParseInterval(text, out var interval, out problem)) problem = $"cannot parse value \"{text}\": {problem}";
        else if (interval <= TimeSpan.Zero) problem = "duration must be positive integer";
        else trigger = new ReplicationTrigger.Every(interval);
        return trigger is not null;
    }, trigger => trigger is ReplicationTrigger.Every every ? EitherDuration.Format(every.Interval) : Manual) { IsForm = true };

    /// <summary>What a job says with both keys: null, and a problem, if they are given together.</summary>
    public static ReplicationTrigger? Combine<TJob>(BoundKeys bound, Key<TJob, ReplicationTrigger> interval,
        Key<TJob, Schedules.CronExpression> cron)
    {
        if (!bound.IsGiven(cron)) return bound.Get(interval);
        if (!bound.IsGiven(interval)) return new ReplicationTrigger.Cron(bound.Get(cron));
        bound.Place.Key(cron.Name).Malformed(bound.NodeOf(cron), ProblemCodes.ExclusiveKeys, "interval and cron exclude each other");
        return null;
    }

    /// <summary>What stands under <c>interval</c>; null where <c>cron</c> is used.</summary>
    public static ReplicationTrigger? IntervalOf(ReplicationTrigger trigger) => trigger is ReplicationTrigger.Cron ? null : trigger;
}
