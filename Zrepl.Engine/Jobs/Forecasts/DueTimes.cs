using Zrepl.Engine.Schedules;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>When something is due from now on, as the jobs themselves would be told.</summary>
/// <param name="First">The first time; null: never.</param>
/// <param name="Schedule">What comes after it.</param>
/// <param name="Words">In words.</param>
internal sealed record DueTimes(DateTimeOffset? First, ISchedule Schedule, string Words)
{
    /// <summary>Never.</summary>
    public static DueTimes Never { get; } = new(null, ManualSchedule.Instance, "never");

    /// <summary>All times up to and including one.</summary>
    public IEnumerable<DateTimeOffset> Until(DateTimeOffset end)
    {
        for (var time = First; time is { } at && at <= end; time = Schedule.Next(at)) yield return at;
    }
}
