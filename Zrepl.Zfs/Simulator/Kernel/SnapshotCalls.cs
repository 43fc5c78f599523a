using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Errors of single members of a call that succeeds or fails as a whole.</summary>
/// <param name="Error">The error of the call.</param>
/// <param name="Members">Full name and error of each member that is to blame, in order.</param>
internal sealed record BatchResult(Errno Error, ImmutableArray<(string Name, Errno Error)> Members)
{
    public static readonly BatchResult Ok = new(Errno.Ok, []);

    public static BatchResult Whole(Errno error) => new(error, []);
}

/// <summary>Making, renaming and destroying snapshots, and rolling back to one.</summary>
internal static class SnapshotCalls
{
    /// <summary>Takes snapshots of several datasets in one transaction: all or none.</summary>
    /// <param name="session">The session.</param>
    /// <param name="targets">Dataset and short name of each.</param>
    /// <param name="properties">User properties of all of them.</param>
    public static BatchResult Create(
        Session session, IReadOnlyList<(Dataset Dataset, string Name)> targets, IReadOnlyDictionary<string, string> properties)
    {
        var pool = targets[0].Dataset.Pool;
        if (targets.Any(target => target.Dataset.Pool != pool)) return BatchResult.Whole(Errno.CrossDevice);
        if (targets.DistinctBy(target => target.Dataset).Count() < targets.Count) return BatchResult.Whole(Errno.CrossDevice);
        foreach (var (dataset, _) in targets)
            if (session.ReasonAgainstWriting(dataset, "snapshot") is var reason and not Errno.Ok) return BatchResult.Whole(reason);

        var failures = targets.Select(target => (Name: $"{target.Dataset.Name}@{target.Name}", Error: ReasonAgainst(target.Dataset, target.Name)))
            .Where(failure => failure.Error != Errno.Ok).ToImmutableArray();
        if (failures.Length > 0) return new(failures[^1].Error, failures);

        var mutations = ImmutableArray.CreateBuilder<Mutation>();
        var id = pool.LastObjectSetId;
        foreach (var (dataset, name) in targets)
        {
            var ivSet = dataset.Encryption is null ? 0 : GuidSource.Draw(session.Model.Seed, pool.Name + "/ivset", ++id);
            var guid = session.NewGuid(pool.Name, ++id);
            mutations.Add(new CreateSnapshot(dataset.Name, name, id, guid, pool.Txg + 1, session.NowSeconds, session.NowSeconds, ivSet));
            foreach (var (property, value) in properties)
                mutations.Add(new ChangeProperty($"{dataset.Name}@{name}", property, value, null, false));
        }

        session.Commit(pool, mutations.ToImmutable());
        return BatchResult.Ok;
    }

    /// <summary>Destroys snapshots of one pool: all or none. Held ones fail, unless they may go later.</summary>
    /// <param name="session">The session.</param>
    /// <param name="snapshots">What to destroy.</param>
    /// <param name="defer">Mark what cannot go now, to go with its last hold or clone.</param>
    public static BatchResult Destroy(Session session, IReadOnlyCollection<Snapshot> snapshots, bool defer)
    {
        if (snapshots.Count == 0) return BatchResult.Ok;
        var pool = snapshots.First().Dataset.Pool;
        if (snapshots.Any(snapshot => snapshot.Dataset.Pool != pool)) return BatchResult.Whole(Errno.CrossDevice);
        foreach (var dataset in snapshots.Select(snapshot => snapshot.Dataset).Distinct())
            if (session.ReasonAgainstWriting(dataset, "destroy") is var reason and not Errno.Ok) return BatchResult.Whole(reason);

        var failures = snapshots.Select(snapshot => (Name: snapshot.FullName, Error: ReasonAgainstDestroying(session, snapshot, defer)))
            .Where(failure => failure.Error != Errno.Ok).ToImmutableArray();
        if (failures.Length > 0) return new(failures[^1].Error, failures);
        session.Commit(pool, [.. snapshots.Select(snapshot => MustStay(session, snapshot)
            ? (Mutation)new DeferSnapshot(snapshot.Dataset.Name, snapshot.Name)
            : new DestroySnapshot(snapshot.Dataset.Name, snapshot.Name, session.NowSeconds))]);
        return BatchResult.Ok;
    }

    /// <summary>Gives snapshots another short name.</summary>
    public static Errno Rename(Session session, IReadOnlyCollection<Snapshot> snapshots, string newName)
    {
        foreach (var snapshot in snapshots)
            if (session.ReasonAgainstWriting(snapshot.Dataset, "rename") is var reason and not Errno.Ok) return reason;
        session.Commit(snapshots.First().Dataset.Pool,
            [.. snapshots.Select(snapshot => (Mutation)new RenameSnapshot(snapshot.Dataset.Name, snapshot.Name, newName, session.NowSeconds))]);
        return Errno.Ok;
    }

    /// <summary>Brings the content of a snapshot back. It must be the newest.</summary>
    public static Errno RollBack(Session session, Snapshot snapshot)
    {
        var dataset = snapshot.Dataset;
        if (session.ReasonAgainstWriting(dataset, "rollback") is var reason and not Errno.Ok) return reason;
        if (dataset.NewestSnapshot != snapshot || dataset.Bookmarks.Values.Any(bookmark => bookmark.CreateTxg > snapshot.CreateTxg)) return Errno.Exists;
        if (session.Host.Activities.IsBusy(dataset.Name)) return Errno.Busy;
        session.Commit(dataset.Pool, new RollBack(dataset.Name, snapshot.Name));
        return Errno.Ok;
    }

    private static Errno ReasonAgainst(Dataset dataset, string name)
    {
        if (dataset.TryGetSnapshot(name, out _)) return Errno.Exists;
        if (dataset.IsInconsistent) return Errno.Busy;
        return dataset.Pool.IsFull ? Errno.NoSpace : Errno.Ok;
    }

    private static Errno ReasonAgainstDestroying(Session session, Snapshot snapshot, bool defer)
    {
        if (defer) return Errno.Ok;
        if (snapshot.HoldCount > 0 || session.Host.Activities.IsBusy(snapshot.FullName)) return Errno.Busy;
        return snapshot.Clones is { Count: > 0 } ? Errno.Exists : Errno.Ok;
    }

    private static bool MustStay(Session session, Snapshot snapshot) =>
        snapshot.HoldCount > 0 || snapshot.Clones is { Count: > 0 } || session.Host.Activities.IsBusy(snapshot.FullName);
}
