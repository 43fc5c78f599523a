using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.Kernel.Sending;

/// <summary>What the module needs to make a stream, or why it will not (<c>dmu_send</c> in OpenZFS <c>module/zfs/dmu_send.c</c>).</summary>
/// <param name="Error">The reason, or Ok.</param>
/// <param name="Source">What to send; only if Ok.</param>
/// <param name="To">The snapshot, or the filesystem or volume itself.</param>
/// <param name="From">The snapshot or bookmark it starts from, or null.</param>
internal sealed record OpenedSend(Errno Error, SendSource? Source, ZfsEntity? To, ZfsEntity? From)
{
    public static OpenedSend Failed(Errno error) => new(error, null, null, null);
}

/// <summary>Finds the two ends of a stream.</summary>
internal static class SendOpener
{
    /// <summary>The name of the snapshot in the stream of a filesystem itself.</summary>
    private const string HeadName = "--head--";

    /// <summary>Opens what is to be sent.</summary>
    /// <param name="session">The session.</param>
    /// <param name="to">Full name of a snapshot, filesystem or volume.</param>
    /// <param name="from">Full name of a snapshot or bookmark, or null.</param>
    /// <param name="flags">What the stream may contain.</param>
    /// <param name="resume">Where it continues, or null.</param>
    /// <param name="isEstimate">Nothing will be read: keys and permissions do not matter.</param>
    public static OpenedSend Open(
        Session session, string to, string? from, StreamFlags flags, (ulong Object, ulong Offset)? resume, bool isEstimate)
    {
        if (EntityOpener.Find(session, to, out var error) is not { } target) return OpenedSend.Failed(error);
        var head = target.Head;
        if (!isEstimate)
        {
            if (!session.Host.Permissions.Allows("send", head.Name)) return OpenedSend.Failed(Errno.NotPermitted);
            if (target is Dataset { IsMounted: true }) return OpenedSend.Failed(Errno.Busy);
        }
        else if (target is Dataset) return OpenedSend.Failed(Errno.Invalid);

        var source = FindSource(session, from, target, out error);
        if (error != Errno.Ok) return OpenedSend.Failed(error);
        if (!isEstimate && !flags.Raw && !Keys.IsReadable(head)) return OpenedSend.Failed(Errno.NoAccess);
        return new(Errno.Ok, Describe(target, source, flags, resume), target, source);
    }

    private static SendSource Describe(ZfsEntity target, ZfsEntity? source, StreamFlags flags, (ulong Object, ulong Offset)? resume)
    {
        var (head, snapshot) = (target.Head, target as Snapshot);
        return new()
        {
            Content = snapshot?.Content ?? head.Content,
            ToGuid = target.Guid,
            ToName = snapshot?.FullName ?? $"{head.Name}@{HeadName}",
            CreationSeconds = target.CreationSeconds,
            IsVolume = head.Type == EntityTypes.Volume,
            FromGuid = source?.Guid ?? 0,
            FromTxg = source?.CreateTxg ?? 0,
            IsClone = source is Snapshot && source.Head != head,
            Flags = flags,
            HasLargeBlocks = head.UsesLargeBlocks,
            Encryption = head.Encryption,
            Wrapping = Keys.WrappingKeyOf(head),
            ToIvSet = snapshot?.IvSetGuid ?? 0,
            FromIvSet = source switch { Snapshot from => from.IvSetGuid, Bookmark from => from.IvSetGuid, _ => 0 },
            Resume = resume,
        };
    }

    private static ZfsEntity? FindSource(Session session, string? from, ZfsEntity target, out Errno error)
    {
        error = Errno.Ok;
        if (from is null) return null;
        var isBookmark = from.Contains('#', StringComparison.Ordinal);
        var source = EntityOpener.Find(session, from, out error);
        if (source is null)
        {
            if (isBookmark && error == Errno.NoEntry) error = Errno.NoSuchThing;
            return null;
        }

        error = IsBefore(source, target) ? Errno.Ok : Errno.CrossDevice;
        return error == Errno.Ok ? source : null;
    }

    // The source must be older, of the same dataset or of the history it was cloned from.
    private static bool IsBefore(ZfsEntity source, ZfsEntity target)
    {
        var until = target is Snapshot ? target.CreateTxg : ulong.MaxValue;
        for (var dataset = target.Head; ; dataset = dataset.Origin.Dataset)
        {
            if (source.Head == dataset) return source.CreateTxg < until;
            if (dataset.Origin is null) return false;
            until = dataset.Origin.CreateTxg + 1;
        }
    }
}
