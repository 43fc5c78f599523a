using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Host;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// Holds and bookmarks of jobs that are in no configuration any more, as a renamed job leaves them: they keep snapshots from being destroyed,
/// for years if nobody notices (BAD-31). Found with one listing, and one call for all holds.
/// </summary>
internal static class OrphanedGuarantees
{
    public static async Task<ImmutableArray<Guarantee>> FindAsync(ZfsHost zfs, IReadOnlySet<JobName> known, CancellationToken cancellation) =>
        [.. (await AllMarks.FindAsync(zfs, cancellation)).Where(guarantee => guarantee.Job is { } job && !known.Contains(job))];
}
