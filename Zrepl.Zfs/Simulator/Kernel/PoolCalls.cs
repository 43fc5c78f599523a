using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Profiles;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Making and removing pools.</summary>
internal static class PoolCalls
{
    // On a real pool the first object sets belong to the pool itself.
    private const ulong RootObjectSet = 54;

    /// <summary>Makes a pool with its root dataset.</summary>
    /// <returns>Exists if there is one of that name already.</returns>
    public static Errno Create(Session session, string name, ulong size, IEnumerable<(string Property, string Value)> rootProperties)
    {
        if (session.Model.Pools.ContainsKey(name)) return Errno.Exists;
        var mutations = ImmutableArray.CreateBuilder<Mutation>();
        mutations.Add(new CreatePool(name, session.NewGuid(name, 0), size, PoolFeatures.Of(session.Rules.Version)));
        mutations.Add(new CreateDataset(name, EntityTypes.Filesystem, RootObjectSet, session.NewGuid(name, RootObjectSet), 1, session.NowSeconds));
        foreach (var (property, value) in rootProperties) mutations.Add(new ChangeProperty(name, property, value, null, false));
        session.Commit(new Transaction(name, 1, mutations.ToImmutable()));

        var pool = session.Model.Pool(name);
        if (Mounting.WantsMount(session, pool.Root)) session.Commit(pool, new MountDataset(name, true));
        return Errno.Ok;
    }
}
