using Zrepl.Engine.Units;

namespace Zrepl.Engine.Wire.Framing;

/// <summary>
/// Watches one connection (spec wire 5.4, 5.5): tells when a heartbeat is due, and when nothing has moved or been heard for too long. Time
/// in which nobody reads does not count, so a receiver may take its time. Only one timer and a few timestamps, whatever the traffic.
/// </summary>
internal sealed class Liveness : IDisposable
{
    // Heartbeats are sent a tick early rather than late.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private const long Never = 0;

    private readonly WireLimits _limits;
    private readonly TimeProvider _clock;
    private ITimer? _timer;
    private long _frameSent;
    private long _frameReceived;
    private long _readSince; // Never: nobody reads
    private long _writeMoved; // Never: nobody writes
    private long _shutdownSince;

    public Liveness(WireLimits limits, TimeProvider clock)
    {
        (_limits, _clock) = (limits, clock);
        _frameSent = _frameReceived = Now;
    }

    // A timestamp of 0 would mean "never".
    private long Now => Math.Max(1, _clock.GetTimestamp());

    /// <summary>Begins to watch.</summary>
    /// <param name="heartbeatIsDue">Called when we were silent for long.</param>
    /// <param name="fail">Called when the other side was, with the reason.</param>
    public void Start(Action heartbeatIsDue, Action<string> fail) => _timer = _clock.CreateTimer(_ => Look(heartbeatIsDue, fail), null, Tick, Tick);

    public void FrameReceived() => Volatile.Write(ref _frameReceived, Now);

    public void ReadBegins() => Volatile.Write(ref _readSince, Now);

    public void ReadEnds() => Volatile.Write(ref _readSince, Never);

    public void WriteBegins() => Volatile.Write(ref _writeMoved, Now);

    public void WriteProgressed() => Volatile.Write(ref _writeMoved, Now);

    public void WriteEnds()
    {
        Volatile.Write(ref _frameSent, Now);
        Volatile.Write(ref _writeMoved, Never);
    }

    /// <summary>From now on only the end counts, with one deadline for all of it, and no more heartbeats are sent.</summary>
    public void BeginShutdown() => Volatile.Write(ref _shutdownSince, Now);

    /// <summary>True while somebody waits for bytes of the other side.</summary>
    public bool IsReading => Volatile.Read(ref _readSince) != Never;

    /// <summary>True while bytes wait to be sent.</summary>
    public bool IsWriting => Volatile.Read(ref _writeMoved) != Never;

    /// <summary>Since when somebody listens and hears nothing, not even a heartbeat; null if nobody listens.</summary>
    public TimeSpan? Unheard => Volatile.Read(ref _readSince) is var read and not Never ? Since(Math.Max(read, Volatile.Read(ref _frameReceived))) : null;

    public void Dispose() => _timer?.Dispose();

    private void Look(Action heartbeatIsDue, Action<string> fail)
    {
        if (Volatile.Read(ref _shutdownSince) is var shutdown and not Never)
        {
            if (Since(shutdown) >= _limits.ShutdownTimeout) fail($"the other side did not end the connection within {GoDuration.Format(_limits.ShutdownTimeout)}");
            return;
        }

        var silence = GoDuration.Format(_limits.PeerTimeout);
        if (Volatile.Read(ref _readSince) is var read and not Never && Since(read) > _limits.PeerTimeout)
            fail($"i/o timeout: nothing received for {silence}, not even a heartbeat");
        else if (Volatile.Read(ref _writeMoved) is var moved and not Never && Since(Math.Max(moved, Volatile.Read(ref _frameReceived))) > _limits.PeerTimeout)
            fail($"i/o timeout: nothing could be sent for {silence}, and no heartbeat came");
        else if (Since(Volatile.Read(ref _frameSent)) >= _limits.HeartbeatInterval - Tick)
            heartbeatIsDue();
    }

    private TimeSpan Since(long timestamp) => _clock.GetElapsedTime(timestamp);
}
