using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Loading, unloading and changing the keys of encryption roots.</summary>
internal static class KeyCalls
{
    /// <summary>Loads a key whose fingerprint fits, or is the first one given where none is known yet.</summary>
    public static void Load(Session session, Dataset root, ulong fingerprint) => SetLoaded(session, root, true, fingerprint);

    /// <summary>
    /// Fingerprint of the key that opens an encryption root. A raw stream of real ZFS does not tell it; then what opens another dataset with
    /// the same master key counts, and 0 means that any key is believed.
    /// </summary>
    public static ulong FingerprintOf(Session session, Dataset root)
    {
        var encryption = root.Encryption!; // an encryption root
        if (encryption.Wrapping is { Fingerprint: not 0 } known) return known.Fingerprint;
        return session.Model.ImportedPools.SelectMany(pool => pool.Root.SelfAndBelow()).Select(dataset => dataset.Encryption)
            .FirstOrDefault(other => other?.MasterKeyGuid == encryption.MasterKeyGuid && other.Wrapping is { Fingerprint: not 0 })?.Wrapping?.Fingerprint ?? 0;
    }

    /// <summary>Forgets the key, unless something that needs it is mounted or being sent.</summary>
    public static Errno Unload(Session session, Dataset root)
    {
        foreach (var user in Users(root))
        {
            if (user.IsMounted || session.Host.Activities.IsBusy(user.Name)) return Errno.Busy;
            if (user.Snapshots.Any(snapshot => session.Host.Activities.IsBusy(snapshot.FullName))) return Errno.Busy;
        }

        SetLoaded(session, root, false, root.Encryption!.Wrapping!.Fingerprint); // an encryption root has both
        return Errno.Ok;
    }

    /// <summary>Wraps the master keys of a dataset and what shares its root with another key; it becomes an encryption root.</summary>
    public static void Change(Session session, Dataset dataset, WrappingKey key, string keyLocation)
    {
        var users = Users(dataset).ToList();
        session.Commit(dataset.Pool,
        [
            .. users.Select(user => (Mutation)new ChangeEncryption(
                user.Name, user.Encryption! with { Root = dataset.Name, Wrapping = user == dataset ? key : null })), // users are encrypted
            new ChangeProperty(dataset.Name, "keylocation", keyLocation, null, false),
        ]);
    }

    /// <summary>The dataset is opened by its parent's key from now on.</summary>
    public static void Inherit(Session session, Dataset dataset)
    {
        var root = dataset.Parent!.Encryption!.Root; // checked by the command
        session.Commit(dataset.Pool,
        [
            .. Users(dataset).Select(user => (Mutation)new ChangeEncryption(user.Name, user.Encryption! with { Root = root, Wrapping = null })), // users are encrypted
            new ChangeProperty(dataset.Name, "keylocation", null, null, false),
        ]);
    }

    // Everything below that has the same root as the dataset itself.
    private static IEnumerable<Dataset> Users(Dataset dataset) =>
        HostModel.WithHidden(dataset).Where(below => below.Encryption is { } encryption && encryption.Root == dataset.Encryption?.Root);

    private static void SetLoaded(Session session, Dataset root, bool isLoaded, ulong fingerprint) => session.Commit(root.Pool, new ChangeEncryption(
        root.Name, root.Encryption! with { Wrapping = root.Encryption.Wrapping! with { IsLoaded = isLoaded, Fingerprint = fingerprint } })); // an encryption root has both
}
