using Zrepl.Web.Components.Pages.Datasets;
using Zrepl.Web.Components.Pages.Logs;
using Zrepl.Web.Components.Pages.Runs;

namespace Zrepl.Tests.Web.Components.Pages;

/// <summary>What an address asks for and nobody understands is told, and not taken for something else.</summary>
public sealed class AddressWordsTests
{
    [Theory]
    [InlineData("", "", "", "")]
    [InlineData("debug", "1770000000000", "1770000001000", "")]
    [InlineData("loud", "", "", "“loud” is no level: use debug, info, warn, error.")]
    [InlineData("", "bar", "", "“bar” is no moment (from): milliseconds since 1970 are.")]
    [InlineData("warn", "", "-5", "“-5” is no moment (until): milliseconds since 1970 are.")]
    public void Of_logs(string level, string from, string until, string text)
    {
        var query = new LogQuery(Level: level, From: from, Until: until);
        Assert.Equal(text, query.Misunderstood);
        Assert.Equal(from == "1770000000000", query.ToFilter().From is not null);
    }

    [Theory]
    [InlineData("", "", "", "")]
    [InlineData("ok", "2026-02-14", "2026-02-14", "")]
    [InlineData("good", "", "", "“good” is no result, and is left out of account: use ok, partial, failed, cancelled, running.")]
    [InlineData("", "yesterday", "", "“yesterday” is no day (From), and is left out of account: write it like 2026-02-14.")]
    [InlineData("", "2026-02-15", "2026-02-14", "From is later than Until, so that no day is left.")]
    public void Of_runs(string result, string from, string until, string text) =>
        Assert.Equal(text, new RunQuery("", result, "", from, until).Misunderstood(TimeZoneInfo.Utc));

    [Theory]
    [InlineData(false, true, "both sides")]
    [InlineData(false, false, "here only")]
    [InlineData(true, false, "there only")]
    [InlineData(false, null, "here")]
    public void A_snapshot_is_where_its_lane_is(bool isOther, bool? isShared, string text)
    {
        var point = new TimePoint("@a", default, isShared, []);
        Assert.Equal(text, new TimeLane("", [point], []) { IsOther = isOther }.WhereIs(point));
    }
}
