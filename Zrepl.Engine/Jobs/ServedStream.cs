using Zrepl.Engine.Stalls;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Jobs;

/// <summary>A stream on its way to a client: counted, looked at, and the end of its request and of the task of that when it is disposed.</summary>
/// <param name="inner">The stream.</param>
/// <param name="request">The request.</param>
/// <param name="task">The task.</param>
/// <param name="stay">Its part in the recording of what the client asks for.</param>
/// <param name="guarded">Who looks at it, and may have ended it; null: nobody here.</param>
/// <param name="watch">Told of bytes and of waiting for them; null: somebody else does.</param>
/// <param name="ended">Told at the end whether the stream was read to its end.</param>
internal sealed class ServedStream(
    Stream inner, ClientBoard.Request request, TraceScope task, ServedSession.Stay stay, GuardedStream? guarded, StreamWatch? watch, Action<bool> ended)
    : Stream, ITransparentStream
{
    private bool _isComplete;
    private int _isOver;

    public Stream Inner => inner;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Count(int bytes)
    {
        watch?.Count(bytes);
        request.Count(bytes);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        watch?.ReadBegins();
        try
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            Count(read);
            if (read > 0 || buffer.IsEmpty) return read;
            _isComplete = true;
            watch?.Ended();
            return read;
        }
        catch (Exception failure) when (guarded?.Explain(failure) is { } stalled)
        {
            throw stalled;
        }
        finally
        {
            watch?.ReadEnds();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Count(read);
        _isComplete |= read == 0 && count > 0;
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (guarded is not null) await guarded.DisposeAsync();
            await inner.DisposeAsync();
        }
        finally
        {
            End();
        }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (guarded is not null) _ = guarded.DisposeAsync().AsTask(); // ends by itself; here nobody can wait
            inner.Dispose();
            End();
        }

        base.Dispose(disposing);
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0) ended(_isComplete);
        task.Dispose();
        stay.Dispose();
        request.Dispose();
    }
}
