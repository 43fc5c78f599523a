using System.Collections.Immutable;
using Zrepl.Web.Components.Pages.Configuration.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Protect;

/// <summary>What the wizard offers; everything else is for the form of the job.</summary>
internal static class ProtectChoices
{
    /// <summary>How often.</summary>
    public static ImmutableArray<(string Interval, string Words)> Intervals { get; } =
        [("1m", "every minute"), ("10m", "every 10 minutes"), ("1h", "every hour"), ("6h", "every 6 hours"), ("1d", "every day")];

    /// <summary>For how long.</summary>
    public static ImmutableArray<(string Grid, string Words)> Grids { get; } =
    [
        ("1x1h(keep=all) | 24x1h | 6x1d", "for a week"),
        ("1x1h(keep=all) | 24x1h | 30x1d", "for a month"),
        (NewJob.Grid, "for half a year"),
        ("1x1h(keep=all) | 24x1h | 30x1d | 12x30d | 4x365d", "for years"),
    ];
}
