namespace Zrepl.Engine.Units;

/// <summary>Measured times as a log tells them: nobody needs the tenth of a microsecond.</summary>
internal static class RoundedTime
{
    /// <summary>To a millisecond; from ten seconds on to a tenth of a second.</summary>
    public static TimeSpan Of(TimeSpan time)
    {
        var unit = time.Duration() < TimeSpan.FromSeconds(10) ? TimeSpan.TicksPerMillisecond : TimeSpan.TicksPerSecond / 10;
        return new((long)Math.Round((decimal)time.Ticks / unit) * unit);
    }
}
