using System.Collections.Immutable;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Simulator;

/// <summary>The commands that were started on a host, oldest first; for counting processes and looking at argument vectors.</summary>
public sealed class CommandLog(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<CommandLogEntry> _entries = new();

    /// <summary>Commands since the host was made or <see cref="Clear"/>, forgotten ones included.</summary>
    public long Count { get; private set; }

    /// <summary>The commands that are still kept.</summary>
    public ImmutableArray<CommandLogEntry> Entries
    {
        get
        {
            lock (_lock) return [.. _entries];
        }
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            Count = 0;
        }
    }

    internal void Add(DateTimeOffset time, ZfsCommand command)
    {
        lock (_lock)
        {
            Count++;
            if (_entries.Count >= capacity) _entries.Dequeue();
            _entries.Enqueue(new(time, command));
        }
    }
}
