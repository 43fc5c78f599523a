using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// The stream of a local send: says of its failures that they are the sender's, and gives the lock of its dataset back once it is
/// disposed, that is, once the process behind it has gone.
/// </summary>
internal sealed class SendingStream(Stream inner, IDisposable held) : Stream, ITransparentStream
{
    public Stream Inner => inner;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public void Count(int bytes) { } // nobody wants to know it here

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (ZfsException failure)
        {
            throw new EndpointException("zfs send failed", failure);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await inner.DisposeAsync();
        }
        finally
        {
            held.Dispose();
        }

        await base.DisposeAsync();
    }
}
