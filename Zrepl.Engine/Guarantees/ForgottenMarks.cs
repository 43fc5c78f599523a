using System.Collections.Immutable;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Guarantees;

/// <summary>A hold or bookmark of ours that nobody needs any more.</summary>
/// <param name="Guarantee">Which.</param>
/// <param name="Reason">Why nobody does, completing "it is not needed: …".</param>
public sealed record ForgottenMark(Guarantee Guarantee, string Reason);

/// <summary>
/// Finds holds and bookmarks that can go without making anybody's next step impossible (promise 1): those that a newer one of the same job makes useless, and holds
/// of steps whose job is gone or does not have the dataset any more, as long as the job's cursor stays there. A cursor is never among them unless there is a newer
/// one: it takes no room, and a job that comes back goes on from it.
/// </summary>
public static class ForgottenMarks
{
    /// <summary>Finds them.</summary>
    /// <param name="all">Holds and bookmarks of a host.</param>
    /// <param name="has">True if a job of the configuration, disabled ones included, still has a dataset.</param>
    public static ImmutableArray<ForgottenMark> Among(IReadOnlyCollection<Guarantee> all, Func<JobName, DatasetPath, bool> has)
    {
        var stale = StaleGuarantees.Among(all).Stale.ToHashSet();
        var cursors = all.Where(one => one is { Kind: GuaranteeKind.Cursor, Job: not null }).Select(one => (one.Dataset, one.Job)).ToHashSet();
        return [.. all.Where(one => one.Job is not null).Select(Judge).OfType<ForgottenMark>()];

        ForgottenMark? Judge(Guarantee one)
        {
            var job = one.Job!.Value; // filtered
            if (stale.Contains(one)) return new(one, $"a newer mark of job {job} makes it useless");
            if (one.Kind != GuaranteeKind.StepHold || !cursors.Contains((one.Dataset, one.Job)) || has(job, one.Dataset)) return null;
            return new(one, $"no job {job} has {one.Dataset} any more, and its replication cursor stays");
        }
    }
}
