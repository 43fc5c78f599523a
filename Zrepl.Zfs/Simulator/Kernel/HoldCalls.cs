using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>User holds.</summary>
internal static class HoldCalls
{
    /// <summary>Longest tag in bytes.</summary>
    private const int LongestTag = 255;

    /// <summary>Holds what can be held. The call fails only if nothing can.</summary>
    public static BatchResult Hold(Session session, IReadOnlyCollection<Snapshot> snapshots, string tag)
    {
        if (tag.Length == 0) return BatchResult.Whole(Errno.Invalid);
        foreach (var snapshot in snapshots)
            if (session.ReasonAgainstWriting(snapshot.Dataset, "hold") is var reason and not Errno.Ok) return BatchResult.Whole(reason);
        var verdicts = snapshots.Select(snapshot => (snapshot, Error: ReasonAgainst(snapshot, tag))).ToList();
        var held = verdicts.Where(verdict => verdict.Error == Errno.Ok).Select(verdict => verdict.snapshot).ToList();
        if (held.Count == 0) return new(verdicts[^1].Error, [.. verdicts.Select(verdict => (verdict.snapshot.FullName, verdict.Error))]);
        session.Commit(held[0].Dataset.Pool, [.. held.Select(snapshot => new AddHold(snapshot.Dataset.Name, snapshot.Name, tag, session.NowSeconds))]);
        return BatchResult.Ok;
    }

    /// <summary>Releases a tag of snapshots that have it; a snapshot that waited for that goes away.</summary>
    public static BatchResult Release(Session session, IReadOnlyCollection<Snapshot> snapshots, string tag)
    {
        foreach (var snapshot in snapshots)
            if (session.ReasonAgainstWriting(snapshot.Dataset, "release") is var reason and not Errno.Ok) return BatchResult.Whole(reason);
        var mutations = ImmutableArray.CreateBuilder<Mutation>();
        foreach (var snapshot in snapshots)
        {
            mutations.Add(new RemoveHold(snapshot.Dataset.Name, snapshot.Name, tag));
            if (snapshot is { IsDeferred: true, HoldCount: 1, Clones: null })
                mutations.Add(new DestroySnapshot(snapshot.Dataset.Name, snapshot.Name, session.NowSeconds));
        }

        session.Commit(snapshots.First().Dataset.Pool, mutations.ToImmutable());
        return BatchResult.Ok;
    }

    private static Errno ReasonAgainst(Snapshot snapshot, string tag)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(tag) > LongestTag) return Errno.NameTooLong;
        return snapshot.Holds?.ContainsKey(tag) == true ? Errno.Exists : Errno.Ok;
    }
}
