using Zrepl.Engine.Replication.Reports;

namespace Zrepl.Engine.Status;

/// <summary>
/// Rate of a run from byte counters looked at every now and then, smoothed over about ten seconds so that the time left does not jump.
/// Without any change for more than three seconds it is unknown. Source: spec A4.3, C-08.
/// </summary>
/// <param name="clock">Time between looks.</param>
public sealed class SmoothedRate(TimeProvider clock)
{
    private const double WindowSeconds = 10;
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(3);

    private (long Bytes, long At)? _last;
    private double? _bytesPerSecond;

    /// <summary>Takes a look.</summary>
    /// <param name="bytes">What there is to transfer and what of it went by; less than before means that a new attempt began.</param>
    public TransferFigures Look(ByteFigures bytes)
    {
        Update(bytes.Replicated);
        return new(bytes, _bytesPerSecond, TransferRate.TimeLeft(bytes, _bytesPerSecond));
    }

    private void Update(long replicated)
    {
        var now = clock.GetTimestamp();
        if (_last is not { } last || replicated < last.Bytes)
        {
            (_last, _bytesPerSecond) = ((replicated, now), null);
            return;
        }

        var elapsed = clock.GetElapsedTime(last.At, now);
        if (replicated == last.Bytes)
        {
            if (elapsed <= ForgetAfter) return;
            (_last, _bytesPerSecond) = ((replicated, now), null); // the pause is not part of the next rate
            return;
        }

        if (elapsed <= TimeSpan.Zero) return;
        var latest = (replicated - last.Bytes) / elapsed.TotalSeconds;
        var weight = 1 - Math.Exp(-elapsed.TotalSeconds / WindowSeconds);
        _bytesPerSecond = _bytesPerSecond is { } before ? before + weight * (latest - before) : latest;
        _last = (replicated, now);
    }
}
