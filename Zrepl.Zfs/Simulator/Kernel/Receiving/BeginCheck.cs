using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Receiving;

/// <summary>Where the records of an accepted stream go.</summary>
/// <param name="Target">Name of the dataset that takes them; the destination or its hidden child.</param>
/// <param name="IsNew">The target has to be made first.</param>
/// <param name="From">The snapshot the target begins as, or null.</param>
internal sealed record ReceivePlan(string Target, bool IsNew, Snapshot? From);

/// <summary>
/// The checks of the module before the first record is stored, in its order (<c>dmu_recv_begin_check</c>,
/// <c>dmu_recv_resume_begin_check</c> in OpenZFS <c>module/zfs/dmu_recv.c</c>; spec C6.5, C6.6).
/// </summary>
internal sealed class BeginCheck(Session session, ReceiveRequest request)
{
    // A pool with less room than this cannot even make a dataset.
    private const ulong LeastRoom = 128 * 1024;

    private ReceivePlan? _plan;

    /// <summary>Decides.</summary>
    /// <param name="plan">Where the records go if the result is OK.</param>
    public Errno Run(out ReceivePlan? plan)
    {
        var error = Check();
        plan = error == Errno.Ok ? _plan : null;
        return error;
    }

    private Errno Check()
    {
        var existing = session.FindDataset(request.Dataset);
        if (existing is null && session.FindDataset(request.ParentName) is null) return Errno.NoEntry;
        var closest = existing ?? session.Model.Dataset(request.ParentName);
        if (session.ReasonAgainstWriting(closest, "receive") is var reason and not Errno.Ok) return reason;
        if (ReasonInFeatures(closest.Pool) is var unsupported and not Errno.Ok) return unsupported;
        if (request.Features.HasFlag(StreamFeatures.Resuming)) return CheckResume(existing);
        if (existing is null) return CheckNew(closest);
        if (!request.IsRaw && !Keys.IsReadable(existing)) return Errno.NoAccess;
        return request.IsClone ? Errno.Invalid : CheckExisting(existing);
    }

    private Errno ReasonInFeatures(Pool pool)
    {
        (StreamFeatures Stream, string Pool)[] needs =
        [
            (StreamFeatures.Lz4, "lz4_compress"), (StreamFeatures.LargeBlocks, "large_blocks"), (StreamFeatures.EmbeddedData, "embedded_data"),
            (StreamFeatures.LargeDnode, "large_dnode"), (StreamFeatures.Zstd, "zstd_compress"), (StreamFeatures.Raw, "encryption"),
            (StreamFeatures.Redacted, "redacted_datasets"),
        ];
        if (needs.Any(need => request.Features.HasFlag(need.Stream) && !pool.HasFeature(need.Pool))) return Errno.NotSupported;
        if (request.IsResumable && !pool.HasFeature("extensible_dataset")) return Errno.NotSupported;
        return request.IsRaw && request.Features.HasFlag(StreamFeatures.EmbeddedData) && request.Start.Keys is null ? Errno.Invalid : Errno.Ok;
    }

    private Errno CheckNew(Dataset parent)
    {
        if (request.Head.FromGuid != 0 && !request.IsClone) return Errno.NoEntry;
        if (!request.IsRaw && request.Origin is null && WillEncrypt(parent))
        {
            if (request.Encryption is null && !Keys.IsReadable(parent)) return Errno.NoAccess;
            if (request.Features.HasFlag(StreamFeatures.EmbeddedData)) return Errno.Invalid;
        }

        if (parent.Type != EntityTypes.Filesystem) return Errno.WrongParent;
        var origin = request.Origin is { } name ? session.FindSnapshot(name) : null;
        if (request.IsClone && origin?.Guid != request.Head.FromGuid && request.Head.FromGuid != 0) return Errno.NoDevice;
        return Accept(parent, new(request.Dataset, true, origin));
    }

    private Errno CheckExisting(Dataset dataset)
    {
        if (dataset.ReceiveChild is not null || dataset.Resume is not null || dataset.IsInconsistent) return Errno.Busy;
        if (dataset.TryGetSnapshot(request.Snapshot, out _)) return Errno.Exists;
        if (request.Type == EntityTypes.Volume && dataset.Children.Count > 0) return Errno.WrongParent;
        return request.Head.FromGuid != 0 ? CheckIncremental(dataset) : CheckReplacement(dataset);
    }

    private Errno CheckIncremental(Dataset dataset)
    {
        var isEncrypted = dataset.Encryption is not null;
        if (!isEncrypted && request.IsRaw) return Errno.Invalid;
        if (isEncrypted && request.Features.HasFlag(StreamFeatures.EmbeddedData) && !request.IsRaw) return Errno.Invalid;
        if (dataset.FindSnapshot(request.Head.FromGuid) is not { } from) return Errno.NoDevice;
        var newest = dataset.NewestSnapshot!; // there is at least the one just found
        if (!request.Forces && (!ReferenceEquals(dataset.Content, from.Content) || (request.IsRaw && newest != from))) return Errno.Modified;
        if (session.Rules.DetectsLargeBlockMismatch && dataset.UsesLargeBlocks && !request.Features.HasFlag(StreamFeatures.LargeBlocks))
            return Errno.LargeBlockMismatch;
        return Accept(dataset, new(dataset.Name + "/" + Dataset.ReceiveChildName, true, request.Forces ? from : newest));
    }

    private Errno CheckReplacement(Dataset dataset)
    {
        if (!request.Forces) return Errno.Exists;
        if (request.IsRaw || dataset.Encryption is not null) return Errno.Invalid;
        if (dataset.Parent is { } parent && WillEncrypt(parent))
        {
            if (!Keys.IsReadable(parent)) return Errno.NoAccess;
            if (request.Features.HasFlag(StreamFeatures.EmbeddedData)) return Errno.Invalid;
        }

        return Accept(dataset, new(dataset.Name + "/" + Dataset.ReceiveChildName, true, null));
    }

    private Errno CheckResume(Dataset? dataset)
    {
        if (dataset is null) return Errno.NoEntry;
        var target = dataset.ReceiveChild ?? dataset;
        if (!request.IsRaw && !Keys.IsReadable(target)) return Errno.NoAccess;
        var isFullIntoExisting = dataset.ReceiveChild is not null && request.Head.FromGuid == 0;
        if (isFullIntoExisting && !request.Forces && session.Rules.ResumeIntoExistingNeedsForce) return Errno.ResumeExists;
        if (!target.IsInconsistent || target.Resume is not { } saved || saved.ToGuid != request.Head.ToGuid) return Errno.Invalid;
        if (session.Host.Activities.IsBusy(target.Name)) return Errno.Busy;
        if (saved.FromGuid != request.Head.FromGuid || saved.Raw != request.IsRaw) return Errno.Invalid;
        if (saved.Object != request.Start.ResumeObject || saved.Offset != request.Start.ResumeOffset) return Errno.Invalid;
        _plan = new(target.Name, false, target.Origin);
        return Errno.Ok;
    }

    private Errno Accept(Dataset place, ReceivePlan plan)
    {
        _plan = plan;
        if (place.Pool.IsFull) return Errno.NoSpace;
        var space = new SpaceAccounting();
        if (space.Available(place.Pool.Root) < LeastRoom) return Errno.NoSpace;
        return space.Available(place) == 0 ? Errno.Quota : Errno.Ok;
    }

    private bool WillEncrypt(Dataset parent) => !request.IsPlain && (request.Encryption is not null || parent.Encryption is not null);
}
