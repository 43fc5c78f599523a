namespace Zrepl.Engine.Transport;

/// <summary>
/// The bytes between two daemons, as one stream with two independent directions. One reader and one writer may work at the same time.
/// Source: spec wire 0.
/// </summary>
/// <remarks>
/// Reading gives 0 once the other side has ended its direction and everything before that was read. What the platform throws when a
/// connection breaks (<see cref="IOException"/>, socket errors, <see cref="ObjectDisposedException"/> after <see cref="Abort"/>) comes out
/// as it is; <see cref="WireFailure.IsBroken"/> tells it from mistakes.
/// </remarks>
public abstract class WireStream : Stream
{
    /// <summary>The other side, for logs: an address, or what stands for one.</summary>
    public abstract string RemoteDescription { get; }

    /// <summary>A sentence about what we showed of ourselves, for the case that it was not accepted; null if the transport shows nothing.</summary>
    public virtual string? ShownIdentity => null;

    /// <summary>Looks at what is on its way, without disturbing it. Cheap, and never throws.</summary>
    public virtual WireSigns Look() => WireSigns.Unknown;

    /// <summary>Ends our direction: the other side reads to the end of what was written; what it still sends is not disturbed.</summary>
    public abstract ValueTask ShutdownWriteAsync(CancellationToken cancellation);

    /// <summary>Ends everything at once, also reads and writes that are under way. May be called at any time and repeated.</summary>
    public abstract void Abort();

    /// <inheritdoc/>
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract override ValueTask DisposeAsync();

    /// <inheritdoc/>
    public sealed override bool CanRead => true;

    /// <inheritdoc/>
    public sealed override bool CanWrite => true;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override long Length => throw new NotSupportedException("A connection has no length.");

    /// <inheritdoc/>
    public sealed override long Position
    {
        get => throw new NotSupportedException("A connection has no position.");
        set => throw new NotSupportedException("A connection has no position.");
    }

    /// <inheritdoc/>
    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public sealed override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public sealed override void Flush() { }

    /// <summary>Not offered: the engine never blocks a thread on the network.</summary>
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    /// <summary>Not offered: the engine never blocks a thread on the network.</summary>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection cannot seek.");

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw new NotSupportedException("A connection has no length.");

    /// <inheritdoc/>
    protected sealed override void Dispose(bool disposing)
    {
        if (disposing) CloseNow();
        base.Dispose(disposing);
    }

    /// <summary>Closes without waiting for anything, as properly as that is possible: for HTTP libraries, which dispose on the spot.</summary>
    protected virtual void CloseNow() => Abort();
}
