using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Which filesystems are mounted. Only the flag is simulated: nothing appears in any directory.</summary>
internal static class Mounting
{
    /// <summary>True if zfs would mount the filesystem now by itself.</summary>
    public static bool WantsMount(Session session, Dataset dataset) =>
        !dataset.IsMounted && session.Host.Permissions.IsRoot && MountPoint.IsAutomatic(dataset, session.Rules.Version);

    /// <summary>What follows from a changed <c>mountpoint</c> or <c>canmount</c>: filesystems that share the value appear or go.</summary>
    /// <param name="session">The session.</param>
    /// <param name="dataset">Where the property was changed.</param>
    /// <param name="property">Which one.</param>
    public static ImmutableArray<Mutation> AfterChange(Session session, Dataset dataset, string property)
    {
        if (property is not ("mountpoint" or "canmount") || !session.Host.Permissions.IsRoot) return [];
        var affected = property == "canmount" ? [dataset] : dataset.SelfAndBelow();
        var mutations = ImmutableArray.CreateBuilder<Mutation>();
        foreach (var member in affected)
        {
            if (member.Type != EntityTypes.Filesystem) continue;
            var mustGo = member.IsMounted
                && (!MountPoint.HasPath(member) || PropertyLookup.Effective(member, "canmount", session.Rules.Version) == "off");
            if (mustGo) mutations.Add(new MountDataset(member.Name, false));
            else if (property == "mountpoint" && WantsMount(session, member)) mutations.Add(new MountDataset(member.Name, true));
        }

        return mutations.ToImmutable();
    }
}
