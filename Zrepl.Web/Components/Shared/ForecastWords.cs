using System.Globalization;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Web.Components.Shared;

/// <summary>When a pool will be full, in words. Without a date it says why there is none.</summary>
internal static class ForecastWords
{
    /// <summary>What is full sooner than this is marked.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    /// <summary>The sentence.</summary>
    /// <param name="forecast">What was found out.</param>
    /// <param name="now">The time, as the reader's clock shows it.</param>
    public static string Of(PoolForecast forecast, DateTimeOffset now) => forecast switch
    {
        PoolForecast.FullNow => "It is full.",
        PoolForecast.Full full => $"Full in about {DurationText.Rough(full.At - now)} ({Day(full.At, now)}) if it goes on growing by {ByteText.Of(full.BytesPerDay)} a day; {DurationText.Rough(full.Earliest - now)} at the earliest.",
        PoolForecast.FarAway far => $"Grows by {ByteText.Of(far.BytesPerDay)} a day: not full within two years.",
        PoolForecast.Shrinking shrinking => $"Shrinks by {ByteText.Of(shrinking.BytesPerDay)} a day.",
        PoolForecast.TooLittle little => $"No forecast yet: measured on {little.Days} of the {PoolForecast.DaysNeeded} days that it needs.",
        _ => "No forecast: it does not grow steadily.",
    };

    /// <summary>True if somebody should look for room.</summary>
    public static bool IsSoon(PoolForecast forecast, DateTimeOffset now) => forecast is PoolForecast.FullNow || (forecast is PoolForecast.Full full && full.At - now < Soon);

    private static string Day(DateTimeOffset at, DateTimeOffset now) => at.ToOffset(now.Offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
