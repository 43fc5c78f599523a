using Zrepl.Engine.Transport.Tcp;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>The connection below TLS. Remembers how the other side began, to tell those that do not speak TLS at all.</summary>
internal sealed class TlsUnderlay(SocketWire wire) : Stream
{
    private const int MostRemembered = 64;

    private readonly byte[] _first = new byte[MostRemembered];
    private readonly ReadAhead _ahead = new(wire);
    private int _count;
    private bool _isSettled;

    /// <summary>The first bytes that came.</summary>
    public ReadOnlyMemory<byte> First => _first.AsMemory(0, _count);

    /// <summary>The other side ended or reset the connection. Seen until <see cref="Settle"/>.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>What TLS writes passes through here.</summary>
    public HeldWrites Writes { get; } = new(wire);

    /// <summary>From now on nothing has to be remembered: the other side speaks.</summary>
    public void Settle() => _isSettled = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("A connection has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("A connection has no position.");
        set => throw new NotSupportedException("A connection has no position.");
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _isSettled ? _ahead.ReadAsync(buffer, cancellationToken) : buffer.IsEmpty ? wire.ReadAsync(buffer, cancellationToken) : RememberAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Writes.WriteAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection cannot seek.");

    public override void SetLength(long value) => throw new NotSupportedException("A connection has no length.");

    private async ValueTask<int> RememberAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            var count = await wire.ReadAsync(buffer, cancellation);
            if (count == 0) IsEnded = true;
            var kept = Math.Min(count, MostRemembered - _count);
            buffer.Span[..kept].CopyTo(_first.AsSpan(_count));
            _count += kept;
            return count;
        }
        catch (Exception failure) when (WireFailure.IsEndedByPeer(failure))
        {
            IsEnded = true;
            throw;
        }
    }
}
