using System.Collections.Immutable;
using Zrepl.Engine.Retention;
using Zrepl.Web.Components.Pages.Datasets;

namespace Zrepl.Tests.Web.Components.Pages.Datasets;

/// <summary>Buckets of grids behind the snapshots of a time line (spec replication 3.7: counted from the youngest snapshot of the rule, not from the clock).</summary>
public sealed class LaneGridTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeScale TwoDays = TimeScale.Since(Now.AddDays(-2), Now);

    [Fact]
    public void A_grid_begins_at_the_youngest_snapshot_of_its_names()
    {
        ImmutableArray<TimePoint> points = [Point("zrepl_a", 300), Point("zrepl_b", 90), Point("by_hand", 5), Point("zrepl_ahead", -60)];

        Assert.Equal([Now.AddMinutes(-90)], LaneGrid.Of("to_nas", Rules("24x1h"), points, Now).Select(grid => grid.Youngest));
        Assert.Empty(LaneGrid.Of("to_nas", Rules("24x1h"), [Point("by_hand", 5)], Now));
        Assert.Empty(LaneGrid.Of("to_nas", RetentionPolicy.KeepEverything, points, Now));
    }

    [Fact]
    public void Each_snapshot_lies_over_the_bucket_that_decides_about_it()
    {
        var grid = new LaneGrid("to_nas", RetentionGrid.Parse("1x1h(keep=all) | 6x1h | 3x6h"), Now.AddMinutes(-20));
        var shades = grid.Shades(TwoDays);

        Assert.Equal(10, shades.Length);
        Assert.Equal(TwoDays.X(grid.Youngest), shades[0].Right, 6);
        Assert.All(shades.Zip(shades.Skip(1)), pair => Assert.Equal(pair.First.Left, pair.Second.Right, 6));
        for (var minutes = 20; minutes < 48 * 60; minutes += 7)
        {
            var at = Now.AddMinutes(-minutes);
            var over = shades.Index().Where(shade => TwoDays.X(at) <= shade.Item.Right + 1e-9 && TwoDays.X(at) > shade.Item.Left + 1e-9).Select(shade => (long?)shade.Index + 1).LastOrDefault();
            Assert.Equal(grid.Grid.BucketAt(grid.Youngest - at)?.Number, over);
        }
    }

    [Fact]
    public void What_a_bucket_does_is_said()
    {
        var shades = new LaneGrid("to_nas", RetentionGrid.Parse("1x1h(keep=all) | 2x1h | 2x6h(keep=3)"), Now).Shades(TwoDays);

        Assert.Equal("to_nas: 0 s to 1 h before its newest: keeps every snapshot", shades[0].Title);
        Assert.Equal("to_nas: 1 h to 2 h before its newest: keeps 1 snapshot, the oldest", shades[1].Title);
        Assert.Equal("to_nas: 3 h to 9 h before its newest: keeps 3 snapshots, the oldest", shades[3].Title);
        Assert.Equal([true, false, false, false, false], shades.Select(shade => shade.KeepsAll));
    }

    [Theory]
    [InlineData("2147483647x1s")]
    [InlineData("100000x1s | 100000x1m | 100000x1d(keep=all)")]
    public void A_grid_of_very_many_buckets_is_drawn_in_few_strokes(string grid)
    {
        foreach (var age in new[] { 1, 60, 3000, 1_000_000 })
        {
            var shades = new LaneGrid("to_nas", RetentionGrid.Parse(grid), Now.AddSeconds(-30)).Shades(TimeScale.Since(Now.AddMinutes(-age), Now));
            Assert.InRange(shades.Length, 1, 300);
            Assert.All(shades, shade => Assert.True(shade.Left < shade.Right && shade.Left >= 0 && shade.Right <= 100));
        }
    }

    [Fact]
    public void Only_what_is_in_sight_is_drawn()
    {
        var part = TwoDays with { Youngest = TimeSpan.FromHours(5), Oldest = TimeSpan.FromHours(8) };
        var shades = new LaneGrid("to_nas", RetentionGrid.Parse("24x1h"), Now).Shades(part);

        Assert.Equal(["5 h to 6 h", "6 h to 7 h", "7 h to 8 h"], shades.Select(shade => shade.Title["to_nas: ".Length..shade.Title.IndexOf(" before", StringComparison.Ordinal)]));
        Assert.Empty(new LaneGrid("to_nas", RetentionGrid.Parse("2x1h"), Now).Shades(part));
    }

    private static TimePoint Point(string name, int minutesOld) => new("@" + name, Now.AddMinutes(-minutesOld), null, []);

    private static RetentionPolicy Rules(string grid) => new([new KeepGrid(RetentionGrid.Parse(grid), GoRegex.Parse("^zrepl_"))]);
}
