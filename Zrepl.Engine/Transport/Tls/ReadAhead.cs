using Zrepl.Engine.Transport.Tcp;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>The way in below TLS: TLS asks for one record of 16 KiB at a time, the network is asked for several. One reader.</summary>
internal sealed class ReadAhead(SocketWire wire)
{
    private const int Capacity = 66 * 1024;

    private byte[]? _buffer;
    private ReadOnlyMemory<byte> _rest;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (!_rest.IsEmpty) return ValueTask.FromResult(Take(buffer));
        return buffer.IsEmpty || buffer.Length >= Capacity ? wire.ReadAsync(buffer, cancellation) : FillAsync(buffer, cancellation);
    }

    private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        _buffer ??= new byte[Capacity];
        _rest = _buffer.AsMemory(0, await wire.ReadAsync(_buffer, cancellation));
        return Take(buffer);
    }

    private int Take(Memory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }
}
