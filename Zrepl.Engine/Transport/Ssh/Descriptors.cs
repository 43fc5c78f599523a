using System.Runtime.InteropServices;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>The few calls of the system about file descriptors and processes that .NET does not offer.</summary>
internal static partial class Descriptors
{
    private const int GetFlags = 3; // F_GETFL
    private const int SetFlags = 4; // F_SETFL
    private const int EndOfWriting = 1; // SHUT_WR
    private const int Terminate = 15; // SIGTERM

    private static readonly int NonBlocking = OperatingSystem.IsLinux() ? 0x800 : 0x4; // O_NONBLOCK

    /// <summary>
    /// Lets reads and writes give up instead of waiting. Go's runtime looks at this flag to decide whether its deadlines work on a descriptor
    /// that it was handed.
    /// </summary>
    public static void MakeNonBlocking(SafeHandle descriptor)
    {
        var flags = Fcntl(descriptor, GetFlags, 0);
        if (flags >= 0) _ = Fcntl(descriptor, SetFlags, flags | NonBlocking);
    }

    /// <summary>Ends the writing direction if the descriptor is a socket; closing one of two descriptors of a socket would not.</summary>
    public static void EndWriting(SafeHandle descriptor) => _ = Shutdown(descriptor, EndOfWriting); // ENOTSOCK for a pipe, which its close ends

    /// <summary>Lets a number stand for another descriptor; what it stood for before is closed.</summary>
    public static void Replace(int number, SafeHandle by) => _ = Duplicate(by, number);

    /// <summary>Asks a process to end.</summary>
    public static void AskToEnd(int process) => _ = Kill(process, Terminate); // gone already: what we want

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeHandle descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int Shutdown(SafeHandle descriptor, int how);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(SafeHandle descriptor, int number);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
