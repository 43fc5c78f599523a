namespace Zrepl.Engine.Progress;

/// <summary>How long a phase may be quiet. Source: spec 2.6.</summary>
public sealed record WatchdogLimits
{
    /// <summary>Quiet time after which a phase counts as stalled and a warning is logged. Default 10 minutes.</summary>
    public TimeSpan WarnAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Quiet time after which a phase is cancelled; null, the default, never cancels: the last record of a huge stream can take long.
    /// <c>ZREPL_JOB_WATCHDOG_TIMEOUT</c>, where 0 means null.
    /// </summary>
    public TimeSpan? CancelAfter { get; init; }
}
