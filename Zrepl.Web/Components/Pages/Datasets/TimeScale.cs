using System.Collections.Immutable;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>An axis of age from old at the left to young at the right, logarithmic, since what is new is what one looks for. Places are 0 to 100.</summary>
/// <param name="Now">When age is nothing.</param>
/// <param name="Youngest">Age at the right edge.</param>
/// <param name="Oldest">Age at the left edge; greater.</param>
public sealed record TimeScale(DateTimeOffset Now, TimeSpan Youngest, TimeSpan Oldest)
{
    private const int FewestTicks = 3;

    // Below it the axis is linear.
    private static readonly TimeSpan Unit = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Narrowest = TimeSpan.FromSeconds(10);

    private static readonly (TimeSpan Age, string Word)[] Landmarks =
    [
        (TimeSpan.FromMinutes(1), "1 min"), (TimeSpan.FromMinutes(10), "10 min"), (TimeSpan.FromHours(1), "1 h"), (TimeSpan.FromHours(6), "6 h"), (TimeSpan.FromDays(1), "1 d"),
        (TimeSpan.FromDays(7), "1 week"), (TimeSpan.FromDays(30), "1 month"), (TimeSpan.FromDays(365), "1 year"), (TimeSpan.FromDays(5 * 365), "5 years"),
    ];

    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(7), TimeSpan.FromDays(30),
        TimeSpan.FromDays(90), TimeSpan.FromDays(365),
    ];

    /// <summary>From now back to the oldest that is to be seen.</summary>
    public static TimeScale Since(DateTimeOffset oldest, DateTimeOffset now) => new(now, TimeSpan.Zero, now - oldest > Unit ? now - oldest : Unit);

    /// <summary>Ages worth a line, and where they are.</summary>
    public ImmutableArray<(string Word, double X)> Ticks
    {
        get
        {
            var landmarks = Placed(Landmarks);
            if (landmarks.Length >= FewestTicks) return landmarks;
            var step = Steps.FirstOrDefault(step => (Oldest - Youngest) / step <= 6, Steps[^1]);
            var first = step * Math.Ceiling(Youngest / step);
            return Placed(Enumerable.Range(0, (int)Math.Min(12, (Oldest - Youngest) / step) + 1).Select(number => first + (step * number)).Select(age => (age, DurationText.Exact(age))));
        }
    }

    /// <summary>What is in sight, in words: <c>the last 2 d</c>, <c>6 h to 2 d ago</c>.</summary>
    public string Words => Youngest == TimeSpan.Zero ? $"the last {DurationText.Rough(Oldest)}" : $"{DurationText.Rough(Youngest)} to {DurationText.Rough(Oldest)} ago";

    /// <summary>The place of a moment, which may lie outside of 0 to 100.</summary>
    public double X(DateTimeOffset at) => X(Now - at);

    /// <summary>The place of an age; what lies ahead is now.</summary>
    public double X(TimeSpan age) => 100 * (Length(Oldest) - Length(age)) / (Length(Oldest) - Length(Youngest));

    /// <summary>True if the moment is in sight.</summary>
    public bool Shows(DateTimeOffset at) => Now - at <= Oldest && (Youngest == TimeSpan.Zero || Now - at >= Youngest);

    /// <summary>A part of this one.</summary>
    /// <param name="left">A place.</param>
    /// <param name="right">Another one, further right.</param>
    /// <returns>Null if it would be too short to show anything, or is none.</returns>
    public TimeScale? Between(double left, double right)
    {
        if (double.IsNaN(left) || double.IsNaN(right)) return null;
        var (youngest, oldest) = (AgeAt(Math.Clamp(right, 0, 100)), AgeAt(Math.Clamp(left, 0, 100)));
        return oldest - youngest >= Narrowest ? this with { Youngest = youngest < TimeSpan.FromSeconds(1) ? TimeSpan.Zero : youngest, Oldest = oldest } : null;
    }

    private TimeSpan AgeAt(double x) => Unit * (Math.Exp(Length(Oldest) - (x / 100 * (Length(Oldest) - Length(Youngest)))) - 1);

    private ImmutableArray<(string Word, double X)> Placed(IEnumerable<(TimeSpan Age, string Word)> ages) =>
        [.. ages.Select(age => (age.Word, X(age.Age))).Where(tick => tick.Item2 is > 3 and < 94)];

    private static double Length(TimeSpan age) => Math.Log(1 + (Math.Max(0, age.TotalSeconds) / Unit.TotalSeconds));
}
