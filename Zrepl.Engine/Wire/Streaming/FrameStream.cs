using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Mapping;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>
/// The ZFS stream that comes over a data connection (spec wire 5.3). Ends only if the sender said so; a cut connection and an error of
/// the source are exceptions. Bytes go from the network to the reader's own buffer, and as soon as they arrive.
/// </summary>
/// <param name="connection">Positioned before the first frame of the stream.</param>
/// <param name="close">Run when disposed.</param>
internal sealed class FrameStream(FrameConnection connection, Func<Task>? close = null) : ReadOnlyStream, IMovableStream, INetworkPayload
{
    private PartDecompressor? _decompressor;
    private uint _left;
    private bool _wasPlain; // the last frame; after a compressed one there is mostly another
    private Exception? _failure;
    private int _isDisposed;

    /// <summary>True once the sender's end was read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Payload that was read: of a compressed frame all of it at once, and its compressed length.</summary>
    public long PayloadBytes { get; private set; }

    public bool CanMove => connection.CanMove;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_failure is not null) throw _failure;
        if (IsComplete || buffer.IsEmpty) return 0;
        try
        {
            return await ReadFrameAsync(buffer, cancellationToken);
        }
        catch (StreamSourceException told)
        {
            _failure = told.Text is { } said ? PeerErrors.Of(MessageReader.SourceError, said) : new PeerErrorException(told.Message);
            throw _failure;
        }
        catch (IOException failure)
        {
            _failure = failure; // reading on could make a stream of what is none
            throw;
        }
    }

    public Task<bool> MoveAsync(SafeHandle pipe, Action<int> moved, CancellationToken cancellation) =>
        _failure is null && !IsComplete && _wasPlain
            ? OwnThread.RunAsync(() => Move(pipe, moved, cancellation))
            : Task.FromResult(true);

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            if (close is not null) await close();
            _decompressor?.Dispose();
        }

        await base.DisposeAsync();
    }

    private bool Move(SafeHandle pipe, Action<int> moved, CancellationToken cancellation)
    {
        Action<int> tell = bytes =>
        {
            _left -= (uint)bytes;
            PayloadBytes += bytes;
            moved(bytes);
        };
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                if (_left == 0)
                {
                    if (connection.TakeHeader(FrameType.ZfsStream, cancellation) is not { } length) break;
                    _left = length;
                }

                var before = _left;
                if (!connection.MovePayload(pipe, tell, cancellation)) return false;
                if (_left == before && before > 0) break; // bytes that came together with a header: they have to be read
            }
        }
        catch (IOException failure)
        {
            _failure = failure; // for the one who reads next
        }

        return true;
    }

    private async ValueTask<int> ReadFrameAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_decompressor?.Take(buffer.Span) is { } rest and > 0) return rest;
        while (_left == 0)
        {
            var header = await connection.ReadHeaderAsync(cancellation);
            if (header.Type == FrameType.End)
            {
                IsComplete = true;
                return 0;
            }

            _wasPlain = header.Type == FrameType.ZfsStream;
            if (header.Type == FrameType.StreamErrorTrailer) throw await MessageReader.ReadTrailerAsync(connection, header, cancellation);
            if (header.Type == FrameType.ZfsStreamZstd && connection.Extensions.Compression)
            {
                _decompressor ??= new();
                await _decompressor.ReadAsync(connection, header, cancellation);
                PayloadBytes += header.PayloadLength;
                return _decompressor.Take(buffer.Span);
            }

            if (header.Type != FrameType.ZfsStream) throw MessageReader.Unexpected(header.Type, FrameType.ZfsStream);
            _left = header.PayloadLength;
        }

        var count = await connection.ReadPayloadAsync(buffer, cancellation);
        _left -= (uint)count;
        PayloadBytes += count;
        return count;
    }
}
