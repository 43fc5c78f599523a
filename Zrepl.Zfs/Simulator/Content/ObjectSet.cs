using System.Collections.Immutable;

namespace Zrepl.Zfs.Simulator.Content;

/// <summary>The whole content of a dataset at one moment. Immutable, so that a snapshot is a reference to it.</summary>
internal sealed class ObjectSet(ImmutableSortedDictionary<ulong, DataObject> objects)
{
    /// <summary>What ZFS itself needs for a filesystem without files, as seen on a pool with 512-byte sectors.</summary>
    private const ulong Overhead = 24 * 1024;

    private (ulong Physical, ulong Logical)? _bytes;

    /// <summary>Nothing at all; the state of a dataset before its first object arrives.</summary>
    public static ObjectSet Empty { get; } = new(ImmutableSortedDictionary<ulong, DataObject>.Empty);

    /// <summary>The objects in ascending order of their numbers.</summary>
    public ImmutableSortedDictionary<ulong, DataObject> Objects => objects;

    /// <summary>Bytes on the simulated disk.</summary>
    public ulong PhysicalBytes => (_bytes ??= Sum()).Physical;

    /// <summary>Bytes before compression.</summary>
    public ulong LogicalBytes => (_bytes ??= Sum()).Logical;

    /// <summary>Bytes of blocks written after <paramref name="txg"/>.</summary>
    public ulong BytesBornAfter(ulong txg)
    {
        ulong bytes = 0;
        foreach (var (_, item) in objects)
        {
            if (!item.ChangedAfter(txg)) continue;
            bytes += 512;
            foreach (var extent in item.Extents)
                if (extent.BirthTxg > txg) bytes += extent.Count * extent.Data.PhysicalSize(item.BlockSize);
        }

        return bytes;
    }

    /// <summary>The same before compression.</summary>
    public ulong LogicalBytesBornAfter(ulong txg)
    {
        ulong bytes = 0;
        foreach (var (_, item) in objects)
        {
            if (!item.ChangedAfter(txg)) continue;
            bytes += 512;
            foreach (var extent in item.Extents)
                if (extent.BirthTxg > txg) bytes += extent.Count * item.BlockSize;
        }

        return bytes;
    }

    /// <summary>Bytes of blocks that are here but not in <paramref name="later"/> and were written after <paramref name="bornAfter"/>.</summary>
    public ulong BytesLostIn(ObjectSet later, ulong bornAfter = 0)
    {
        if (ReferenceEquals(this, later)) return 0;
        ulong bytes = 0;
        foreach (var (id, item) in objects)
        {
            var successor = later.Objects.GetValueOrDefault(id);
            if (ReferenceEquals(item, successor)) continue;
            foreach (var (blocks, data, birth) in ExtentList.Lost(item.Extents, successor?.Extents ?? []))
                if (birth > bornAfter) bytes += blocks * data.PhysicalSize(item.BlockSize);
        }

        return bytes;
    }

    /// <summary>This content with one object put in, or taken out if <paramref name="item"/> is null.</summary>
    public ObjectSet With(ulong id, DataObject? item) => new(item is null ? objects.Remove(id) : objects.SetItem(id, item));

    private (ulong, ulong) Sum()
    {
        var isVolume = objects.TryGetValue(InitialContent.VolumeData, out var first) && first.Type == ObjectTypes.Volume;
        var (physical, logical) = isVolume ? (Overhead / 2, Overhead / 4) : (Overhead, Overhead / 2);
        foreach (var (id, item) in objects)
        {
            if (id < InitialContent.FirstFile && item.Type != ObjectTypes.Volume) continue; // part of the overhead
            physical += item.PhysicalBytes;
            logical += item.LogicalBytes;
        }

        return (physical, logical);
    }
}
