using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting;

namespace Zrepl.Engine.Freshness;

/// <summary>What is known of copies after something was done: pure. What could not be looked at stays as it was known before.</summary>
public static class CopiesAfter
{
    /// <summary>After a replication.</summary>
    /// <param name="known">What was known before, in order of name.</param>
    /// <param name="report">The report of the replication.</param>
    /// <returns>In order of name; the same array if the run saw no dataset at all.</returns>
    public static ImmutableArray<DatasetCopy> Replication(ImmutableArray<DatasetCopy> known, ReplicationReport report)
    {
        var seen = new Dictionary<string, FilesystemReport>(StringComparer.Ordinal);
        var shared = new Dictionary<string, SharedSnapshot>(StringComparer.Ordinal);
        foreach (var filesystem in report.Attempts.SelectMany(attempt => attempt.Filesystems))
        {
            seen[filesystem.Info.Name] = filesystem;
            if (filesystem.NewestShared is { } newest) shared[filesystem.Info.Name] = newest;
        }

        // Only a list that was made to its end tells which datasets are gone.
        var isComplete = report.Attempts.LastOrDefault() is { State: AttemptState.Done or AttemptState.FilesystemError, PlanError: null };
        if (seen.Count == 0 && !isComplete) return known;
        var before = known.ToDictionary(copy => copy.Dataset, StringComparer.Ordinal);
        var last = report.Attempts.LastOrDefault()?.Filesystems.Select(filesystem => filesystem.Info.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        var names = isComplete ? last.Concat(InMissingPools(before.Keys, report.Attempts[^1])).ToHashSet(StringComparer.Ordinal) : seen.Keys.Concat(before.Keys).ToHashSet(StringComparer.Ordinal);
        var at = report.FinishAt ?? report.StartAt ?? DateTimeOffset.UnixEpoch;
        return
        [
            .. names.Order(StringComparer.Ordinal)
                .Select(name => seen.TryGetValue(name, out var filesystem)
                    ? After(before.GetValueOrDefault(name), filesystem, shared.GetValueOrDefault(name), at)
                    : before[name])
                .OfType<DatasetCopy>(),
        ];
    }

    /// <summary>After a round of snapshots of a job that has no other side.</summary>
    public static ImmutableArray<DatasetCopy> Snapshots(ImmutableArray<DatasetCopy> known, SnapshotRunResult round)
    {
        if (round.Rows.IsEmpty) return known; // they could not be listed
        var before = known.ToDictionary(copy => copy.Dataset, StringComparer.Ordinal);
        return
        [
            .. from row in round.Rows.OrderBy(row => row.Filesystem.Text, StringComparer.Ordinal)
               let name = row.Filesystem.Text
               let copy = before.GetValueOrDefault(name) ?? new DatasetCopy(name) { FirstSeenAt = round.FinishedAt }
               select row.IsCreated == true
                   ? copy with { Snapshot = row.SnapshotName, TakenAt = row.DoneAt ?? round.FinishedAt, Error = null, ErrorSince = null }
                   : row.Error is { } error ? copy with { Error = error, ErrorSince = copy.ErrorSince ?? row.DoneAt ?? round.FinishedAt } : copy,
        ];
    }

    // A pool of which nothing but failures was seen is not there, rather than empty: what is known of its copies grows old.
    private static IEnumerable<string> InMissingPools(IEnumerable<string> known, AttemptReport attempt)
    {
        var pools = attempt.Filesystems.ToLookup(filesystem => PoolOf(filesystem.Info.Name), filesystem => filesystem.Error is null, StringComparer.Ordinal);
        return known.Where(name => pools.Contains(PoolOf(name)) && pools[PoolOf(name)].All(isWell => !isWell));

        static string PoolOf(string dataset) => dataset.Split('/')[0];
    }

    private static DatasetCopy? After(DatasetCopy? known, FilesystemReport filesystem, SharedSnapshot? shared, DateTimeOffset at)
    {
        // A placeholder holds no data, so nobody misses a copy of it.
        if (shared is null && filesystem is { State: FilesystemState.Done, Steps.IsEmpty: true, Error: null }) return null;
        var copy = known ?? new DatasetCopy(filesystem.Info.Name) { FirstSeenAt = at };
        if (shared is not null) copy = copy with { Snapshot = shared.Name, TakenAt = shared.TakenAt };
        // Whoever has to begin with everything has found nothing there: what was known of is gone, and its age says nothing any more.
        else if (filesystem.Steps is [{ Info.From: "" }, ..] && copy.TakenAt is not null) copy = copy with { Snapshot = "", TakenAt = null, FirstSeenAt = at };
        if (filesystem.ErrorClass is FailureClass.Cancelled) return copy; // says nothing about the dataset
        if (filesystem.Error is not { } error)
            return filesystem.State is FilesystemState.Done ? copy with { Error = null, ErrorSince = null, NeedsSomebody = false } : copy;
        // A dataset without snapshots mends itself with the first one.
        var needsSomebody = filesystem.Conflict is { Class: not nameof(Conflict.NoSenderSnapshots) };
        return copy with { Error = error.Err, ErrorSince = copy.ErrorSince ?? error.Time ?? at, NeedsSomebody = needsSomebody };
    }
}
