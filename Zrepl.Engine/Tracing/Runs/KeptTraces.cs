namespace Zrepl.Engine.Tracing.Runs;

/// <summary>
/// Which trace files there are and how large they are, so that the folder need not be read at the end of each run: with ten thousand files that cost more
/// than all traces together. What others do in the folder is seen when it is read again. Not thread-safe.
/// </summary>
/// <param name="keepPerJob">Files kept per job and client.</param>
/// <param name="keepBytes">Bytes kept in total.</param>
internal sealed class KeptTraces(int keepPerJob, long keepBytes)
{
    private readonly SortedDictionary<RunTraceName, long> _bytes = new(OldestFirst.Instance);
    private readonly Dictionary<(string Job, string? Client), SortedSet<RunTraceName>> _ofJob = [];
    private long _total;

    /// <summary>Begins with what is in the folder.</summary>
    public void Reset(IEnumerable<RunTrace> found)
    {
        _bytes.Clear();
        _ofJob.Clear();
        _total = 0;
        foreach (var trace in found) Put(trace.Name, trace.Bytes);
    }

    /// <summary>A file is there, and so large by now.</summary>
    public void Put(RunTraceName name, long bytes)
    {
        Remove(name);
        _bytes.Add(name, bytes);
        _total += bytes;
        if (!_ofJob.TryGetValue(Whose(name), out var names)) _ofJob[Whose(name)] = names = new(OldestFirst.Instance);
        names.Add(name);
    }

    /// <summary>A file was deleted.</summary>
    public void Remove(RunTraceName name)
    {
        if (!_bytes.Remove(name, out var bytes)) return;
        _total -= bytes;
        var names = _ofJob[Whose(name)];
        names.Remove(name);
        if (names.Count == 0) _ofJob.Remove(Whose(name));
    }

    /// <summary>The files beyond the bounds; never one that is being written.</summary>
    public List<RunTraceName> Surplus(Func<RunTraceName, bool> isRunning)
    {
        var surplus = new HashSet<RunTraceName>();
        foreach (var names in _ofJob.Values)
        {
            if (names.Count > keepPerJob) surplus.UnionWith(names.Take(names.Count - keepPerJob).Where(name => !isRunning(name)));
        }

        var bytes = _total - surplus.Sum(name => _bytes[name]);
        if (bytes > keepBytes)
        {
            foreach (var (name, size) in _bytes.Take(_bytes.Count - 1)) // the newest stays, however large
            {
                if (isRunning(name) || !surplus.Add(name)) continue;
                bytes -= size;
                if (bytes <= keepBytes) break;
            }
        }

        return [.. surplus];
    }

    private static (string Job, string? Client) Whose(RunTraceName name) => (name.Job, name.Client);

    private sealed class OldestFirst : IComparer<RunTraceName>
    {
        public static readonly OldestFirst Instance = new();

        public int Compare(RunTraceName? x, RunTraceName? y)
        {
            if (x is null || y is null) throw new ArgumentNullException(x is null ? nameof(x) : nameof(y));
            var order = x.StartedAt.CompareTo(y.StartedAt);
            if (order == 0) order = x.Number.CompareTo(y.Number);
            if (order == 0) order = string.CompareOrdinal(x.Job, y.Job);
            return order != 0 ? order : string.CompareOrdinal(x.Client, y.Client);
        }
    }
}
