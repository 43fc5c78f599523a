using Zrepl.Engine.Wire.Framing;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>
/// Sends the content of a pipe as frames without copying it: each frame holds what is in the pipe at that moment. Waiting for pipe and socket
/// takes a thread of its own.
/// </summary>
internal static class PipeMover
{
    // Frames cost both sides the same whatever is in them, so a pipe that begins to fill is given a moment. A slow source hardly notices: what has
    // not grown in one moment goes out.
    private const int WorthAFrame = 256 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(50);

    /// <summary>Moves until the pipe ends or the caller cancels; which of them, reading the stream tells. Frames are never cut.</summary>
    /// <param name="connection">Where to.</param>
    /// <param name="pipe">Where from.</param>
    /// <param name="most">Bytes after which it is enough.</param>
    /// <param name="cancellation">Stops it between two frames.</param>
    /// <returns>How many bytes were moved.</returns>
    /// <exception cref="Transport.ConnectionLostException">The connection broke.</exception>
    public static Task<long> RunAsync(FrameConnection connection, SendPipe pipe, long most, CancellationToken cancellation) =>
        OwnThread.RunAsync(() => Run(connection, pipe, most, cancellation));

    private static long Run(FrameConnection connection, SendPipe pipe, long most, CancellationToken cancellation)
    {
        long moved = 0;
        while (moved < most && !cancellation.IsCancellationRequested && pipe.WaitForBytes() is { } there)
        {
            if (there == 0) continue;
            there = Gather(pipe, there, connection.Limits.SentPayload);
            var count = (int)Math.Min(Math.Min(there, connection.Limits.SentPayload), most - moved);
            connection.Move(FrameType.ZfsStream, pipe.Handle, count);
            pipe.Count(count);
            moved += count;
        }

        return moved;
    }

    private static int Gather(SendPipe pipe, int there, int largest)
    {
        while (there < Math.Min(WorthAFrame, largest))
        {
            Splice.Sleep(Moment);
            var now = pipe.Bytes;
            if (now <= there) return there;
            there = now;
        }

        return there;
    }
}
