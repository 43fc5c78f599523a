namespace Zrepl.Tests.Campaigns;

/// <summary>One end of a pipe in a process that can be killed.</summary>
internal sealed class MortalStream(Stream inner, Death death, bool isCounted) : Stream
{
    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, death.Token);
        try
        {
            var bytes = await inner.ReadAsync(buffer, either.Token);
            death.ThrowIfDead();
            if (isCounted) death.Pass(bytes);
            return bytes;
        }
        catch (OperationCanceledException) when (death.HasDied)
        {
            throw new DaemonDiedException();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        death.ThrowIfDead();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, death.Token);
        try
        {
            await inner.WriteAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (death.HasDied)
        {
            throw new DaemonDiedException();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        death.ThrowIfDead();
        await inner.FlushAsync(cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (!death.HasDied) await inner.DisposeAsync(); // the pipe of a dead process is closed by the one who buries it
        await base.DisposeAsync();
    }
}
