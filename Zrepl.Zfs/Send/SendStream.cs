using System.IO.Pipes;
using System.Runtime.InteropServices;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Moving;

namespace Zrepl.Zfs.Send;

/// <summary>
/// The output of a running <c>zfs send</c>. Reading ends only if the command succeeded: at its end the exit is awaited, and a failure
/// becomes an exception with ZFS's words, so that a stream that was cut by its sender never looks like a whole one (spec A12.8).
/// </summary>
/// <remarks>
/// Disposing ends the process. A read that is cancelled ends it too: there is no way to take back what a reader half got.
/// After a successful end further reads give the end again.
/// </remarks>
public sealed class SendStream : Stream, IMovableStream
{
    private static readonly TimeSpan LongestWaitForEnd = TimeSpan.FromSeconds(10);

    private readonly IRunningCommand _send;
    private readonly SemaphoreSlim _oneReader = new(1, 1);
    private bool _hasEnded;
    private int _isDisposed;

    /// <summary>Takes over a started command.</summary>
    public SendStream(IRunningCommand send) => _send = send;

    /// <summary>The command, for status and for platforms that can move its output without copying.</summary>
    public IRunningCommand Command => _send;

    /// <inheritdoc/>
    public override bool CanRead => _isDisposed == 0;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("A send stream has no known length.");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("A send stream has no position.");
        set => throw new NotSupportedException("A send stream has no position.");
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        await _oneReader.WaitAsync(cancellationToken);
        try
        {
            if (_hasEnded || buffer.IsEmpty) return 0;
            return await ReadOutputAsync(buffer, cancellationToken) is var count and > 0 ? count : await EndAsync(cancellationToken);
        }
        finally
        {
            _oneReader.Release();
        }
    }

    /// <inheritdoc/>
    public bool CanMove => _send.Output is PipeStream { IsConnected: true };

    /// <inheritdoc/>
    public async Task<bool> MoveAsync(SafeHandle pipe, Action<int> moved, CancellationToken cancellation)
    {
        if (_send.Output is not PipeStream output) return true;
        await _oneReader.WaitAsync(CancellationToken.None);
        try
        {
            return _hasEnded || await OwnThread.RunAsync(() => Move(output.SafePipeHandle, pipe, moved, cancellation));
        }
        finally
        {
            _oneReader.Release();
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Send streams are read asynchronously.");

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A send stream cannot seek.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("A send stream cannot be written.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A send stream cannot be written.");

    /// <summary>Ends the process and waits for it; harmless when repeated. Works while a read is blocked: the process is killed first.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
        await _send.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Volatile.Read(ref _isDisposed) == 0) _send.Kill(); // the process goes; DisposeAsync would also wait for it
        base.Dispose(disposing);
    }

    private static bool Move(SafeHandle from, SafeHandle to, Action<int> moved, CancellationToken cancellation)
    {
        try
        {
            return MoveLoop.Run(from, to, long.MaxValue, moved, WaitForBytes, cancellation).End != MoveEnd.TargetClosed;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            return true; // reading meets the same and can explain it
        }

        bool WaitForBytes(CancellationToken _)
        {
            Splice.WaitForReadable(from, Splice.LongestWait);
            return true;
        }
    }

    private async ValueTask<int> ReadOutputAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await using var registration = cancellation.UnsafeRegister(static send => ((IRunningCommand)send!).Kill(), _send);
        try
        {
            var count = await _send.Output.ReadAsync(buffer, CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            return count;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
            if (_send.IsOutputAbandoned) return 0; // the exit tells whether that is a good end
            throw await ExplainReadFailureAsync(failure);
        }
    }

    private async ValueTask<int> EndAsync(CancellationToken cancellation)
    {
        var exit = await _send.Exit.WaitAsync(cancellation);
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (!exit.IsSuccess) throw SendErrors.Explain(new(_send.Command, exit, "", _send.ErrorText));
        _hasEnded = true;
        return 0;
    }

    // A pipe that fails is a riddle; the process behind it may know why.
    private async Task<Exception> ExplainReadFailureAsync(Exception failure)
    {
        _send.Kill();
        try
        {
            var exit = await _send.Exit.WaitAsync(LongestWaitForEnd);
            return exit.IsSuccess ? failure : SendErrors.Explain(new(_send.Command, exit, "", _send.ErrorText));
        }
        catch (TimeoutException)
        {
            return failure;
        }
    }
}
