using System.Threading.Channels;

namespace Zrepl.Engine.Snapshotting;

/// <summary>Why a snapshotter stopped waiting.</summary>
internal enum Ring
{
    /// <summary>The time has come.</summary>
    Due,

    /// <summary>The wall clock was set.</summary>
    ClockStepped,

    /// <summary>Somebody wants snapshots now.</summary>
    Requested,

    /// <summary>The run that was under way has ended.</summary>
    RunEnded,
}

/// <summary>What a snapshotter waits for: the time, a request, or the end of a run. Remembers one request.</summary>
internal sealed class SnapshotBell(IAlarmClock alarmClock)
{
    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(1);

    /// <summary>Asks for snapshots.</summary>
    /// <returns>False if that was done before and not yet answered.</returns>
    public bool TryRequest() => _requests.Writer.TryWrite(true);

    /// <summary>Forgets a request, because the run that begins now answers it.</summary>
    public void Answer() => _requests.Reader.TryRead(out _);

    /// <summary>Waits.</summary>
    /// <param name="due">When to ring; null for no time.</param>
    /// <param name="underWay">A run whose end rings too; requests wait until then.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Ring> WaitAsync(DateTimeOffset? due, Task? underWay, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var alarm = due is { } time ? alarmClock.WaitUntilAsync(time, stop.Token) : NeverAsync(stop.Token);
        var other = underWay ?? _requests.Reader.WaitToReadAsync(stop.Token).AsTask();
        await Task.WhenAny(alarm, other);
        var hasRung = alarm.IsCompleted;
        await stop.CancelAsync();
        if (!hasRung)
        {
            await Task.WhenAny(alarm); // it ends promptly; nothing of it may go on beside the run
            cancellation.ThrowIfCancellationRequested();
            return underWay is null ? Ring.Requested : Ring.RunEnded;
        }

        return await alarm == AlarmReason.Due ? Ring.Due : Ring.ClockStepped;
    }

    private static async Task<AlarmReason> NeverAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        return AlarmReason.Due;
    }
}
