using System.Collections.Immutable;
using System.Globalization;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>A snapshot in a lane.</summary>
/// <param name="Name">With its sign: <c>@name</c>.</param>
/// <param name="At">When it was taken.</param>
/// <param name="X">Place in the lane: 0 is the oldest, 100 is now.</param>
/// <param name="IsShared">Both sides have it; null if nothing is known of another side.</param>
/// <param name="Marks">What stands on it: <c>cursor of to_nas</c>, <c>held</c>.</param>
public sealed record TimePoint(string Name, DateTimeOffset At, double X, bool? IsShared, ImmutableArray<string> Marks)
{
    /// <summary>Place for a drawing.</summary>
    public string Percent => X.ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
