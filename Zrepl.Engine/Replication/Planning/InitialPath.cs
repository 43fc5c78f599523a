using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>The first steps of a filesystem the receiver has nothing of. Source: spec 1.5.5.</summary>
internal static class InitialPath
{
    /// <summary>Applies the policy.</summary>
    /// <param name="policy">What to send.</param>
    /// <param name="senderVersions">All versions of the sender, in any order.</param>
    /// <returns>At least one step, the first of them full; or the problem.</returns>
    public static (ImmutableArray<PlannedStep> Steps, PlanProblem? Problem) For(
        InitialReplication policy, IEnumerable<FilesystemVersion> senderVersions)
    {
        if (policy == InitialReplication.Fail) return ([], PlanProblem.InitialReplicationDisabled);
        var snapshots = VersionOrder.Of(senderVersions.Where(version => version.IsSnapshot));
        if (snapshots.IsEmpty) return ([], PlanProblem.NoSnapshots); // bookmarks only: BAD-4
        if (policy == InitialReplication.MostRecent) return ([new PlannedStep(null, snapshots[^1])], null);
        return ([new PlannedStep(null, snapshots[0]), .. PlannedStep.Along(snapshots)], null);
    }
}
