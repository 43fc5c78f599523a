using System.Globalization;
using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator.Kernel.Receiving;

/// <summary>
/// The last step of a receive: what arrived takes the place of the destination's content and gets its snapshot, in one transaction
/// (<c>dmu_recv_end_check</c>, <c>dmu_recv_end_sync</c>; spec C6.9).
/// </summary>
internal sealed class ReceiveEnd(Session session, ReceiveRequest request, Dataset target)
{
    public Errno Run()
    {
        var destination = target.LastComponent == Dataset.ReceiveChildName ? target.Parent! : target; // a hidden child has a parent
        var superseded = destination == target ? [] : destination.Snapshots.Where(snapshot => snapshot.CreateTxg > (target.Origin?.CreateTxg ?? 0)).ToList();
        if (Check(destination, superseded) is var error && error != Errno.Ok) return error;
        session.Commit(destination.Pool, [.. Changes(destination, superseded)]);
        return Errno.Ok;
    }

    private Errno Check(Dataset destination, List<Snapshot> superseded)
    {
        if (session.ReasonAgainstWriting(destination, "receive") is var reason and not Errno.Ok) return reason;
        if (destination == target) return destination.TryGetSnapshot(request.Snapshot, out _) ? Errno.Exists : Errno.Ok;
        if (request.Forces)
        {
            foreach (var snapshot in superseded)
            {
                if (snapshot.HoldCount > 0 || session.Host.Activities.IsBusy(snapshot.FullName)) return Errno.Busy;
                if (snapshot.Clones?.Any(clone => clone != target) == true) return Errno.Exists;
            }
        }
        else
        {
            if (destination.NewestSnapshot != target.Origin) return Errno.Invalid; // a snapshot was taken meanwhile
            if (destination.IsModifiedSinceSnapshot) return Errno.Modified;
        }

        if (session.Host.Activities.IsBusy(destination.Name)) return Errno.Busy;
        var hasName = destination.TryGetSnapshot(request.Snapshot, out var named) && !(request.Forces && superseded.Contains(named));
        return hasName ? Errno.Exists : Errno.Ok;
    }

    private IEnumerable<Mutation> Changes(Dataset destination, List<Snapshot> superseded)
    {
        var now = session.NowSeconds;
        var content = target.Content;
        if (destination != target)
        {
            yield return new AdoptReceived(destination.Name);
            if (request.Forces)
                foreach (var snapshot in superseded) yield return new DestroySnapshot(destination.Name, snapshot.Name, now);
        }

        yield return new MarkReceiving(destination.Name, false, null, destination.UsesLargeBlocks || target.UsesLargeBlocks);
        var pool = destination.Pool;
        var id = pool.LastObjectSetId;
        var isEncrypted = (destination.Encryption ?? target.Encryption) is not null;
        var ivSet = !isEncrypted ? 0
            : request.IsRaw && request.Start.Keys is { } keys ? keys.ToIvSet
            : GuidSource.Draw(session.Model.Seed, pool.Name + "/ivset", ++id);
        yield return new CreateSnapshot(
            destination.Name, request.Snapshot, id + 1, request.Head.ToGuid, pool.Txg + 1, request.Head.CreationSeconds, now, ivSet);
        if (request.Type != EntityTypes.Volume) yield break;
        foreach (var property in VolumeProperties(destination, content)) yield return property;
    }

    // Size and block size of a volume are part of its content.
    private static IEnumerable<Mutation> VolumeProperties(Dataset destination, ObjectSet content)
    {
        if (content.Objects.TryGetValue(InitialContent.VolumeProperties, out var list) && list.Extents is [{ Data: StoredBlock block }, ..]
            && MicroZap.Read(block.Bytes.Span).TryGetValue("size", out var size))
            yield return Set("volsize", size);
        if (content.Objects.TryGetValue(InitialContent.VolumeData, out var data)) yield return Set("volblocksize", data.BlockSize);

        ChangeProperty Set(string name, ulong value) =>
            new(destination.Name, name, destination.Properties[name] with { Local = value.ToString(CultureInfo.InvariantCulture) });
    }
}
