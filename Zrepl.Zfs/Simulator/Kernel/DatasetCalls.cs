using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>What a dataset to be made gets.</summary>
/// <param name="Name">Full name; its parent exists.</param>
/// <param name="Type">Filesystem or volume.</param>
/// <param name="Properties">Local properties in the form in which they are kept.</param>
internal sealed record NewDataset(string Name, EntityTypes Type, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>The encryption of a new encryption root, <see langword="null"/> to take over the parent's.</summary>
    public Encryption? Encryption { get; init; }

    /// <summary>True for <c>encryption=off</c> below an encrypted parent.</summary>
    public bool IsPlain { get; init; }
}

/// <summary>Making, renaming, cloning and destroying datasets.</summary>
internal static class DatasetCalls
{
    /// <summary>Makes a filesystem or volume.</summary>
    public static Errno Create(Session session, NewDataset wanted)
    {
        var parent = session.Model.Dataset(wanted.Name[..wanted.Name.LastIndexOf('/')]);
        if (session.ReasonAgainstWriting(parent, "create") is var reason and not Errno.Ok) return reason;
        if (session.Model.TryGetDataset(wanted.Name, out _)) return Errno.Exists;
        var pool = parent.Pool;
        if (pool.IsFull || Math.Max(Number(wanted, "reservation"), Number(wanted, "refreservation")) > new SpaceAccounting().Available(parent)) return Errno.NoSpace;
        var id = pool.LastObjectSetId + 1;
        var encryption = wanted.IsPlain ? null : wanted.Encryption ?? InheritedEncryption(session, parent, id);
        if (encryption is not null && wanted.Encryption is null && !Keys.IsReadable(parent)) return Errno.NoAccess;

        var mutations = ImmutableArray.CreateBuilder<Mutation>();
        mutations.Add(new CreateDataset(wanted.Name, wanted.Type, id, session.NewGuid(pool.Name, id), pool.Txg + 1, session.NowSeconds)
        {
            Encryption = encryption,
            VolumeSize = Number(wanted, "volsize"),
            VolumeBlockSize = (uint)(Number(wanted, "volblocksize") is > 0 and var given ? given : UsualVolumeBlockSize(session)),
        });
        foreach (var (name, value) in wanted.Properties) mutations.Add(new ChangeProperty(wanted.Name, name, value, null, false));
        session.Commit(pool, mutations.ToImmutable());
        return Errno.Ok;
    }

    /// <summary>Destroys a filesystem or volume without children and snapshots. Hidden leftovers of a receive go with it.</summary>
    public static Errno Destroy(Session session, Dataset dataset)
    {
        if (session.ReasonAgainstWriting(dataset, "destroy") is var reason and not Errno.Ok) return reason;
        if (dataset.Snapshots.Count > 0 || session.Host.Activities.IsBusy(dataset.Name)) return Errno.Busy;
        if (dataset.Children.Count > 0) return Errno.Exists;
        if (dataset.ReceiveChild is { } hidden && session.Host.Activities.IsBusy(hidden.Name)) return Errno.Busy;
        var mutations = ImmutableArray.CreateBuilder<Mutation>();
        if (dataset.ReceiveChild is not null) mutations.Add(new DestroyDataset(dataset.ReceiveChild.Name));
        mutations.Add(new DestroyDataset(dataset.Name));
        if (dataset.Origin is { IsDeferred: true, HoldCount: 0, Clones.Count: 1 } origin)
            mutations.Add(new DestroySnapshot(origin.Dataset.Name, origin.Name, session.NowSeconds));
        session.Commit(dataset.Pool, mutations.ToImmutable());
        return Errno.Ok;
    }

    /// <summary>Moves a dataset with everything below it.</summary>
    public static Errno Rename(Session session, Dataset dataset, Dataset newParent, string newName)
    {
        if (session.ReasonAgainstWriting(dataset, "rename") is var reason and not Errno.Ok) return reason;
        if (session.Model.TryGetDataset(newName, out _)) return Errno.Exists;
        var isKeyAbove = dataset.Encryption is { } encryption && encryption.Root != dataset.Name;
        if (isKeyAbove && newParent.Encryption?.Root != dataset.Encryption!.Root) return Errno.NoAccess; // isKeyAbove implies encryption
        session.Commit(dataset.Pool, new RenameDataset(dataset.Name, newName));
        return Errno.Ok;
    }

    /// <summary>Makes a clone of a snapshot.</summary>
    public static Errno Clone(Session session, Snapshot origin, Dataset parent, string name, IReadOnlyDictionary<string, string> properties)
    {
        if (session.ReasonAgainstWriting(parent, "create") is var reason and not Errno.Ok) return reason;
        if (origin.Dataset.Pool != parent.Pool) return Errno.CrossDevice;
        if (session.Model.TryGetDataset(name, out _)) return Errno.Exists;
        var pool = parent.Pool;
        var id = pool.LastObjectSetId + 1;
        session.Commit(pool,
        [
            new CreateDataset(name, origin.Dataset.Type, id, session.NewGuid(pool.Name, id), pool.Txg + 1, session.NowSeconds)
            {
                Origin = origin.FullName,
                Encryption = origin.Dataset.Encryption is { } encryption ? encryption with { Wrapping = null } : null,
            },
            .. properties.Select(property => (Mutation)new ChangeProperty(name, property.Key, property.Value, null, false)),
        ]);
        return Errno.Ok;
    }

    /// <summary>A clone and its origin change places.</summary>
    public static Errno Promote(Session session, Dataset clone, out string? conflict)
    {
        conflict = null;
        if (session.ReasonAgainstWriting(clone, "promote") is var reason and not Errno.Ok) return reason;
        var origin = clone.Origin!; // checked by the command
        conflict = origin.Dataset.Snapshots.FirstOrDefault(s => s.CreateTxg <= origin.CreateTxg && clone.TryGetSnapshot(s.Name, out _))?.Name;
        if (conflict is not null) return Errno.Exists;
        session.Commit(clone.Pool, new PromoteClone(clone.Name));
        return Errno.Ok;
    }

    /// <summary>The encryption of a new dataset below <paramref name="parent"/>: a master key of its own, opened by the parent's root.</summary>
    public static Encryption? InheritedEncryption(Session session, Dataset parent, ulong objectSetId) => parent.Encryption is not { } above
        ? null
        : new(above.Suite, GuidSource.Draw(session.Model.Seed, parent.Pool.Name + "/keys", objectSetId), above.Root, null);

    private static ulong UsualVolumeBlockSize(Session session) => session.Rules.Version.IsAtLeast(2, 2) ? 16384UL : 8192;

    private static ulong Number(NewDataset wanted, string property) =>
        wanted.Properties.TryGetValue(property, out var text) ? ulong.Parse(text, CultureInfo.InvariantCulture) : 0;
}
