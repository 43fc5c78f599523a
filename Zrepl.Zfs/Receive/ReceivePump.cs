using System.Buffers;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Moving;

namespace Zrepl.Zfs.Receive;

/// <summary>Runs <c>zfs receive</c> and feeds it (spec A13.5).</summary>
internal sealed class ReceivePump(IRunningCommand receive)
{
    private const int BufferLength = 256 * 1024;

    // A receive that sees the end of its input saves its state and says so. It is killed only if it does not come to that in time:
    // soon when the operator waits for an answer, later when only the stream broke.
    private static readonly TimeSpan GoodbyeWhenCancelled = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GoodbyeAfterFailure = TimeSpan.FromSeconds(30);

    /// <summary>Feeds head and stream to the command and waits for its end.</summary>
    /// <returns>How the command ended, and the failure of the stream if that came first.</returns>
    public static async Task<(CommandResult Result, Exception? SourceFailure)> RunAsync(
        IZfsCommandRunner runner, ZfsCommand command, ReadOnlyMemory<byte> head, Stream stream, Action<IRunningCommand>? started,
        CancellationToken cancellation)
    {
        // Not started with the caller's token: that would kill it before it can save its state.
        await using var receive = await runner.StartAsync(command, CancellationToken.None);
        started?.Invoke(receive);
        return await new ReceivePump(receive).RunAsync(head, stream, cancellation);
    }

    private async Task<(CommandResult Result, Exception? SourceFailure)> RunAsync(
        ReadOnlyMemory<byte> head, Stream stream, CancellationToken cancellation)
    {
        var goodbye = Task.CompletedTask;
        await using var registration = cancellation.UnsafeRegister(_ => goodbye = EndAsync(GoodbyeWhenCancelled), null);
        var output = DrainAsync(receive.Output);
        var sourceFailure = await FeedAsync(head, stream, cancellation);
        await CloseInputAsync();
        if (sourceFailure is not null) await EndAsync(GoodbyeAfterFailure);
        var exit = await receive.Exit;
        await output;
        await goodbye;
        return (new(receive.Command, exit, "", receive.ErrorText), sourceFailure);
    }

    // Returns the failure of the stream. A failure of the command's side of the pipe shows in its exit.
    private async Task<Exception?> FeedAsync(ReadOnlyMemory<byte> head, Stream stream, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _ = CancelAtEndAsync(ended); // ends with the command, whose end RunAsync awaits
        var mover = StreamMover.Between(stream, receive.Input);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        var reads = new GatheredReads(stream, buffer);
        try
        {
            if (!await TryWriteAsync(head, ended.Token)) return null;
            while (true)
            {
                if (mover is not null && !await mover.MoveAsync(ended.Token)) return null;
                ReadOnlyMemory<byte> bytes;
                try
                {
                    // Where the kernel moves bytes nothing may be read meanwhile.
                    bytes = mover is null ? await reads.NextAsync(ended.Token) : buffer.AsMemory(0, await stream.ReadAsync(buffer, ended.Token));
                }
                catch (Exception failure) when (!ended.IsCancellationRequested)
                {
                    return failure;
                }

                if (bytes.IsEmpty || !await TryWriteAsync(bytes, ended.Token)) return null;
            }
        }
        catch (Exception) when (ended.IsCancellationRequested)
        {
            return null; // ours: the exit of the command, or the caller's token, tells the rest
        }
        finally
        {
            await ended.CancelAsync();
            await CloseInputAsync(); // the command can save its state while the source is still being asked to stop
            await reads.StopAsync(); // streams neither complete nor throw while they still use the buffer
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A receive that fails at once must not wait for a sender that is still thinking.
    private async Task CancelAtEndAsync(CancellationTokenSource feeding)
    {
        await receive.Exit;
        try
        {
            await feeding.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The feeding ended first, as usual.
        }
    }

    private async Task<bool> TryWriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await receive.Input.WriteAsync(bytes, cancellation);
            return true;
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            return false; // the command closed its input: it has failed, or it ignores what follows the end record, or it was given up
        }
    }

    private async Task EndAsync(TimeSpan patience)
    {
        try
        {
            await receive.Exit.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            receive.Kill();
        }
    }

    private async Task CloseInputAsync()
    {
        try
        {
            await receive.Input.DisposeAsync();
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // Nobody reads it any more.
        }
    }

    private static async Task DrainAsync(Stream output)
    {
        var buffer = new byte[4096];
        try
        {
            while (await output.ReadAsync(buffer, CancellationToken.None) > 0)
            {
                // old ZFS on Linux fails when it cannot write its output; nothing in it is of use
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed after the command's end, because somebody it left behind has it open, or when it was given up.
        }
    }
}
