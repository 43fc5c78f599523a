using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Zrepl.Benchmarks.DataChannel;

/// <summary>Standard input and output as the kind of stream, and with the size, that the pipes of <c>zfs</c> have in the daemon.</summary>
internal static partial class Pipes
{
    private const int SetPipeSize = 1031; // F_SETPIPE_SZ
    private const int Size = 1024 * 1024; // the system's usual limit

    public static Stream Input() => new AnonymousPipeClientStream(PipeDirection.In, InputHandle());

    public static Stream Output() => new AnonymousPipeClientStream(PipeDirection.Out, OutputHandle());

    public static SafePipeHandle InputHandle() => Enlarged(0);

    public static SafePipeHandle OutputHandle() => Enlarged(1);

    private static SafePipeHandle Enlarged(int descriptor)
    {
        var pipe = new SafePipeHandle(descriptor, ownsHandle: true);
        _ = Fcntl(pipe, SetPipeSize, Size);
        return pipe;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeHandle descriptor, int command, nint argument);
}
