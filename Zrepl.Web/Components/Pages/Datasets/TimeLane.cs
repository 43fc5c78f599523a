using System.Collections.Immutable;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>The snapshots of one side.</summary>
/// <param name="Title">Which side.</param>
/// <param name="Points">The snapshots, the oldest first.</param>
public sealed record TimeLane(string Title, ImmutableArray<TimePoint> Points);
