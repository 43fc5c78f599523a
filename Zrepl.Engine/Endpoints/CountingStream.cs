using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// Tells a caller how many bytes go by while somebody else reads the stream, and whoever watches the stream when it is waited for.
/// </summary>
/// <param name="inner">The stream; not disposed with this one.</param>
/// <param name="counted">Called with the number of bytes of each read, on the reading thread; must be quick.</param>
/// <param name="watch">Told of bytes, of waiting for them and of the end; null: nobody looks.</param>
public sealed class CountingStream(Stream inner, Action<int> counted, StreamWatch? watch = null) : Stream, ITransparentStream
{
    /// <inheritdoc/>
    public Stream Inner => inner;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public void Count(int bytes)
    {
        if (bytes <= 0) return;
        watch?.Count(bytes);
        counted(bytes);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Count(read);
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        watch?.ReadBegins();
        try
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Count(read);
            if (read == 0 && !buffer.IsEmpty) watch?.Ended();
            return read;
        }
        finally
        {
            watch?.ReadEnds();
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
