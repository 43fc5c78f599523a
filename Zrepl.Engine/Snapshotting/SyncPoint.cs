using System.Collections.Immutable;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Snapshotting;

/// <summary>
/// When a periodic snapshotter that has just been started should take its first snapshots, so that the rhythm of the snapshots that are
/// already there goes on and all datasets of a job are snapshotted together (spec 4.4.2).
/// </summary>
internal sealed record SyncPoint
{
    // A dataset that got no snapshot for so long was left out of the job or is broken; others should not lose their rhythm over it.
    private const int FreshIntervals = 10;

    /// <summary>The instant, at most one interval ahead; in the past if a snapshot is overdue. Null if no dataset could be looked at.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>Datasets that will have no snapshot until then.</summary>
    public ImmutableArray<DatasetPath> WithoutSnapshots { get; private init; } = [];

    /// <summary>Datasets whose newest snapshot is so old that it does not count, with its creation.</summary>
    public ImmutableArray<(DatasetPath Filesystem, DateTimeOffset Newest)> Ignored { get; private init; } = [];

    /// <summary>Datasets that say nothing about the rhythm, and why.</summary>
    public ImmutableArray<(DatasetPath Filesystem, string Error)> Errors { get; private init; } = [];

    /// <summary>Finds the sync point: the earliest instant at which a dataset that has snapshots is due.</summary>
    public static SyncPoint Find(ImmutableArray<NewestSnapshot> newest, DateTimeOffset now, TimeSpan interval)
    {
        if (newest.IsEmpty) return new SyncPoint { At = now };
        var errors = newest.Select(one => (one.Filesystem, Error: ErrorOf(one, now))).Where(one => one.Error is not null)
            .Select(one => (one.Filesystem, one.Error!)).ToImmutableArray(); // the line above leaves no null
        if (errors.Length == newest.Length) return new SyncPoint { Errors = errors };

        var creations = newest.Where(one => one.Snapshot is { } snapshot && ErrorOf(one, now) is null)
            .Select(one => (one.Filesystem, one.Snapshot!.Creation)).ToImmutableArray(); // filtered on the line above
        var fresh = creations.Where(one => now - one.Creation <= FreshIntervals * interval).ToImmutableArray();
        var counted = fresh.IsEmpty ? creations : fresh;
        return new SyncPoint
        {
            At = counted.IsEmpty ? now : counted.Min(one => one.Creation) + interval,
            WithoutSnapshots = [.. newest.Where(one => one.Snapshot is null && one.Error is null).Select(one => one.Filesystem)],
            Ignored = [.. creations.Except(counted)],
            Errors = errors,
        };
    }

    private static string? ErrorOf(NewestSnapshot one, DateTimeOffset now)
    {
        if (one.Error is not null) return $"list filesystem versions: {one.Error}";
        return one.Snapshot is { } snapshot && snapshot.Creation > now
            ? $"snapshot \"{snapshot.On(one.Filesystem)}\" is from the future: creation=\"{InGo(snapshot.Creation)}\" now=\"{InGo(now)}\""
            : null;
    }

    private static string InGo(DateTimeOffset time) => FormattableString.Invariant($"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} +0000 UTC");
}
