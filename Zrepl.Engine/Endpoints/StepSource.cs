using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// What a step of one job starts from, found by guid. Several bookmarks can mark the point a plan names, and the one it names may be the cursor of another job, which
/// that job moves when it likes.
/// </summary>
internal static class StepSource
{
    /// <summary>True if no other job takes it away: a snapshot, or a bookmark of the job itself.</summary>
    public static bool IsSafe(FilesystemVersion source, DatasetPath dataset, JobName job) => RankOf(source, dataset, job) <= Rank.Own;

    /// <summary>The version with this guid that stays the longest, or null if there is none.</summary>
    public static FilesystemVersion? Find(ulong guid, DatasetPath dataset, JobName job, IEnumerable<FilesystemVersion> versions) =>
        versions.Where(version => version.Guid == guid).MinBy(version => RankOf(version, dataset, job));

    private static Rank RankOf(FilesystemVersion version, DatasetPath dataset, JobName job)
    {
        if (version.IsSnapshot) return Rank.Snapshot;
        if (Guarantee.FromBookmark(dataset, version) is not { } guarantee) return Rank.OfTheOperator;
        return guarantee.Job == job ? Rank.Own : Rank.OfAnotherJob;
    }

    private enum Rank
    {
        Snapshot,
        Own,
        OfTheOperator,
        OfAnotherJob,
    }
}
