using NodaTime.Text;
using Zrepl.Engine.Units;

namespace Zrepl.Web.Live.Previews;

/// <summary>Reads the time that a preview is to be about: a day, a day with a time, an instant with its offset, or how long from now.</summary>
internal static class AsOfTime
{
    /// <summary>What can be written, for messages.</summary>
    public const string Forms = "2027-01-31, 2027-01-31T06:00, 2027-01-31T06:00:00+01:00, or 30d from now";

    /// <summary>Further ahead nothing is computed.</summary>
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(3660);

    private static readonly LocalDateTimePattern[] Local =
        [.. new[] { "uuuu-MM-dd", "uuuu-MM-dd'T'HH:mm", "uuuu-MM-dd HH:mm", "uuuu-MM-dd'T'HH:mm:ss" }.Select(LocalDateTimePattern.CreateWithInvariantCulture)];

    /// <summary>Reads it.</summary>
    /// <param name="text">As written; a day without a time is its beginning, in local time.</param>
    /// <param name="clock">Time and time zone.</param>
    /// <param name="time">The time.</param>
    /// <param name="problem">What is wrong, without a full stop; null if nothing is.</param>
    public static bool TryParse(string text, TimeProvider clock, out DateTimeOffset time, out string? problem)
    {
        problem = null;
        var now = clock.GetUtcNow();
        if (Read(text.Trim(), now, clock) is not { } read)
        {
            time = default;
            problem = $"\"{text}\" is not a time: write it like {Forms}";
            return false;
        }

        time = read;
        if (time <= now) problem = $"{text} is not in the future";
        else if (time > now + Furthest) problem = $"{text} is too far ahead: at most ten years can be computed";
        return problem is null;
    }

    private static DateTimeOffset? Read(string text, DateTimeOffset now, TimeProvider clock)
    {
        if (Local.Select(pattern => pattern.Parse(text)).FirstOrDefault(parsed => parsed.Success) is { } local)
            return TimeZones.Local(clock).ResolveLocal(local.Value, NodaTime.TimeZones.Resolvers.LenientResolver).ToDateTimeOffset();
        if (EitherDuration.TryParseInterval(text, out var ahead, out _)) return ahead > Furthest ? DateTimeOffset.MaxValue : now + ahead;
        return OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true, Value: var instant } ? instant.ToDateTimeOffset() : null;
    }
}
