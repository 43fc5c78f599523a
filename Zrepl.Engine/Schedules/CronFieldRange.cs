using System.Collections.Immutable;

namespace Zrepl.Engine.Schedules;

/// <summary>The values a kind of cron field can have, and names for some of them.</summary>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Names">A name stands for its place in the list; places without name are empty.</param>
internal sealed record CronFieldRange(int Min, int Max, ImmutableArray<string> Names)
{
    public static readonly CronFieldRange Seconds = new(0, 59, []);
    public static readonly CronFieldRange Minutes = new(0, 59, []);
    public static readonly CronFieldRange Hours = new(0, 23, []);
    public static readonly CronFieldRange DaysOfMonth = new(1, 31, []);
    public static readonly CronFieldRange Months =
        new(1, 12, ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]);
    public static readonly CronFieldRange DaysOfWeek = new(0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]); // 7 is not Sunday
}
