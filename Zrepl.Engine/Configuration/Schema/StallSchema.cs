using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The section <c>stall</c> of a job with streams.</summary>
internal static class StallSchema
{
    private const string Never = "never";

    private static readonly StallLimits Default = StallLimits.Default;

    private static readonly Key<StallLimits, TimeSpan> Warn = new("warn", Scalars.Interval, s => s.WarnAfter,
        "After so much time in which nothing moves in a stream, it is shown and logged, with the side at fault.") { Default = Default.WarnAfter };

    private static readonly Key<StallLimits, AbortTime> Abort = new("abort", new TextShape<AbortTime>("duration or never", "10m", (text, out abort, out problem) =>
    {
        (abort, problem) = (null, null);
        if (text == Never) abort = new(null);
        else if (!EitherDuration.TryParseInterval(text, out var limit, out problem)) problem = $"cannot parse value \"{text}\" as a duration, and it is not {Never} either: {problem}";
        else if (limit <= TimeSpan.Zero) problem = $"duration must be positive, got {GoDuration.Format(limit)}";
        else abort = new(limit);
        return abort is not null;
    }, abort => abort.After is { } after ? EitherDuration.Format(after) : Never) { IsForm = true }, s => new(s.AbortAfter),
        "After so much the step is ended, and continued by the next attempt; three times as much for a peer that is heard and for what may work unseen.")
    { Default = new(Default.AbortAfter) };

    private static readonly SectionShape<StallLimits> Shape = new("stall limits", [Warn, Abort], Build);

    /// <summary>The key <c>stall</c> of a job.</summary>
    public static Key<TJob, StallLimits> Key<TJob>()
        where TJob : JobDefinition => new("stall", Shape, j => j.Stall,
        "How long nothing may move in a stream.") { Default = Default, IsExtension = true, Example = "{warn: 2m, abort: 10m}" };

    private static StallLimits? Build(BoundKeys bound)
    {
        var limits = new StallLimits(bound.Get(Warn), bound.Get(Abort).After);
        if (limits.WarnAfter < TimeSpan.FromSeconds(1))
        {
            bound.Place.Key(Warn.Name).Illegal(bound.NodeOf(Warn), "must be at least 1s");
            return null;
        }

        if (limits.AbortAfter < limits.WarnAfter)
        {
            bound.Place.Key(Abort.Name).Illegal(bound.NodeOf(Abort), $"must not be shorter than warn, {EitherDuration.Format(limits.WarnAfter)}");
            return null;
        }

        return limits;
    }

    // Null in it is a value and not the absence of one.
    private sealed record AbortTime(TimeSpan? After);
}
