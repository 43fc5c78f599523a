using System.Collections.Concurrent;
using System.Collections.Immutable;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Pruning.Execution;

/// <summary>
/// Remembers, from run to run of one job and side, which snapshots ZFS refused to destroy how often in a row. A hold on the other side
/// cannot be seen beforehand and is no error the first time; one that stays is (BAD-28).
/// </summary>
public sealed class RefusedDestroys
{
    /// <summary>So many refusals in a row are an error.</summary>
    public const int Tolerated = 3;

    private readonly ConcurrentDictionary<DatasetPath, ImmutableDictionary<ulong, int>> _inARow = new();

    /// <summary>How often in a row a snapshot was refused, this time included.</summary>
    internal int CountWithThis(DatasetPath filesystem, ulong guid) =>
        1 + (_inARow.TryGetValue(filesystem, out var counts) ? counts.GetValueOrDefault(guid) : 0);

    /// <summary>Takes in what a run met in one filesystem; whatever was not refused this time begins anew.</summary>
    internal void Remember(DatasetPath filesystem, IEnumerable<ulong> refused)
    {
        var counts = refused.ToImmutableDictionary(guid => guid, guid => CountWithThis(filesystem, guid));
        if (counts.IsEmpty) _inARow.TryRemove(filesystem, out _);
        else _inARow[filesystem] = counts;
    }

    /// <summary>Forgets filesystems that are not there any more.</summary>
    internal void ForgetAllBut(IReadOnlySet<DatasetPath> filesystems)
    {
        foreach (var gone in _inARow.Keys.Where(path => !filesystems.Contains(path))) _inARow.TryRemove(gone, out _);
    }
}
