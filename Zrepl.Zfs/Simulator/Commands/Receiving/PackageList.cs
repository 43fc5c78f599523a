using System.Collections.Immutable;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Receiving;

/// <summary>
/// The list at the beginning of a compound stream: <c>tosnap</c>, <c>not_recursive</c>, and for each filesystem (<c>fss</c>) its properties
/// and those of its snapshots.
/// </summary>
internal sealed class PackageList
{
    private readonly ImmutableArray<NvPair> _pairs;

    private PackageList(ImmutableArray<NvPair> pairs) => _pairs = pairs;

    /// <summary>The list of a compound stream that has none.</summary>
    public static PackageList Empty { get; } = new([NvPair.Flag("not_recursive")]);

    /// <summary>True unless the stream says that it is of one filesystem only.</summary>
    public bool IsRecursive => _pairs.All(pair => pair.Name != "not_recursive");

    /// <summary>Reads a list.</summary>
    /// <returns>Null if it is none.</returns>
    public static PackageList? TryRead(ReadOnlySpan<byte> packed) => XdrNvList.TryRead(packed) is { } pairs ? new(pairs) : null;

    /// <summary>Properties of the filesystem whose snapshot has this guid.</summary>
    public ImmutableArray<NvPair> PropertiesOf(ulong snapshotGuid) => FilesystemOf(snapshotGuid) is { } filesystem ? ListIn(filesystem, "props") : [];

    /// <summary>Properties of the snapshot itself.</summary>
    public ImmutableArray<NvPair> SnapshotPropertiesOf(ulong snapshotGuid)
    {
        if (FilesystemOf(snapshotGuid) is not { } filesystem) return [];
        var name = ListIn(filesystem, "snaps").First(snapshot => snapshot.Number == snapshotGuid).Name; // it was found by it
        return ListIn(ListIn(filesystem, "snapprops"), name);
    }

    private ImmutableArray<NvPair>? FilesystemOf(ulong snapshotGuid)
    {
        foreach (var filesystem in ListIn(_pairs, "fss"))
            if (filesystem.Type == NvType.NvList && ListIn(filesystem.List, "snaps").Any(snapshot => snapshot.Number == snapshotGuid)) return filesystem.List;
        return null;
    }

    private static ImmutableArray<NvPair> ListIn(ImmutableArray<NvPair> pairs, string name) =>
        pairs.FirstOrDefault(pair => pair.Name == name && pair.Type == NvType.NvList) is { List.IsDefault: false } found ? found.List : [];
}
