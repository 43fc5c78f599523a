using System.IO.Pipes;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>A wire that is two descriptors, pipes or sockets, one for each direction. What ends with them says the derived class.</summary>
internal abstract class PipeWire(PipeStream reading, PipeStream writing) : WireStream
{
    private int _isWritingEnded;
    private int _isAborted;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var count = await reading.ReadAsync(buffer, cancellationToken);
            if (count == 0 && !buffer.IsEmpty) await EndedAsync(cancellationToken);
            return count;
        }
        catch (InvalidOperationException closed) when (IsAborted)
        {
            throw Aborted(closed); // what the platform says depends on the moment
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await writing.WriteAsync(buffer, cancellationToken);
        }
        catch (InvalidOperationException closed) when (IsWritingEnded)
        {
            throw Aborted(closed);
        }
    }

    /// <inheritdoc/>
    public override WireSigns Look() => new(Splice.Waiting(writing), null, null);

    /// <inheritdoc/>
    public override ValueTask ShutdownWriteAsync(CancellationToken cancellation)
    {
        EndWriting();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        if (Interlocked.Exchange(ref _isAborted, 1) == 1) return;
        EndWriting();
        reading.Dispose();
        End();
    }

    /// <summary>True once our direction has ended.</summary>
    protected bool IsWritingEnded => Volatile.Read(ref _isWritingEnded) == 1;

    /// <summary>Everything is closed now: ends what belongs to it. Called once, does not wait.</summary>
    protected abstract void End();

    /// <summary>The other side's direction has ended.</summary>
    /// <exception cref="IOException">It was no regular end.</exception>
    protected virtual Task EndedAsync(CancellationToken cancellation) => Task.CompletedTask;

    private bool IsAborted => Volatile.Read(ref _isAborted) == 1;

    private void EndWriting()
    {
        if (Interlocked.Exchange(ref _isWritingEnded, 1) == 1) return;
        try
        {
            Descriptors.EndWriting(writing.SafePipeHandle);
            writing.Dispose();
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }

    private static IOException Aborted(Exception closed) => new("the connection is closed", closed);
}
