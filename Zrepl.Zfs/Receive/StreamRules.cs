using System.Globalization;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Receive;

/// <summary>
/// What a stream may be. It comes from a peer, and <c>zfs receive</c> does what the stream says in the whole pool: these rules keep it to the one dataset that is
/// received into. What zrepl sends (a snapshot in full, or on top of an older one of the same dataset) passes, also where the dataset is itself a clone: OpenZFS sets
/// the clone flag only if the older snapshot is of another dataset (<c>is_clone</c> in <c>dmu_send.c</c>).
/// </summary>
internal static class StreamRules
{
    /// <summary>Checks the record of a snapshot.</summary>
    /// <exception cref="StreamRefusedException">It would make a clone.</exception>
    public static void Check(BeginRecord begin)
    {
        if (!begin.IsClone) return;

        // ZFS looks for the origin by its guid in the whole pool, below the roots of other clients too.
        throw new StreamRefusedException(
            $"it would make a clone of whatever snapshot in this pool has the guid {begin.FromGuid.ToString(CultureInfo.InvariantCulture)}. "
            + "Send the dataset in full instead (zfs send without -i ORIGIN); zrepl does");
    }

    /// <summary>Checks the list at the beginning of a compound stream.</summary>
    /// <param name="packed">The list; empty if the stream has none.</param>
    /// <exception cref="StreamRefusedException">It cannot be read, or the stream brings more than one snapshot of one dataset.</exception>
    public static void CheckList(ReadOnlySpan<byte> packed)
    {
        if (packed.IsEmpty) return; // then ZFS takes it for a stream of one dataset without properties
        if (XdrNvList.TryRead(packed) is not { } list) throw new StreamRefusedException("its list of properties cannot be read");

        // ZFS takes one of several lists of the same name; which one is its own business.
        var filesystems = list.Where(pair => pair is { Name: "fss", List.IsDefault: false }).Sum(pair => pair.List.Length);
        var isOfSeveral = !list.Any(pair => pair.Name == "not_recursive");
        if (filesystems <= 1 && !isOfSeveral) return;
        throw new StreamRefusedException(
            $"it is a package of {(filesystems > 1 ? $"{filesystems} datasets" : "several snapshots")}, whose names and properties nobody has checked. "
            + "Send each dataset by itself (zfs send without -R); zrepl does");
    }
}
