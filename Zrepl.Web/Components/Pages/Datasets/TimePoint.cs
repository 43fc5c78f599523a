using System.Collections.Immutable;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>A snapshot in a lane.</summary>
/// <param name="Name">With its sign: <c>@name</c>.</param>
/// <param name="At">When it was taken.</param>
/// <param name="IsShared">Both sides have it; null if nothing is known of another side.</param>
/// <param name="Marks">What stands on it: <c>cursor of to_nas</c>, <c>held</c>.</param>
public sealed record TimePoint(string Name, DateTimeOffset At, bool? IsShared, ImmutableArray<string> Marks);
