using System.Buffers;
using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Wire.Framing;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>
/// Sends a ZFS stream over a data connection (spec wire 5.3): what is there goes out, one read and one frame at a time, from one pooled
/// buffer in which the header stands before the bytes. Buffers are not held back to be filled. Where the bytes come from a pipe and go into a
/// bare socket, the kernel moves them; how the stream ends is read all the same.
/// </summary>
internal static class StreamSender
{
    /// <summary>What a receiver is told when a run is stopped (spec wire 5.10).</summary>
    public const string CancelledText = "replication cancelled on sender";

    // A slow receiver must not hold up a cancelled sender for long.
    private static readonly TimeSpan PatienceForTrailer = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Sends a stream and its end. If its source fails, the other side is told why, the connection stays in order, and the source's
    /// failure comes out; the same when it is cancelled.
    /// </summary>
    /// <param name="connection">Where to.</param>
    /// <param name="source">Read to its end; not disposed.</param>
    /// <param name="isCompressible">True if compressing can pay; it is done only if the other side can take it.</param>
    /// <param name="cancelledText">What the other side is told if we stop.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellation">Ends the stream with an error trailer.</param>
    /// <exception cref="Transport.ConnectionLostException">The connection broke.</exception>
    /// <exception cref="SourceFailedException">Reading the source failed.</exception>
    public static async Task SendAsync(
        FrameConnection connection, Stream source, bool isCompressible, Func<string> cancelledText, TimeProvider clock, CancellationToken cancellation)
    {
        using var late = new LateAbort(connection, PatienceForTrailer, clock, cancellation);
        using var compressor = isCompressible && connection.Extensions.Compression ? new PartCompressor(ThrottledStream.PaidByReader(source), clock) : null;
        var pipe = connection.CanMove ? SendPipe.Behind(source) : null;
        var largest = connection.Limits.SentPayload;
        var buffer = ArrayPool<byte>.Shared.Rent(FrameHeader.Length + largest);
        try
        {
            while (true)
            {
                if (pipe is not null) await MoveAsync(connection, pipe, compressor, cancellation);
                var count = await ReadAsync(connection, source, buffer.AsMemory(FrameHeader.Length, largest), cancelledText, cancellation);
                if (count == 0) break;
                var frame = buffer.AsMemory(0, FrameHeader.Length + count);
                if (compressor is not null)
                {
                    await CompressAsync(connection, compressor, frame, cancelledText, cancellation);
                    continue;
                }

                new FrameHeader(FrameType.ZfsStream, (uint)count).Write(buffer);
                await connection.WriteAsync(frame, CancellationToken.None); // a frame is never cut
            }

            await connection.WriteAsync(Frames.End, CancellationToken.None); // complete, whatever was asked for meanwhile
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Up to the end of the pipe, or until the compressor wants to try again.
    private static async Task MoveAsync(FrameConnection connection, SendPipe pipe, PartCompressor? compressor, CancellationToken cancellation)
    {
        var most = compressor?.BytesToSendPlain ?? long.MaxValue;
        if (most == 0) return;
        var moved = await PipeMover.RunAsync(connection, pipe, most, cancellation);
        compressor?.SentPlain(moved);
    }

    private static async ValueTask CompressAsync(
        FrameConnection connection, PartCompressor compressor, Memory<byte> frame, Func<string> cancelledText, CancellationToken cancellation)
    {
        try
        {
            await compressor.SendAsync(connection, frame, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await SendTrailerAsync(connection, cancelledText());
            throw;
        }
    }

    private static async ValueTask<int> ReadAsync(
        FrameConnection connection, Stream source, Memory<byte> buffer, Func<string> cancelledText, CancellationToken cancellation)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellation);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            await SendTrailerAsync(connection, cancelledText());
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception failure)
        {
            await SendTrailerAsync(connection, FailureText.Of(failure));
            throw new SourceFailedException(failure);
        }
    }

    private static async Task SendTrailerAsync(FrameConnection connection, string text)
    {
        var frames = new ArrayBufferWriter<byte>();
        Frames.WriteMessage(
            frames, FrameType.StreamErrorTrailer, ErrorText.Encode(text, connection.Limits.MaxErrorText), connection.Limits.SentPayload);
        try
        {
            await connection.WriteAsync(frames.WrittenMemory, CancellationToken.None);
        }
        catch (IOException)
        {
            // The connection is gone, which ends the stream as well; the source's failure is the one to tell.
        }
    }
}
