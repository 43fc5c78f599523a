namespace Zrepl.Engine.Tracing;

/// <summary>
/// Gives live tasks names of their own: <c>NAME#N</c> with the smallest N not in use for that name. They are the lanes of a time line,
/// so few and stable ones are wanted. Not safe for threads: <see cref="TraceRegistry"/> calls it under its lock.
/// </summary>
internal sealed class TaskNamer
{
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    public string Take(string name)
    {
        if (!_lanes.TryGetValue(name, out var lane)) _lanes[name] = lane = new Lane();
        if (lane.Free.Count == 0) return Unique(name, lane.Next++);
        var lowest = lane.Free.Min;
        lane.Free.Remove(lowest);
        return Unique(name, lowest);
    }

    /// <summary>Gives a name back, exactly as it was taken.</summary>
    public void Release(string uniqueName)
    {
        var mark = uniqueName.LastIndexOf('#');
        var name = uniqueName[..mark];
        var lane = _lanes[name];
        lane.Free.Add(int.Parse(uniqueName.AsSpan(mark + 1), provider: null));
        if (lane.Free.Count == lane.Next) _lanes.Remove(name); // nobody has the name any more: nothing to remember
    }

    private static string Unique(string name, int index) => $"{name}#{index}";

    private sealed class Lane
    {
        public int Next { get; set; } // every index below has been handed out once
        public SortedSet<int> Free { get; } = [];
    }
}
