using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Zrepl.Zfs.Commands;

/// <summary>
/// Enlarges the kernel's buffer of the pipe to or from a ZFS process, so that sender and receiver wait for each other less often.
/// Best effort: Linux only, and an unprivileged process may be refused (spec A1.14).
/// </summary>
internal static partial class PipeCapacity
{
    private const int SetPipeSize = 1031; // F_SETPIPE_SZ
    private const string SystemLimit = "/proc/sys/fs/pipe-max-size";

    private static readonly Lazy<int> Default = new(ReadSystemLimit);

    /// <summary>Asks for the size the environment variable names, else for the system's limit; never for more than that limit.</summary>
    public static void Raise(PipeStream? pipe, string variable)
    {
        if (pipe is null || !OperatingSystem.IsLinux() || Default.Value == 0) return;
        var hint = Environment.GetEnvironmentVariable(variable);
        var isGiven = int.TryParse(hint, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted > 0;
        _ = Fcntl(pipe.SafePipeHandle, SetPipeSize, isGiven ? Math.Min(wanted, Default.Value) : Default.Value);
    }

    private static int ReadSystemLimit()
    {
        try
        {
            return int.Parse(File.ReadAllText(SystemLimit), CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return 0; // not a Linux with that setting: leave pipes as they are
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeHandle descriptor, int command, nint argument);
}
