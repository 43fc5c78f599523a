using Zrepl.Engine.Metrics;

namespace Zrepl.Engine.Wire;

/// <summary>How data connections come to their end. Names are Go zrepl's. Source: spec D1.</summary>
public sealed class WireMetrics(MetricRegistry registry)
{
    private readonly MetricFamily _seconds = registry.Summary(
        "zrepl_frameconn_shutdown_seconds", "seconds from the wish to end a data connection to its end");

    private readonly MetricFamily _drainSeconds = registry.Summary(
        "zrepl_frameconn_shutdown_drain_seconds", "seconds spent on reading what the other side still sent at the end of a data connection");

    private readonly MetricFamily _drainedBytes = registry.Summary(
        "zrepl_frameconn_shutdown_drain_bytes_read", "bytes that the other side still sent at the end of a data connection");

    private readonly MetricFamily _hardCloses = registry.Counter(
        "zrepl_frameconn_shutdown_hard_closes", "data connections that were broken off, by the step of their end that did not succeed", "step");

    private readonly MetricFamily _closeErrors = registry.Counter(
        "zrepl_frameconn_shutdown_close_errors", "errors at the end of data connections, by the step that failed", "step");

    /// <summary>The other side's last bytes were read.</summary>
    internal void Drained(long bytes, TimeSpan spent)
    {
        _drainedBytes.With().Observe(bytes);
        _drainSeconds.With().Observe(spent.TotalSeconds);
    }

    /// <summary>A step of the end failed.</summary>
    internal void Failed(string step)
    {
        _closeErrors.With(step).Add(1);
        BrokenOff(step);
    }

    /// <summary>A connection was broken off.</summary>
    internal void BrokenOff(string step) => _hardCloses.With(step).Add(1);

    /// <summary>A connection has ended.</summary>
    internal void Ended(TimeSpan spent) => _seconds.With().Observe(spent.TotalSeconds);
}
