using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zrepl.Engine.Transport;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Wire.Framing;

/// <summary>
/// Takes frames apart. Headers go through a small buffer; payload goes from the wire straight to where the caller wants it, except for the
/// few bytes that came together with its header.
/// </summary>
/// <param name="wire">Where they come from.</param>
/// <param name="socket">The bare socket below it, from which payload can go into a pipe; null if there is none.</param>
/// <param name="limits">Limits in force.</param>
/// <param name="liveness">Told of what happens.</param>
internal sealed class FrameReader(WireStream wire, SafeHandle? socket, WireLimits limits, Liveness liveness) : IAsyncDisposable
{
    private const int BufferLength = 4096;
    private const int DrainBufferLength = 64 * 1024;
    private const uint MaxIgnoredPayload = 64 * 1024;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Func<CancellationToken, bool>? _waitForBytes; // made once, not for each frame
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
    private int _start;
    private int _end;
    private uint _payloadLeft;
    private long _payloadRead; // written by the one who reads, read by whoever looks

    /// <summary>Bytes of payload that came so far; heartbeats do not count.</summary>
    public long PayloadRead => Volatile.Read(ref _payloadRead);

    /// <summary>The next header that is not a heartbeat's.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FrameHeader> ReadHeaderAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_payloadLeft > 0) throw new InvalidOperationException("The payload of the last frame was not read.");
            while (true)
            {
                var header = await NextHeaderAsync(cancellation);
                if (header.Type is not (FrameType.Heartbeat or FrameType.End or FrameType.Reset))
                {
                    _payloadLeft = header.PayloadLength;
                    return header;
                }

                await SkipAsync(header.PayloadLength, cancellation);
                if (header.Type != FrameType.Heartbeat) return header with { PayloadLength = 0 };
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Bytes of the current payload, 0 at its end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadPayloadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var wanted = (int)Math.Min(_payloadLeft, (uint)buffer.Length);
            if (wanted == 0) return 0;
            int count;
            if (_end > _start)
            {
                count = Math.Min(wanted, _end - _start);
                _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
                _start += count;
            }
            else
            {
                count = await ReadWireAsync(buffer[..wanted], cancellation);
                if (count == 0) throw Cut("frame");
            }

            _payloadLeft -= (uint)count;
            Volatile.Write(ref _payloadRead, _payloadRead + count);
            return count;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits on the caller's thread for a frame of one type, and takes its header.</summary>
    /// <param name="type">Which frames are wanted.</param>
    /// <param name="cancellation">Ends the waiting, without an exception.</param>
    /// <returns>Length of its payload; null if another frame comes, or none: <see cref="ReadHeaderAsync"/> tells which.</returns>
    public uint? TakeHeader(FrameType type, CancellationToken cancellation)
    {
        _turn.Wait(CancellationToken.None); // nobody reads at the same time, and draining ends by itself
        try
        {
            while (_end - _start >= FrameHeader.Length || ReceiveHeader(cancellation))
            {
                var header = FrameHeader.Read(_buffer.AsSpan(_start));
                var isHeartbeat = header is { Type: FrameType.Heartbeat, PayloadLength: 0 };
                if (!isHeartbeat && header.Type != type) return null;
                Checked(header);
                _start += FrameHeader.Length;
                if (isHeartbeat) continue;
                _payloadLeft = header.PayloadLength;
                return header.PayloadLength;
            }

            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Moves payload of the current frame into a pipe, without reading it, to the frame's end. Waits on the caller's thread.</summary>
    /// <param name="pipe">Where to.</param>
    /// <param name="moved">Told of bytes as they go.</param>
    /// <param name="cancellation">Ends it soon, without an exception.</param>
    /// <returns>False if nobody reads the pipe any more.</returns>
    public bool MovePayload(SafeHandle pipe, Action<int> moved, CancellationToken cancellation)
    {
        _turn.Wait(CancellationToken.None);
        try
        {
            if (_end > _start) return true; // bytes that came together with the header: they have to be read
            var (end, bytes) = MoveLoop.Run(socket!, pipe, _payloadLeft, moved, _waitForBytes ??= WaitForBytes, cancellation); // FrameConnection.CanMove
            _payloadLeft -= (uint)bytes;
            Volatile.Write(ref _payloadRead, _payloadRead + bytes);
            return end switch
            {
                MoveEnd.SourceEnded => throw Cut("frame"),
                MoveEnd.TargetClosed => false,
                _ => true,
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads and drops everything until the other side's end.</summary>
    /// <returns>How many bytes that were; at more than <see cref="WireLimits.MaxDrainedBytes"/> it stops before the end.</returns>
    public async Task<long> DrainAsync()
    {
        await _turn.WaitAsync(CancellationToken.None); // a read under way ends with the next bytes, the other side's end, or the watchdog
        var buffer = ArrayPool<byte>.Shared.Rent(DrainBufferLength);
        try
        {
            long drained = 0;
            while (drained <= limits.MaxDrainedBytes)
            {
                var count = await wire.ReadAsync(buffer, CancellationToken.None);
                if (count == 0) break;
                drained += count;
            }

            return drained;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _turn.Release();
        }
    }

    /// <summary>Gives the buffer back once no read is under way; no read may begin afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        (var buffer, _buffer, _start, _end) = (_buffer, [], 0, 0);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        _turn.Release();
    }

    private async ValueTask<FrameHeader> NextHeaderAsync(CancellationToken cancellation)
    {
        while (_end - _start < FrameHeader.Length)
        {
            MakeRoom();
            Took(await ReadWireAsync(_buffer.AsMemory(_end), cancellation));
        }

        var header = FrameHeader.Read(_buffer.AsSpan(_start));
        _start += FrameHeader.Length;
        return Checked(header);
    }

    // No byte more than the header: what follows shall not have to be copied. False if cancelled before it is complete.
    private bool ReceiveHeader(CancellationToken cancellation)
    {
        while (_end - _start < FrameHeader.Length)
        {
            MakeRoom();
            if (Splice.TryReceive(socket!, _buffer.AsSpan(_end, FrameHeader.Length - _end)) is { } count) Took(count); // FrameConnection.CanMove
            else if (!WaitForBytes(cancellation)) return false;
        }

        return true;
    }

    // False if cancelled before any came.
    private bool WaitForBytes(CancellationToken cancellation)
    {
        liveness.ReadBegins();
        try
        {
            while (!Splice.WaitForReadable(socket!, Splice.LongestWait))
            {
                if (cancellation.IsCancellationRequested) return false;
            }

            return true;
        }
        finally
        {
            liveness.ReadEnds();
        }
    }

    // For a header; moves the part of it that is there to the beginning of the buffer.
    private void MakeRoom()
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, this);
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
    }

    private void Took(int count)
    {
        if (count == 0) throw _end == 0 ? new EndOfStreamException("the other side ended the connection in the middle of a request") : Cut("header");
        _end += count;
    }

    private FrameHeader Checked(FrameHeader header)
    {
        if (!header.IsKnownToLayers) throw new WireProtocolException($"unknown frame type {(uint)header.Type:x}");
        var isIgnored = header.Type is FrameType.Heartbeat or FrameType.End or FrameType.Reset;
        if (header.PayloadLength > (isIgnored ? MaxIgnoredPayload : limits.MaxPayload))
            throw new WireProtocolException($"frame of type {(uint)header.Type:x} announces {header.PayloadLength} bytes, more than we take");
        liveness.FrameReceived();
        return header;
    }

    private async ValueTask SkipAsync(uint length, CancellationToken cancellation)
    {
        while (length > 0)
        {
            if (_end == _start)
            {
                (_start, _end) = (0, await ReadWireAsync(_buffer.AsMemory(0, (int)Math.Min(length, (uint)_buffer.Length)), cancellation));
                if (_end == 0) throw Cut("frame");
            }

            var count = (int)Math.Min(length, (uint)(_end - _start));
            _start += count;
            length -= (uint)count;
        }
    }

    private async ValueTask<int> ReadWireAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        liveness.ReadBegins();
        try
        {
            return await wire.ReadAsync(buffer, cancellation);
        }
        finally
        {
            liveness.ReadEnds();
        }
    }

    private static EndOfStreamException Cut(string what) => new($"the connection ended in the middle of a {what}");
}
