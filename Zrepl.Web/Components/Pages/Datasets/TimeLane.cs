using System.Collections.Immutable;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>The snapshots of one side.</summary>
/// <param name="Title">Which side.</param>
/// <param name="Points">The snapshots, the oldest first.</param>
/// <param name="Grids">Retention grids that lie over them.</param>
public sealed record TimeLane(string Title, ImmutableArray<TimePoint> Points, ImmutableArray<LaneGrid> Grids)
{
    private const int MostDrawn = 400;

    /// <summary>True if these are the snapshots of another machine's copy, or of the original there.</summary>
    public bool IsOther { get; init; }

    /// <summary>Where a snapshot of the lane is, in words.</summary>
    public string WhereIs(TimePoint point) => point.IsShared switch
    {
        true => "both sides",
        false => IsOther ? "there only" : "here only",
        null => IsOther ? "there" : "here",
    };

    /// <summary>What is drawn of it.</summary>
    /// <param name="scale">What is in sight.</param>
    /// <returns>The youngest that are in sight, and how many older ones have no room.</returns>
    public (ImmutableArray<TimePoint> Points, int LeftOut) Drawn(TimeScale scale)
    {
        ImmutableArray<TimePoint> seen = [.. Points.Where(point => scale.Shows(point.At))];
        return seen.Length > MostDrawn ? (seen[^MostDrawn..], seen.Length - MostDrawn) : (seen, 0);
    }
}
