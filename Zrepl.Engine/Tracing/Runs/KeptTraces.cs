namespace Zrepl.Engine.Tracing.Runs;

/// <summary>
/// Which trace files there are and how large they are, so that the folder need not be read at the end of each run: with ten thousand files that cost more
/// than all traces together. What others do in the folder is seen when it is read again. Not thread-safe.
/// </summary>
/// <param name="keepPerJob">Files kept per job and client.</param>
/// <param name="keepBytes">Bytes kept in total.</param>
internal sealed class KeptTraces(int keepPerJob, long keepBytes)
{
    private readonly SortedDictionary<RunTraceName, long> _bytes = new(NewestFirst.Instance);

    /// <summary>Begins with what is in the folder.</summary>
    public void Reset(IEnumerable<RunTrace> found)
    {
        _bytes.Clear();
        foreach (var trace in found) _bytes[trace.Name] = trace.Bytes;
    }

    /// <summary>A file is there, and so large by now.</summary>
    public void Put(RunTraceName name, long bytes) => _bytes[name] = bytes;

    /// <summary>A file was deleted.</summary>
    public void Remove(RunTraceName name) => _bytes.Remove(name);

    /// <summary>The files beyond the bounds, the newest of them first; never one that is being written.</summary>
    public List<RunTraceName> Surplus(Func<RunTraceName, bool> isRunning)
    {
        var ofJob = new Dictionary<(string Job, string? Client), int>();
        var surplus = new List<RunTraceName>();
        long bytes = 0;
        foreach (var (name, size) in _bytes)
        {
            var whose = (name.Job, name.Client);
            var count = ofJob[whose] = ofJob.GetValueOrDefault(whose) + 1;
            bytes += size;
            if ((count <= keepPerJob && bytes <= keepBytes) || isRunning(name)) continue;
            surplus.Add(name);
            bytes -= size;
        }

        return surplus;
    }

    private sealed class NewestFirst : IComparer<RunTraceName>
    {
        public static readonly NewestFirst Instance = new();

        public int Compare(RunTraceName? x, RunTraceName? y)
        {
            if (x is null || y is null) throw new ArgumentNullException(x is null ? nameof(x) : nameof(y));
            var order = y.StartedAt.CompareTo(x.StartedAt);
            if (order == 0) order = y.Number.CompareTo(x.Number);
            if (order == 0) order = string.CompareOrdinal(x.Job, y.Job);
            return order != 0 ? order : string.CompareOrdinal(x.Client, y.Client);
        }
    }
}
