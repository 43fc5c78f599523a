using System.Collections.Immutable;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>
/// The way from the newest version both sides have to the newest snapshot of the sender. Guids decide; names are for people, and
/// createtxg counts only within one pool. Source: spec 1.6.2.
/// </summary>
public abstract record IncrementalPath
{
    private IncrementalPath()
    {
    }

    /// <summary>A path.</summary>
    /// <param name="Versions">At least two: the base, which may be a bookmark, then snapshots, oldest first.</param>
    public sealed record Found(ImmutableArray<FilesystemVersion> Versions) : IncrementalPath;

    /// <summary>Nothing to send.</summary>
    /// <param name="Common">The receiver's newest snapshot as the sender has it; a bookmark if the snapshot is gone there.</param>
    public sealed record UpToDate(FilesystemVersion Common) : IncrementalPath
    {
        /// <summary>Upstream's words for it.</summary>
        public string Text =>
            $"the most recent sender snapshot is already present on the receiver (guid={Common.Guid}, name=\"{Common.RelativeName}\")";
    }

    /// <summary>There is none.</summary>
    /// <param name="Conflict">Why.</param>
    public sealed record Blocked(Conflict Conflict) : IncrementalPath;

    /// <summary>Compares the versions of both sides, in any order.</summary>
    public static IncrementalPath Between(IEnumerable<FilesystemVersion> receiver, IEnumerable<FilesystemVersion> sender)
    {
        var received = VersionOrder.Of(receiver.Where(version => version.IsSnapshot)); // its bookmarks are neither base nor conflict
        var sent = VersionOrder.Of(sender);

        var newestByGuid = new Dictionary<ulong, int>(sent.Length);
        for (var i = 0; i < sent.Length; i++) newestByGuid[sent[i].Guid] = i;

        var r = received.Length - 1;
        var s = -1;
        while (r >= 0 && !newestByGuid.TryGetValue(received[r].Guid, out s)) r--;
        if (r < 0) return new Blocked(sent.IsEmpty ? new Conflict.NoSenderSnapshots() : new Conflict.NoCommonAncestor(sent, received));
        if (r < received.Length - 1) return new Blocked(new Conflict.Diverged(sent[s], sent[(s + 1)..], received[(r + 1)..]));

        var path = ImmutableArray.CreateBuilder<FilesystemVersion>(sent.Length - s);
        path.Add(sent[s]);
        foreach (var version in sent.AsSpan()[(s + 1)..])
            if (version.IsSnapshot && version.Guid != path[^1].Guid) path.Add(version);
        return path.Count == 1 ? new UpToDate(sent[s]) : new Found(path.DrainToImmutable());
    }
}
