using System.Collections.Immutable;

namespace Zrepl.Engine.Guarantees;

/// <summary>
/// Tells what is still needed from what is not (spec B5). A cursor at transaction group T makes every step hold at or before T useless;
/// without one an initial replication runs and only its newest step can be resumed.
/// </summary>
/// <param name="Live">Still needed, or not ours to judge.</param>
/// <param name="Stale">Can be taken away.</param>
/// <param name="Suspects">Live, but probably forgotten: tentative cursors that are not newer than the cursor. Never taken away by themselves.</param>
public sealed record StaleGuarantees(ImmutableArray<Guarantee> Live, ImmutableArray<Guarantee> Stale, ImmutableArray<Guarantee> Suspects)
{
    /// <summary>Checks that a question about staleness can be answered: step holds and cursors are only judged together.</summary>
    /// <returns>The problem in upstream's words, or null.</returns>
    public static string? ProblemIn(IReadOnlySet<GuaranteeKind> kinds) =>
        kinds.Contains(GuaranteeKind.StepHold) == kinds.Contains(GuaranteeKind.Cursor)
            ? null
            : "ListStale requires query to ask for all of replication-cursor-bookmark-v2,step-hold";

    /// <summary>Judges guarantees of any number of datasets and jobs.</summary>
    public static StaleGuarantees Among(IReadOnlyCollection<Guarantee> all)
    {
        var stale = new HashSet<Guarantee>();
        var suspects = ImmutableArray.CreateBuilder<Guarantee>();
        foreach (var group in all.Where(g => g.Job is not null).GroupBy(g => (g.Dataset, g.Job)))
        {
            var cursor = Newest(group, GuaranteeKind.Cursor);
            var step = Newest(group, GuaranteeKind.StepHold);
            stale.UnionWith(group.Where(g => IsStale(g, group, cursor, step)));
            suspects.AddRange(group.Where(g => g.Kind == GuaranteeKind.TentativeCursor && g.Version.CreateTxg <= cursor));
        }

        return new([.. all.Where(g => !stale.Contains(g))], [.. all.Where(stale.Contains)], suspects.ToImmutable());
    }

    private static bool IsStale(Guarantee g, IEnumerable<Guarantee> group, ulong? cursor, ulong? step) => g.Kind switch
    {
        GuaranteeKind.StepHold => cursor is { } at ? g.Version.CreateTxg <= at : g.Version.CreateTxg < step,
        GuaranteeKind.Cursor => g.Version.CreateTxg < cursor,
        GuaranteeKind.LastReceivedHold => g.Version.CreateTxg < Newest(group, GuaranteeKind.LastReceivedHold),
        _ => false,
    };

    private static ulong? Newest(IEnumerable<Guarantee> group, GuaranteeKind kind) =>
        group.Where(g => g.Kind == kind).Select(g => (ulong?)g.Version.CreateTxg).Max();
}
