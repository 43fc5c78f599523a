namespace Zrepl.Web.Data.Runs;

/// <summary>What runs of a job moved in an hour.</summary>
/// <param name="Job">The job.</param>
/// <param name="Hour">Hours since 1970.</param>
/// <param name="Bytes">Bytes of streams.</param>
public sealed record HourlyBytes(string Job, long Hour, long Bytes)
{
    /// <summary>The hour in which a moment is.</summary>
    public static long Of(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / 3600;

    /// <summary>When the hour begins.</summary>
    public static DateTimeOffset Begin(long hour) => DateTimeOffset.FromUnixTimeSeconds(hour * 3600);
}
