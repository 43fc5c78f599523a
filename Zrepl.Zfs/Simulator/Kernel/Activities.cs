using System.Security.Cryptography;
using System.Text;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Names of snapshots being sent and datasets being received into: the kernel's long holds.</summary>
internal abstract class Activities
{
    public abstract bool IsBusy(string name);

    /// <summary>Keeps something busy until the result is disposed.</summary>
    public abstract IDisposable Use(string name);
}

/// <summary>Long holds of one process.</summary>
internal sealed class OwnActivities : Activities
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);

    public override bool IsBusy(string name)
    {
        lock (_lock) return _users.ContainsKey(name);
    }

    public override IDisposable Use(string name)
    {
        lock (_lock) _users[name] = _users.GetValueOrDefault(name) + 1;
        return new Usage(this, name);
    }

    private void Release(string name)
    {
        lock (_lock)
        {
            if (--_users[name] == 0) _users.Remove(name);
        }
    }

    private sealed class Usage(OwnActivities activities, string name) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) activities.Release(name);
        }
    }
}

/// <summary>Long holds that all processes see which share a directory: locked files. They end with their process, as those of the kernel do.</summary>
internal sealed class SharedActivities(string directory) : Activities
{
    public override bool IsBusy(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path)) return false;
        using var alone = FileLock.TryExclusive(path);
        if (alone is null) return true;
        File.Delete(path); // nobody uses it, and who wants to must have the host's lock, as we do
        return false;
    }

    public override IDisposable Use(string name)
    {
        Directory.CreateDirectory(directory);
        return FileLock.TryShared(PathOf(name)) ?? throw new InvalidOperationException($"'{name}' is locked by somebody who does not hold the lock of the host.");
    }

    private string PathOf(string name) => Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
}
