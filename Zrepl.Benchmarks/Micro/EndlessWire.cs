using Zrepl.Engine.Transport;

namespace Zrepl.Benchmarks.Micro;

/// <summary>A wire on which the same bytes come again and again, and from which nobody reads: what is measured over it is our code and nothing else.</summary>
/// <param name="incoming">What comes.</param>
internal sealed class EndlessWire(byte[] incoming) : WireStream
{
    private int _position;

    public override string RemoteDescription => "nobody";

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == incoming.Length) _position = 0;
        var count = Math.Min(buffer.Length, incoming.Length - _position);
        incoming.AsSpan(_position, count).CopyTo(buffer.Span);
        _position += count;
        return ValueTask.FromResult(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public override ValueTask ShutdownWriteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override void Abort() { }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
