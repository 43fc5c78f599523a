using System.Collections.Immutable;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>
/// Keeps a new attempt to what the first one set out to do, so that snapshots made meanwhile do not extend a run for ever.
/// Source: spec 1.10.3.
/// </summary>
internal static class RetryCorrelation
{
    /// <summary>Cuts a new plan after the last target it shares with the old one; the step to that target stays (BAD-15).</summary>
    /// <param name="uncompleted">What the previous attempt left undone; empty if it had no plan.</param>
    /// <param name="planned">The new plan.</param>
    /// <returns>The steps to take, or null if the plans have nothing in common.</returns>
    public static ImmutableArray<PlannedStep>? Limit(ImmutableArray<PlannedStep> uncompleted, ImmutableArray<PlannedStep> planned)
    {
        if (uncompleted.IsEmpty || planned.IsEmpty) return planned;
        for (var u = uncompleted.Length - 1; u >= 0; u--)
            for (var n = planned.Length - 1; n >= 0; n--)
                if (planned[n].HasTargetOf(uncompleted[u])) return planned[..(n + 1)];

        // Nothing was kept of an interrupted first full send, and the policy chose a newer snapshot: window F5 of spec 1.1.
        return uncompleted[0].From is null && planned[0].From is null ? planned : null;
    }
}
