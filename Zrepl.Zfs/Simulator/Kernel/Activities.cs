namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Names of snapshots being sent and datasets being received into: the kernel's long holds.</summary>
internal sealed class Activities
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal);

    public bool IsBusy(string name)
    {
        lock (_lock) return _users.ContainsKey(name);
    }

    /// <summary>Keeps something busy until the result is disposed.</summary>
    public IDisposable Use(string name)
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

    private sealed class Usage(Activities activities, string name) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) activities.Release(name);
        }
    }
}
