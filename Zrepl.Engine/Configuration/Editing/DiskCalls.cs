using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Zrepl.Engine.Configuration.Editing;

/// <summary>What .NET does not offer about files: owners, and the syncing of a directory. Linux.</summary>
internal static partial class DiskCalls
{
    private const int CurrentDirectory = -100;  // AT_FDCWD
    private const uint UserAndGroup = 0x08 | 0x10; // STATX_UID | STATX_GID
    private const int DirectoryReadOnly = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC

    // struct statx, the same on every architecture: uid at 20, gid at 24, uint32 each, of 256 bytes.
    private const int SizeOfStatx = 256;
    private const int OffsetOfUser = 20;
    private const int OffsetOfGroup = 24;

    /// <summary>Gives a file the owner and group of another one.</summary>
    /// <exception cref="UnauthorizedAccessException">We may not.</exception>
    public static void CopyOwner(string from, SafeFileHandle to)
    {
        var statx = new byte[SizeOfStatx];
        if (StatX(CurrentDirectory, from, 0, UserAndGroup, statx) != 0) throw new IOException(Problem());
        if (ChangeOwner(to, BitConverter.ToUInt32(statx, OffsetOfUser), BitConverter.ToUInt32(statx, OffsetOfGroup)) != 0)
            throw new UnauthorizedAccessException($"owner and group of {from} cannot be kept ({Problem()}); give the file to the user that zrepl runs as");
    }

    /// <summary>Makes sure that a rename in a directory survives a power cut.</summary>
    public static void SyncDirectory(string path)
    {
        using var directory = new SafeFileHandle(Open(path, DirectoryReadOnly), ownsHandle: true);
        if (directory.IsInvalid || Sync(directory) != 0) throw new IOException($"the directory {path} cannot be synced: {Problem()}");
    }

    private static string Problem() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, [Out] byte[] result);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle file);
}
