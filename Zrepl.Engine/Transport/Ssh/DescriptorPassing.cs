using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>
/// Hands two file descriptors to another process over a Unix socket: one byte 0x00 with a control message SCM_RIGHTS beside it
/// (spec wire 6.3; sendmsg(2), cmsg(3)).
/// <code>
///   Linux    length: 8 bytes | level: 4 | type: 4 | descriptor: 4 | descriptor: 4
///   FreeBSD  length: 4 bytes | level: 4 | type: 4 | 4 unused | descriptor: 4 | descriptor: 4
/// </code>
/// </summary>
internal static partial class DescriptorPassing
{
    private const int Rights = 1; // SCM_RIGHTS
    private const int HeaderLength = 16; // of the control message, aligned
    private const int ControlLength = HeaderLength + 2 * sizeof(int);
    private const int RoomForControl = 256; // more than two descriptors, so that a stranger's are seen and closed

    private static readonly bool IsLinux = OperatingSystem.IsLinux();
    private static readonly int SocketLevel = IsLinux ? 1 : 0xffff; // SOL_SOCKET
    private static readonly int CloseOnExec = IsLinux ? 0x4000_0000 : 0x0004_0000; // MSG_CMSG_CLOEXEC: zfs shall not inherit them
    private static readonly int DoNotWait = IsLinux ? 0x40 : 0x80; // MSG_DONTWAIT

    /// <summary>Sends both; they stay open here.</summary>
    /// <exception cref="SocketException">Not possible.</exception>
    public static void Send(Socket socket, SafeHandle first, SafeHandle second)
    {
        bool holdsFirst = false, holdsSecond = false;
        try
        {
            first.DangerousAddRef(ref holdsFirst);
            second.DangerousAddRef(ref holdsSecond);
            Send(socket.SafeHandle, (int)first.DangerousGetHandle(), (int)second.DangerousGetHandle());
        }
        finally
        {
            if (holdsFirst) first.DangerousRelease();
            if (holdsSecond) second.DangerousRelease();
        }
    }

    /// <summary>Receives two. Waits for them, and closes whatever else came.</summary>
    /// <exception cref="IOException">Something else came, or the end.</exception>
    public static async Task<(SafePipeHandle First, SafePipeHandle Second)> ReceiveAsync(Socket socket, CancellationToken cancellation)
    {
        await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellation); // until there is something
        var received = Receive(socket.SafeHandle);
        if (received is [var first, var second]) return (first, second);
        foreach (var handle in received) handle.Dispose();
        throw new IOException(
            $"zrepl stdinserver handed over {received.Length} file descriptors in place of 2; is something else connecting to its socket?");
    }

    private static unsafe void Send(SafeHandle socket, int first, int second)
    {
        byte data = 0;
        var vector = new Vector { Start = &data, Length = 1 };
        var control = stackalloc byte[RoomForControl];
        WriteHeader(control);
        ((int*)(control + HeaderLength))[0] = first;
        ((int*)(control + HeaderLength))[1] = second;
        var message = new Message { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = Align(ControlLength) };
        if (SendMessage(socket, &message, 0) != 1) throw new SocketException(Marshal.GetLastPInvokeError());
    }

    private static unsafe SafePipeHandle[] Receive(SafeHandle socket)
    {
        byte data = 0;
        var vector = new Vector { Start = &data, Length = 1 };
        var control = stackalloc byte[RoomForControl];
        var message = new Message { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = RoomForControl };
        var count = ReceiveMessage(socket, &message, CloseOnExec | DoNotWait);
        if (count < 0) throw new SocketException(Marshal.GetLastPInvokeError());
        if (count == 0) throw new EndOfStreamException("zrepl stdinserver ended before it handed over its standard input and output");
        return HandlesIn(control, (int)message.ControlLength);
    }

    private static unsafe SafePipeHandle[] HandlesIn(byte* control, int length)
    {
        if (length < HeaderLength) return [];
        var ends = (int)(IsLinux ? *(long*)control : *(int*)control);
        var (level, type) = IsLinux ? (((int*)control)[2], ((int*)control)[3]) : (((int*)control)[1], ((int*)control)[2]);
        if (level != SocketLevel || type != Rights || ends < HeaderLength || ends > length) return [];
        var handles = new SafePipeHandle[(ends - HeaderLength) / sizeof(int)];
        for (var i = 0; i < handles.Length; i++) handles[i] = new(((int*)(control + HeaderLength))[i], ownsHandle: true);
        return handles;
    }

    private static unsafe void WriteHeader(byte* control)
    {
        if (IsLinux)
        {
            *(long*)control = ControlLength;
            ((int*)control)[2] = SocketLevel;
            ((int*)control)[3] = Rights;
        }
        else
        {
            ((int*)control)[0] = ControlLength;
            ((int*)control)[1] = SocketLevel;
            ((int*)control)[2] = Rights;
        }
    }

    private static nint Align(int length) => (length + 7) & ~7;

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial nint SendMessage(SafeHandle socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(SafeHandle socket, Message* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Vector // iovec
    {
        public byte* Start;
        public nint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Message // msghdr of a 64-bit little-endian system; where FreeBSD and musl have shorter lengths, these fill the gaps with zeros
    {
        public void* Name;
        public nint NameLength;
        public Vector* Vectors;
        public nint VectorCount;
        public byte* Control;
        public nint ControlLength;
        public nint Flags;
    }
}
