using System.Globalization;

namespace Zrepl.Web.Hosting;

/// <summary>
/// Where the daemon keeps what it may not lose: history, traces, tokens. One process at a time: the lock is the kernel's, so it ends with the
/// process however that ends; <c>zrepl.pid</c> names the holder.
/// </summary>
internal sealed class StateDirectory : IDisposable
{
    /// <summary>Where it is unless somebody says otherwise.</summary>
    public const string DefaultPath = "/var/lib/zrepl";

    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Takes the directory; makes it first if it is missing.</summary>
    /// <exception cref="StartFailedException">It cannot be made or written, or another daemon has it.</exception>
    public static StateDirectory Take(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path, OnlyOwner);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException($"The state directory {path} cannot be made: {failure.Message} Choose another one with --state.", failure);
        }

        return new(path, TakeLock(path));
    }

    /// <summary>Gives it back. The lock file stays: deleting it could take it from under a daemon that starts just now.</summary>
    public void Dispose()
    {
        if (!_lock.CanWrite) return;
        File.Delete(PidFileIn(Path));
        _lock.Dispose();
    }

    private static FileStream TakeLock(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB) on Unix.
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(PidFileIn(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return held;
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StartFailedException($"The state directory {path} cannot be written: {failure.Message}", failure);
        }
        catch (IOException failure)
        {
            throw new StartFailedException($"The state directory {path} is used by another zrepl{HolderOf(path)}. End that one, or choose another directory with --state.", failure);
        }
    }

    // Not in the lock file, which nobody else can read while it is locked.
    private static string PidFileIn(string path) => System.IO.Path.Combine(path, "zrepl.pid");

    private static string HolderOf(string path)
    {
        try
        {
            return $" (process {File.ReadAllText(PidFileIn(path)).Trim()})";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) // the name only helps
        {
            return "";
        }
    }
}
