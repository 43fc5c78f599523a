namespace Zrepl.Engine.Replication.Reports;

/// <summary>
/// Rate of a transfer from figures looked at every now and then: the difference between two looks. Without any change for more than three
/// seconds it is unknown again. Belongs to one viewer. Source: spec 1.11.3, A4.1.
/// </summary>
/// <param name="clock">Time between looks.</param>
public sealed class TransferRate(TimeProvider clock)
{
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(3);

    private (long Bytes, long At)? _last;
    private double? _bytesPerSecond;

    /// <summary>Takes a look.</summary>
    /// <param name="replicated">Bytes so far; fewer than before means that a new attempt began.</param>
    /// <returns>Bytes per second, or null if unknown.</returns>
    public double? Look(long replicated)
    {
        var now = clock.GetTimestamp();
        if (_last is not { } last || replicated < last.Bytes)
        {
            _last = (replicated, now);
            return _bytesPerSecond = null;
        }

        var elapsed = clock.GetElapsedTime(last.At, now);
        if (replicated > last.Bytes && elapsed > TimeSpan.Zero)
        {
            _bytesPerSecond = (replicated - last.Bytes) / elapsed.TotalSeconds;
            _last = (replicated, now);
        }
        else if (elapsed > ForgetAfter)
        {
            _bytesPerSecond = null;
            _last = (replicated, now); // the pause is not part of the next rate
        }

        return _bytesPerSecond;
    }

    /// <summary>Time until <paramref name="bytes"/> are through at a rate; null if the rate is unknown or nothing is left.</summary>
    public static TimeSpan? TimeLeft(ByteFigures bytes, double? bytesPerSecond)
    {
        var left = bytes.Expected - bytes.Replicated;
        return left > 0 && bytesPerSecond > 0 && left / bytesPerSecond.Value < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds(Math.Floor(left / bytesPerSecond.Value))
            : null;
    }
}
