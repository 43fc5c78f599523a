namespace Zrepl.Zfs.Simulator.State;

/// <summary>Locks between processes (<c>flock</c>), which end with the process that holds them.</summary>
internal static class FileLock
{
    /// <summary>The lock nobody else can have at the same time, or null if somebody has it or shares it. Disposing gives it back.</summary>
    public static FileStream? TryExclusive(string path) => TryOpen(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>A lock that others can share, or null if somebody has it for himself.</summary>
    public static FileStream? TryShared(string path) => TryOpen(path, FileAccess.Read, FileShare.Read);

    private static FileStream? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, access == FileAccess.Read ? FileAccess.Read : access, share, bufferSize: 0);
        }
        catch (IOException failure) when (failure is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}
