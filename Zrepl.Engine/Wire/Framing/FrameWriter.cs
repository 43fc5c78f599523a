using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zrepl.Engine.Transport;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Wire.Framing;

/// <summary>Sends whole frames, one caller after the other.</summary>
/// <param name="wire">Where to.</param>
/// <param name="socket">The bare socket below it, into which payload can come from a pipe; null if there is none.</param>
/// <param name="liveness">Told of what happens.</param>
#pragma warning disable CA1001 // A semaphore without a wait handle owns nothing; disposed, it would leave those who wait for ever.
internal sealed class FrameWriter(WireStream wire, SafeHandle? socket, Liveness liveness)
#pragma warning restore CA1001
{
    // One call to the network tells nothing until it is over; after each slice the watchdog sees that something moved (spec wire 5.5).
    private const int SliceLength = 64 * 1024;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Action<int>? _progressed; // made once, not for each frame
    private long _sent;
    private Exception? _closed;

    /// <summary>Bytes that were handed to the network so far, those of heartbeats excepted.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Refuses what comes after; what is being written is finished.</summary>
    public void Close(Exception reason) => Interlocked.CompareExchange(ref _closed, reason, null);

    /// <summary>Sends frames when it is our turn.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (Volatile.Read(ref _closed) is { } reason) throw reason;
            await WriteSlicesAsync(frames, _progressed ??= Progressed);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends the last frame, also after <see cref="Close"/>.</summary>
    public async ValueTask WriteLastAsync(ReadOnlyMemory<byte> frame)
    {
        await _turn.WaitAsync(CancellationToken.None); // whoever writes now is ended by the watchdog at the latest
        try
        {
            await WriteSlicesAsync(frame, _progressed ??= Progressed);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends a heartbeat, unless somebody else is sending: then theirs says as much.</summary>
    public async ValueTask TryWriteAsync(ReadOnlyMemory<byte> frame)
    {
        if (Volatile.Read(ref _closed) is not null || !_turn.Wait(0, CancellationToken.None)) return;
        try
        {
            await WriteSlicesAsync(frame, null);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends one frame whose payload is in a pipe, when it is our turn. Waits on the thread of the caller.</summary>
    public void Move(FrameType type, SafeHandle pipe, int count)
    {
        _turn.Wait(CancellationToken.None); // whoever writes now is ended by the watchdog at the latest
        try
        {
            if (Volatile.Read(ref _closed) is { } reason) throw reason;
            MoveFrame(type, pipe, count);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void MoveFrame(FrameType type, SafeHandle pipe, int count)
    {
        Span<byte> header = stackalloc byte[FrameHeader.Length];
        new FrameHeader(type, (uint)count).Write(header);
        liveness.WriteBegins();
        try
        {
            Splice.SendBeginning(socket!, header); // FrameConnection.CanMove
            Splice.Move(pipe, socket!, count, _progressed ??= Progressed);
        }
        catch
        {
            wire.Abort(); // a cut frame must not be followed by another
            throw;
        }
        finally
        {
            liveness.WriteEnds();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteSlicesAsync(ReadOnlyMemory<byte> frames, Action<int>? progressed)
    {
        liveness.WriteBegins();
        try
        {
            for (var rest = frames; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, SliceLength)..])
            {
                var slice = rest[..Math.Min(rest.Length, SliceLength)];
                await wire.WriteAsync(slice, CancellationToken.None);
                if (progressed is null) liveness.WriteProgressed();
                else progressed(slice.Length);
            }
        }
        finally
        {
            liveness.WriteEnds();
        }
    }

    private void Progressed(int bytes)
    {
        Interlocked.Add(ref _sent, bytes);
        liveness.WriteProgressed();
    }
}
