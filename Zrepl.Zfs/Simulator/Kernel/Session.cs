using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Profiles;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Exclusive work on a host's model: between two sessions nothing of it is kept but names. Disposing ends it.</summary>
internal sealed class Session(SimulatedHost host, StateStore store) : IDisposable
{
    private bool _isOver;

    public HostModel Model => store.Model;

    public VersionRules Rules => host.Rules;

    public SimulatedHost Host => host;

    /// <summary>Unix seconds.</summary>
    public long NowSeconds => host.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Makes changes of one pool as one transaction group.</summary>
    public void Commit(Pool pool, params ImmutableArray<Mutation> mutations) =>
        Commit(new Transaction(pool.Name, pool.Txg + 1, mutations));

    /// <summary>Makes a transaction durable and visible, or nothing of it.</summary>
    public void Commit(Transaction transaction)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        host.Crashes.BeforeTransaction();
        store.Commit(transaction);
        host.Crashes.AfterTransaction();
    }

    /// <summary>Writes the whole state of a host in a directory anew.</summary>
    internal void RewriteState() => ((DirectoryStore)store).Rewrite();

    /// <summary>A guid that no other object of this pool, host or seed has.</summary>
    public ulong NewGuid(string pool, ulong objectSetId) => GuidSource.Draw(Model.Seed, pool, objectSetId);

    /// <summary>What forbids a change of a dataset, in the order in which the module looks: pool state, then permission.</summary>
    public Errno ReasonAgainstWriting(Dataset dataset, string permission)
    {
        if (dataset.Pool.Health == PoolHealth.Suspended) return Errno.Suspended;
        if (dataset.Pool.IsReadOnly) return Errno.ReadOnly;
        return host.Permissions.Allows(permission, dataset.Name) ? Errno.Ok : Errno.NotPermitted;
    }

    /// <summary>A dataset that commands can see: its pool is imported.</summary>
    public Dataset? FindDataset(string name) =>
        Model.TryGetDataset(name, out var dataset) && dataset.Pool.IsImported ? dataset : null;

    /// <summary>A snapshot by its full name.</summary>
    public Snapshot? FindSnapshot(string fullName)
    {
        var at = fullName.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && FindDataset(fullName[..at]) is { } dataset && dataset.TryGetSnapshot(fullName[(at + 1)..], out var snapshot) ? snapshot : null;
    }

    /// <summary>A bookmark by its full name.</summary>
    public Bookmark? FindBookmark(string fullName)
    {
        var pound = fullName.IndexOf('#', StringComparison.Ordinal);
        return pound > 0 && FindDataset(fullName[..pound]) is { } dataset ? dataset.Bookmarks.GetValueOrDefault(fullName[(pound + 1)..]) : null;
    }

    public void Dispose()
    {
        if (_isOver) return;
        _isOver = true;
        store.Leave();
    }
}
