using System.Collections.Immutable;

namespace Zrepl.Zfs.Simulator.Content;

/// <summary>What a new filesystem or volume holds before anybody writes to it.</summary>
internal static class InitialContent
{
    /// <summary>The root directory of every filesystem.</summary>
    public const ulong RootDirectory = 34;

    /// <summary>The first object a file gets.</summary>
    public const ulong FirstFile = 128;

    /// <summary>A volume's blocks.</summary>
    public const ulong VolumeData = 1;

    private const ulong MasterNode = 1;
    /// <summary>A volume's list of properties of its own.</summary>
    public const ulong VolumeProperties = 2;

    private static readonly StoredBlock MasterNodeBlock =
        new(MicroZap.Write(new Dictionary<string, ulong> { ["ROOT"] = RootDirectory, ["VERSION"] = 5, ["casesensitivity"] = 0, ["utf8only"] = 0 }));

    private static readonly StoredBlock EmptyDirectory = new(MicroZap.Write([]));

    public static ObjectSet OfFilesystem(ulong birth) => new(ImmutableSortedDictionary<ulong, DataObject>.Empty
        .Add(MasterNode, OneBlock(ObjectTypes.MasterNode, MasterNodeBlock, birth))
        .Add(RootDirectory, OneBlock(ObjectTypes.Directory, EmptyDirectory, birth)));

    public static ObjectSet OfVolume(ulong size, uint blockSize, ulong birth) => new(ImmutableSortedDictionary<ulong, DataObject>.Empty
        .Add(VolumeData, new(ObjectTypes.Volume, blockSize, 0, default, [], birth))
        .Add(VolumeProperties, OneBlock(ObjectTypes.VolumeProperties, new(MicroZap.Write(new Dictionary<string, ulong> { ["size"] = size })), birth)));

    private static DataObject OneBlock(uint type, StoredBlock block, ulong birth) =>
        new(type, (uint)block.Bytes.Length, 0, default, [new Extent(0, 1, block, birth)], birth);
}
