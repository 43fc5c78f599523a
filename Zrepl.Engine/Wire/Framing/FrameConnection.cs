using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Wire.Framing;

/// <summary>
/// A connection that carries frames (spec wire 5): filters heartbeats and sends our own, gives up on silence, and ends the way that loses
/// neither side's last bytes. One flow may read and any number may write at the same time; nothing is read ahead but a few bytes, so
/// a slow reader slows the other side down.
/// </summary>
/// <remarks>
/// All failures come out as <see cref="ConnectionLostException"/> or <see cref="WireProtocolException"/>. The connection must be closed
/// with <see cref="CloseAsync"/>; it begins to close by itself when the other side does.
/// </remarks>
internal sealed class FrameConnection : IAsyncDisposable
{
    private readonly WireStream _wire;
    private readonly WireLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly WireMetrics? _metrics;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private readonly Liveness _liveness;
    private readonly CancellationTokenSource _lost = new();
    private readonly Lock _lock = new();
    private Task? _closing;
    private Exception? _end;

    /// <summary>Takes over a wire on which banner and label are done. Heartbeats begin at once.</summary>
    public FrameConnection(
        WireStream wire, WireLimits limits, TimeProvider clock, ILogger logger, PeerExtensions? extensions = null, WireMetrics? metrics = null)
    {
        (_wire, _limits, _clock, _logger, _metrics, Extensions) = (wire, limits, clock, logger, metrics, extensions ?? PeerExtensions.None);
        _liveness = new Liveness(limits, clock);
        var socket = Splice.IsPossible && limits.MaySplice ? (wire as SocketWire)?.Socket.SafeHandle : null;
        CanMove = socket is not null;
        _reader = new FrameReader(wire, socket, limits, _liveness);
        _writer = new FrameWriter(wire, socket, _liveness);
        Lost = _lost.Token;
        _liveness.Start(SendHeartbeat, Fail);
    }

    /// <summary>The other side, for logs.</summary>
    public string RemoteDescription => _wire.RemoteDescription;

    /// <summary>What both sides agreed on.</summary>
    public PeerExtensions Extensions { get; }

    /// <summary>Limits in force.</summary>
    public WireLimits Limits => _limits;

    /// <summary>Cancelled when the other side has shut down or the connection broke. Noticed only while somebody reads or writes.</summary>
    public CancellationToken Lost { get; }

    /// <summary>True once the other side has ended the connection in order.</summary>
    public bool IsShutDownByPeer { get; private set; }

    /// <summary>The next frame that is not a heartbeat. The payload of the one before must have been read to its end.</summary>
    public async ValueTask<FrameHeader> ReadHeaderAsync(CancellationToken cancellation)
    {
        try
        {
            var header = await _reader.ReadHeaderAsync(cancellation);
            if (header.Type != FrameType.Reset) return header;
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure))
        {
            throw Broken("read", failure);
        }

        IsShutDownByPeer = true;
        Fail(new ConnectionLostException($"{RemoteDescription}: the other side shut the connection down"));
        _ = CloseAsync(); // at once, so that the other side need not wait for us; the owner awaits the same task
        throw EndReason();
    }

    /// <summary>Bytes of the current frame's payload; 0 at its end. Comes with what is there, not only when the buffer is full.</summary>
    public async ValueTask<int> ReadPayloadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await _reader.ReadPayloadAsync(buffer, cancellation);
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure))
        {
            throw Broken("read", failure);
        }
    }

    /// <summary>Sends whole frames as they are. Cancellation counts only until it is our turn; a frame is never cut.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellation)
    {
        try
        {
            await _writer.WriteAsync(frames, cancellation);
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure))
        {
            throw Broken("write", failure);
        }
    }

    /// <summary>True if the payload of frames can come from a pipe, and go into one, without being copied.</summary>
    public bool CanMove { get; }

    /// <summary>Waits on the caller's thread for a frame of one type; see <see cref="FrameReader.TakeHeader"/>.</summary>
    public uint? TakeHeader(FrameType type, CancellationToken cancellation)
    {
        try
        {
            return _reader.TakeHeader(type, cancellation);
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure))
        {
            throw Broken("read", failure);
        }
    }

    /// <summary>Moves the payload of the current frame into a pipe, on the caller's thread; see <see cref="FrameReader.MovePayload"/>.</summary>
    public bool MovePayload(SafeHandle pipe, Action<int> moved, CancellationToken cancellation)
    {
        try
        {
            return _reader.MovePayload(pipe, moved, cancellation);
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure))
        {
            throw Broken("read", failure);
        }
    }

    /// <summary>Sends one frame with bytes that are in a pipe. Waits on the caller's thread; a frame is never cut.</summary>
    public void Move(FrameType type, SafeHandle pipe, int count)
    {
        try
        {
            _writer.Move(type, pipe, count);
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure))
        {
            throw Broken("write", failure);
        }
    }

    /// <summary>
    /// Ends the connection (spec wire 5.6): our last frame, end of our direction, reading on until the other side's end, all within
    /// <see cref="WireLimits.ShutdownTimeout"/>. Never throws; may be repeated and then gives the same task.
    /// </summary>
    public Task CloseAsync()
    {
        lock (_lock) return _closing ??= Task.Run(ShutDownAsync);
    }

    /// <summary>Looks how the connection stands, without disturbing it. Never throws.</summary>
    public ConnectionSigns Look() =>
        new(_liveness.IsReading, _liveness.IsWriting, _liveness.Unheard, _reader.PayloadRead, _writer.Sent, _wire.Look());

    /// <summary>Breaks the connection off at once.</summary>
    public void Abort(string why) => Fail(new ConnectionLostException($"{RemoteDescription}: {why}"), isHard: true);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task ShutDownAsync()
    {
        var reason = new ConnectionLostException($"{RemoteDescription}: frameconn: shutting down");
        Interlocked.CompareExchange(ref _end, reason, null);
        _writer.Close(reason);
        _liveness.BeginShutdown();
        var began = _clock.GetTimestamp();
        var step = "write";
        try
        {
            await _writer.WriteLastAsync(Frames.Reset);
            await _wire.ShutdownWriteAsync(CancellationToken.None); // the watchdog breaks it off when it is late
            step = "drain";
            await DrainAsync();
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure) || failure is OperationCanceledException)
        {
            _logger.ClosedHard(RemoteDescription, failure.Message);
            _metrics?.Failed(step);
            _wire.Abort();
        }
        finally
        {
            _liveness.Dispose();
            Fail(new ConnectionLostException($"{RemoteDescription}: the connection is closed"));
            await _wire.DisposeAsync();
            await _reader.DisposeAsync();
            _metrics?.Ended(_clock.GetElapsedTime(began));
        }
    }

    private async Task DrainAsync()
    {
        var began = _clock.GetTimestamp();
        var drained = await _reader.DrainAsync();
        _metrics?.Drained(drained, _clock.GetElapsedTime(began));
        if (drained <= _limits.MaxDrainedBytes) return;
        _metrics?.BrokenOff("drain");
        _wire.Abort();
    }

    private void SendHeartbeat()
    {
        _ = TrySendAsync();
    }

    // Go ignores it too: what is wrong with the connection shows at the next frame, or by silence.
    private async Task TrySendAsync()
    {
        try
        {
            await _writer.TryWriteAsync(Frames.Heartbeat);
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure))
        {
            _logger.HeartbeatNotSent(RemoteDescription, failure.Message);
        }
    }

    private ConnectionLostException Broken(string verb, Exception failure)
    {
        if (failure is WireProtocolException)
        {
            Fail(failure, isHard: true);
            throw failure;
        }

        var reason = failure as ConnectionLostException ?? new ConnectionLostException($"{RemoteDescription}: {verb} error: {failure.Message}", failure);
        if (_closing is null) Fail(reason);
        return EndReason() as ConnectionLostException ?? reason;
    }

    private Exception EndReason() => Volatile.Read(ref _end) ?? new ConnectionLostException($"{RemoteDescription}: the connection is closed");

    private void Fail(Exception reason, bool isHard)
    {
        Interlocked.CompareExchange(ref _end, reason, null);
        _writer.Close(reason);
        if (isHard) _wire.Abort();
        _ = _lost.CancelAsync(); // what is registered there must not run in the middle of a read or a timer
    }

    // From the watchdog: silence is always hard, nothing more will come.
    private void Fail(string why) => Fail(new ConnectionLostException($"{RemoteDescription}: {why}{WhoIsSilent()}"), isHard: true);

    // A frozen zrepl and a dead network look alike from above; the system knows whether the other machine still answers.
    private string WhoIsSilent() => _wire.Look() switch
    {
        { SinceHeard: { } since, Outstanding: > 0 } when since >= _limits.PeerTimeout / 2 => "; its machine does not acknowledge what is sent either: the network, or that machine, is gone",
        { SinceHeard: not null } => "; its machine still answers: the zrepl there is stopped, frozen or overloaded",
        _ => "",
    };

    private void Fail(ConnectionLostException reason) => Fail(reason, isHard: false);
}
