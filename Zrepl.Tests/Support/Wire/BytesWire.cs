using Zrepl.Engine.Transport;

namespace Zrepl.Tests.Support.Wire;

/// <summary>A wire whose other side has said everything beforehand; keeps what is written.</summary>
internal sealed class BytesWire(byte[] incoming, int mostPerRead = int.MaxValue) : WireStream
{
    private readonly MemoryStream _written = new();
    private int _position;

    public byte[] Written => _written.ToArray();

    public override string RemoteDescription => "recording";

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(Math.Min(buffer.Length, mostPerRead), incoming.Length - _position);
        incoming.AsSpan(_position, count).CopyTo(buffer.Span);
        _position += count;
        return ValueTask.FromResult(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_written) _written.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override ValueTask ShutdownWriteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override void Abort() { }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
