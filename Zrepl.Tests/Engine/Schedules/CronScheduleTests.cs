using System.Globalization;
using NodaTime;
using Zrepl.Engine.Schedules;

namespace Zrepl.Tests.Engine.Schedules;

public sealed class CronScheduleTests
{
    [Theory] // 8.9, rows 1-17; C8, C9
    [InlineData("0-10 * * * *", "17 01:10", "17 02:00")]
    [InlineData("0-10 * * * *", "17 23:10", "18 00:00")]
    [InlineData("0-10 * * * *", "23 01:09", "23 01:10")]
    [InlineData("1,3,5 * * * *", "23 01:01", "23 01:03")]
    [InlineData("1,3,5 * * * *", "23 01:02", "23 01:03")]
    [InlineData("1,3,5 * * * *", "23 01:03", "23 01:05")]
    [InlineData("1,3,5 * * * *", "23 01:05", "23 02:01")]
    [InlineData("* 0-5,8,12 * * *", "23 00:00", "23 00:01")]
    [InlineData("* 0-5,8,12 * * *", "23 04:59", "23 05:00")]
    [InlineData("* 0-5,8,12 * * *", "23 05:00", "23 05:01")]
    [InlineData("* 0-5,8,12 * * *", "23 05:59", "23 08:00")]
    [InlineData("* 0-5,8,12 * * *", "23 08:59", "23 12:00")]
    [InlineData("53 17,18,19 * * *", "23 17:52", "23 17:53")]
    [InlineData("53 17,18,19 * * *", "23 17:53", "23 18:53")]
    [InlineData("53 17,18,19 * * *", "23 18:53", "23 19:53")]
    [InlineData("53 17,18,19 * * *", "23 19:53", "24 17:53")]
    public void The_next_match_is_found(string spec, string from, string next) =>
        Assert.Equal([$"2022-07-{next}:00 +00:00"], Fires(spec, "UTC", $"2022-07-{from}", 1));

    [Theory] // 8.9, derived rows; C9
    [InlineData("30 2 * * *", "Europe/Berlin", "2024-03-30 12:00", "2024-04-01 02:30:00 +02:00|2024-04-02 02:30:00 +02:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2024-10-26 12:00", "2024-10-27 02:30:00 +02:00|2024-10-27 02:30:00 +01:00|2024-10-28 02:30:00 +01:00")]
    [InlineData("0 * * * *", "Europe/Berlin", "2024-10-27 00:30",
        "2024-10-27 01:00:00 +02:00|2024-10-27 02:00:00 +02:00|2024-10-27 02:00:00 +01:00|2024-10-27 03:00:00 +01:00|2024-10-27 04:00:00 +01:00")]
    [InlineData("0 3 * * *", "Europe/Berlin", "2024-03-30 12:00", "2024-03-31 03:00:00 +02:00|2024-04-01 03:00:00 +02:00")]
    [InlineData("*/15 * * * *", "Europe/Berlin", "2024-03-31 01:40", "2024-03-31 01:45:00 +01:00|2024-03-31 03:00:00 +02:00|2024-03-31 03:15:00 +02:00")]
    [InlineData("0 0 * * *", "America/Sao_Paulo", "2018-11-03 12:00", "2018-11-05 00:00:00 -02:00")]
    [InlineData("0 0 29 2 *", "UTC", "2024-03-01 00:00", "2028-02-29 00:00:00 +00:00")]
    [InlineData("0 0 29 2 *", "UTC", "2097-01-01 00:00", "never")]
    [InlineData("0 0 13 * 5", "UTC", "2024-01-01 00:00", "2024-01-05 00:00:00 +00:00|2024-01-12 00:00:00 +00:00|2024-01-13 00:00:00 +00:00|2024-01-19 00:00:00 +00:00")]
    [InlineData("0 0 13 * *", "UTC", "2024-01-01 00:00", "2024-01-13 00:00:00 +00:00|2024-02-13 00:00:00 +00:00")]
    [InlineData("0 0 * * 1", "UTC", "2024-01-01 00:00", "2024-01-08 00:00:00 +00:00|2024-01-15 00:00:00 +00:00")]
    [InlineData("0 0 */2 * 1", "UTC", "2024-01-01 00:00",
        "2024-01-03 00:00:00 +00:00|2024-01-05 00:00:00 +00:00|2024-01-07 00:00:00 +00:00|2024-01-08 00:00:00 +00:00|2024-01-09 00:00:00 +00:00|2024-01-11 00:00:00 +00:00")]
    [InlineData("0 0 */1 * 1", "UTC", "2024-01-01 00:00", "2024-01-08 00:00:00 +00:00|2024-01-15 00:00:00 +00:00")]
    [InlineData("0 0 1-31 * 1", "UTC", "2024-01-01 00:00", "2024-01-02 00:00:00 +00:00|2024-01-03 00:00:00 +00:00|2024-01-04 00:00:00 +00:00")]
    [InlineData("*/20 * * * * *", "UTC", "2024-01-01 00:00:05",
        "2024-01-01 00:00:20 +00:00|2024-01-01 00:00:40 +00:00|2024-01-01 00:01:00 +00:00|2024-01-01 00:01:20 +00:00")]
    [InlineData("5/15 * * * *", "UTC", "2024-01-01 00:00",
        "2024-01-01 00:05:00 +00:00|2024-01-01 00:20:00 +00:00|2024-01-01 00:35:00 +00:00|2024-01-01 00:50:00 +00:00")]
    [InlineData("0 9 * * mon-FRI", "UTC", "2024-01-05 09:00", "2024-01-08 09:00:00 +00:00|2024-01-09 09:00:00 +00:00")]
    [InlineData("*/30 * * * * *", "UTC", "2024-01-01 10:00:05", "2024-01-01 10:00:30 +00:00")]
    [InlineData("0 0 ? jan,Jul ?", "UTC", "2024-01-31 00:00", "2024-07-01 00:00:00 +00:00")]
    [InlineData("TZ=Europe/Berlin 0 12 * * *", "UTC", "2024-01-01 11:30", "2024-01-02 12:00:00 +01:00")]
    [InlineData("CRON_TZ=UTC 0 12 * * *", "Europe/Berlin", "2024-01-01 11:30", "2024-01-01 12:00:00 +00:00")]
    [InlineData("TZ=Local 0 12 * * *", "Europe/Berlin", "2024-01-01 11:30", "2024-01-01 12:00:00 +01:00")]
    public void Days_zones_and_transitions_are_followed(string spec, string zone, string from, string expected)
    {
        var times = expected.Split('|');
        Assert.Equal(times, Fires(spec, zone, from, times.Length));
    }

    [Fact]
    public void The_next_match_is_later_than_any_fraction_of_its_own_second()
    {
        var schedule = new CronSchedule(CronExpression.Parse("* * * * * *"), DateTimeZone.Utc);
        var noon = new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(noon.AddSeconds(1), schedule.Next(noon));
        Assert.Equal(noon.AddSeconds(1), schedule.Next(noon.AddMilliseconds(999)));
        Assert.Equal(noon, schedule.Next(noon.AddTicks(-1)));
    }

    [Theory] // 8.9, BAD-32, I27: upstream accepts these and snapshots in a tight loop
    [InlineData("0 0 31 2 *")]
    [InlineData("0 0 30 2 ?")]
    [InlineData("0 0 31 4,6,9,11 *")]
    [InlineData(", * * * *")]
    [InlineData("* * * * * ,")]
    public void An_expression_that_never_fires_is_not_legal(string spec)
    {
        Assert.False(CronExpression.TryParse(spec, out _, out var problem));
        Assert.Equal($"cron expression never fires: {spec}", problem);
    }

    [Theory] // 4.5.1, 8.9, config 3.5, C8, I26
    [InlineData("", "empty spec string")]
    [InlineData("23", "expected 5 to 6 fields, found 1: [23]")]
    [InlineData("* * * *", "expected 5 to 6 fields, found 4: [* * * *]")]
    [InlineData("* * * * * * *", "expected 5 to 6 fields, found 7: [* * * * * * *]")]
    [InlineData("60 * * * *", "end of range (60) above maximum (59): 60")]
    [InlineData("* 24 * * *", "end of range (24) above maximum (23): 24")]
    [InlineData("* * 0 * *", "beginning of range (0) below minimum (1): 0")]
    [InlineData("* * * 13 *", "end of range (13) above maximum (12): 13")]
    [InlineData("* * * * 7", "end of range (7) above maximum (6): 7")]
    [InlineData("0 0 * * 7", "end of range (7) above maximum (6): 7")]
    [InlineData("*/0 * * * *", "step of range should be a positive number: */0")]
    [InlineData("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1")]
    [InlineData("* * * * fri-mon", "beginning of range (5) beyond end of range (1): fri-mon")]
    [InlineData("1-2-3 * * * *", "too many hyphens: 1-2-3")]
    [InlineData("1/2/3 * * * *", "too many slashes: 1/2/3")]
    [InlineData("@daily", "parser does not accept descriptors: @daily")]
    [InlineData("@every 5m", "parser does not accept descriptors: @every 5m")]
    [InlineData("@reboot", "parser does not accept descriptors: @reboot")]
    [InlineData("a * * * *", "failed to parse int from a")]
    [InlineData("* * L * *", "failed to parse int from L")]
    [InlineData("1/-2 * * * *", "negative number (-2) not allowed: -2")]
    [InlineData("TZ=Nowhere/X 0 0 * * *", "provided bad location Nowhere/X")]
    [InlineData("TZ=UTC", "expected 5 to 6 fields, found 0: []")]
    [InlineData("TZ=", "expected 5 to 6 fields, found 0: []")]
    public void What_breaks_the_grammar_is_refused_with_its_reason(string spec, string problem)
    {
        Assert.False(CronExpression.TryParse(spec, out _, out var found));
        Assert.StartsWith(problem, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*-5 * * * *", "* * * * *")]
    [InlineData(",,1,,2, * * * *", "1,2 * * * *")]
    [InlineData("  1   2\t3 4 *  ", "1 2 3 4 *")]
    [InlineData("1/2147483647 * * * *", "1 * * * *")]
    public void Odd_spellings_mean_what_they_mean_upstream(string spec, string plain)
    {
        var from = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            new CronSchedule(CronExpression.Parse(plain), DateTimeZone.Utc).Next(from),
                new CronSchedule(CronExpression.Parse(spec), DateTimeZone.Utc).Next(from));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        var berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
        Assert.Equal("cron 0 3 * * * (Europe/Berlin)", new CronSchedule(CronExpression.Parse("0 3 * * *"), berlin).Describe());
        Assert.Equal("cron TZ=UTC 0 3 * * *", new CronSchedule(CronExpression.Parse("TZ=UTC 0 3 * * *"), berlin).Describe());
        Assert.Equal(CronExpression.Parse("0 3 * * *"), CronExpression.Parse("0 3 * * *"));
    }

    private static List<string> Fires(string spec, string zone, string from, int count)
    {
        var tz = DateTimeZoneProviders.Tzdb[zone];
        var schedule = new CronSchedule(CronExpression.Parse(spec), tz);
        var local = LocalDateTime.FromDateTime(DateTime.Parse(from, CultureInfo.InvariantCulture));
        DateTimeOffset? time = local.InZoneStrictly(tz).ToDateTimeOffset();
        var fires = new List<string>();
        for (var i = 0; i < count && time is not null; i++)
        {
            time = schedule.Next(time.Value);
            fires.Add(time?.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) ?? "never");
        }

        return fires;
    }
}
