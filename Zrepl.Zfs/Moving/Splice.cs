using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Zrepl.Zfs.Moving;

/// <summary>
/// Moves bytes between pipes and sockets inside the kernel, without a copy in this process (Linux). All calls but those that say "try" may wait and
/// want a thread of their own. Source: spec wire 13.2.
/// </summary>
public static partial class Splice
{
    private const nuint BytesReadable = 0x541B; // FIONREAD
    private const nuint BytesUnsent = 0x5411; // SIOCOUTQ
    private const short Readable = 0x1; // POLLIN
    private const short Writable = 0x4; // POLLOUT
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL
    private const int NoWait = 0x40; // MSG_DONTWAIT
    private const int MoreFollows = 0x8000; // MSG_MORE
    private const uint MovePages = 1; // SPLICE_F_MOVE
    private const uint WithoutWaiting = 2; // SPLICE_F_NONBLOCK
    private const int Interrupted = 4; // EINTR
    private const int BrokenPipe = 32; // EPIPE
    private const int WouldWait = 11; // EAGAIN

    /// <summary>Of waits that somebody may cancel: it is noticed after this time at the latest.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    // A closed socket ends each of these waits; a socket that is only full shows its room within one.
    private const int MillisecondsOfOneWait = 1000;

    /// <summary>True where the system can do this.</summary>
    public static bool IsPossible => OperatingSystem.IsLinux();

    /// <summary>Waits for bytes in a pipe.</summary>
    /// <param name="pipe">Its reading end.</param>
    /// <param name="patience">Longest wait.</param>
    /// <returns>How many there are; 0 if none came in time; null at the end of the pipe, or if only reading can tell what is wrong with it.</returns>
    public static int? BytesIn(SafeHandle pipe, TimeSpan patience)
    {
        var seen = Wait(pipe, Readable, (int)patience.TotalMilliseconds);
        if (seen == 0) return 0;
        return Ioctl(pipe, BytesReadable, out var count) == 0 && count > 0 ? count : null;
    }

    /// <summary>How many bytes wait in a pipe; null if nobody can tell, as of one that is closed.</summary>
    public static int? Waiting(PipeStream pipe)
    {
        try
        {
            return pipe.IsConnected ? Ask(pipe.SafePipeHandle, BytesReadable) : null;
        }
        catch (Exception closed) when (closed is ObjectDisposedException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>How many bytes that were written to a socket the other side has not acknowledged; null if nobody can tell.</summary>
    public static int? Unacknowledged(SafeHandle socket) => Ask(socket, BytesUnsent);

    /// <summary>Waits until there is something to read, which may be the end or an error.</summary>
    /// <returns>False if there was nothing in time.</returns>
    public static bool WaitForReadable(SafeHandle source, TimeSpan patience) => Wait(source, Readable, (int)patience.TotalMilliseconds) != 0;

    /// <summary>Waits until there is room, or nobody left to make some.</summary>
    /// <returns>False if neither was so in time.</returns>
    public static bool WaitForRoom(SafeHandle target, TimeSpan patience) => Wait(target, Writable, (int)patience.TotalMilliseconds) != 0;

    /// <summary>Waits for less than a millisecond, which <see cref="Thread.Sleep(TimeSpan)"/> cannot.</summary>
    public static void Sleep(TimeSpan time)
    {
        var wait = new TimeToWait { Seconds = 0, Nanoseconds = (nint)(time.TotalMicroseconds * 1000) };
        _ = NanoSleep(in wait, 0); // woken early: no matter
    }

    /// <summary>Tries to move bytes; one of the two is a pipe.</summary>
    /// <param name="from">Where they are.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="most">How many at most.</param>
    /// <exception cref="IOException">Something is broken.</exception>
    public static MoveResult TryMove(SafeHandle from, SafeHandle to, int most)
    {
        var count = MoveSome(from, 0, to, 0, most, MovePages | WithoutWaiting);
        if (count > 0) return new(MoveEnd.Moved, (int)count);
        if (count == 0) return new(MoveEnd.SourceEnded);
        return Marshal.GetLastPInvokeError() switch
        {
            WouldWait or Interrupted => new(MoveEnd.HasToWait),
            BrokenPipe => new(MoveEnd.TargetClosed),
            var error => throw new IOException($"splice: {Marshal.GetPInvokeErrorMessage(error)}"),
        };
    }

    /// <summary>Tries to read bytes of a socket.</summary>
    /// <returns>How many; 0 at its end; null if there are none now.</returns>
    /// <exception cref="IOException">The connection is broken.</exception>
    public static int? TryReceive(SafeHandle socket, Span<byte> bytes)
    {
        var count = Receive(socket, bytes, bytes.Length, NoWait);
        if (count >= 0) return (int)count;
        return Marshal.GetLastPInvokeError() switch
        {
            WouldWait or Interrupted => null,
            var error => throw new IOException($"recv: {Marshal.GetPInvokeErrorMessage(error)}"),
        };
    }

    /// <summary>Sends bytes behind which others follow at once.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public static void SendBeginning(SafeHandle socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Send(socket, bytes, bytes.Length, MoreFollows | NoSignal | NoWait);
            if (count > 0) bytes = bytes[(int)count..];
            else WaitAfter("send", Marshal.GetLastPInvokeError(), socket);
        }
    }

    /// <summary>Moves bytes that are in the pipe.</summary>
    /// <param name="pipe">Where they are.</param>
    /// <param name="socket">Where they go.</param>
    /// <param name="count">How many; all of them have to be there.</param>
    /// <param name="moved">Told of bytes as they go.</param>
    /// <exception cref="IOException">The connection is broken, or the bytes were not there.</exception>
    public static void Move(SafeHandle pipe, SafeHandle socket, int count, Action<int> moved)
    {
        var (end, bytes) = MoveLoop.Run(pipe, socket, count, moved, static _ => false, CancellationToken.None);
        if (end == MoveEnd.TargetClosed) throw new IOException($"splice: {Marshal.GetPInvokeErrorMessage(BrokenPipe)}");
        if (bytes < count) throw new IOException($"{count - bytes} bytes are missing in the pipe");
    }

    private static int? Ask(SafeHandle descriptor, nuint question)
    {
        if (!IsPossible) return null;
        try
        {
            return Ioctl(descriptor, question, out var count) == 0 ? count : null;
        }
        catch (ObjectDisposedException)
        {
            return null; // closed meanwhile
        }
    }

    private static void WaitAfter(string call, int error, SafeHandle socket)
    {
        if (error == WouldWait) Wait(socket, Writable, MillisecondsOfOneWait);
        else if (error != Interrupted) throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static short Wait(SafeHandle descriptor, short events, int milliseconds)
    {
        var isHeld = false;
        try
        {
            descriptor.DangerousAddRef(ref isHeld);
            var waiting = new PollEntry { Descriptor = (int)descriptor.DangerousGetHandle(), Events = events };
            return Poll(ref waiting, 1, milliseconds) > 0 ? waiting.Seen : (short)0; // interrupted: nothing was seen
        }
        finally
        {
            if (isHeld) descriptor.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeHandle descriptor, nuint request, out int value);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeHandle socket, ReadOnlySpan<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeHandle socket, Span<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "splice", SetLastError = true)]
    private static partial nint MoveSome(SafeHandle from, nint fromOffset, SafeHandle to, nint toOffset, nint length, uint flags);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeToWait wait, nint rest);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeToWait
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Seen;
    }
}
