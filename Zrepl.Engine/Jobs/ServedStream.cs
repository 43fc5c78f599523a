using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Jobs;

/// <summary>A stream on its way to a client: counted, and the end of its request and of the task of that when it is disposed.</summary>
internal sealed class ServedStream(Stream inner, ClientBoard.Request request, TraceScope task, ServedSession.Stay stay) : Stream, ITransparentStream
{
    public Stream Inner => inner;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Count(int bytes) => request.Count(bytes);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Count(read);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Count(read);
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        try { await inner.DisposeAsync(); }
        finally { End(); }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            End();
        }

        base.Dispose(disposing);
    }

    private void End()
    {
        task.Dispose();
        stay.Dispose();
        request.Dispose();
    }
}
