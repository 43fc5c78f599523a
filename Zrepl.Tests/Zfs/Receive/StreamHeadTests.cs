using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Streams;

namespace Zrepl.Tests.Zfs.Receive;

/// <summary>Which streams are let through to <c>zfs receive</c>: promise 4.</summary>
public sealed class StreamHeadTests
{
    private const uint Clone = 1;
    private const uint FreeAndSpill = 4 | 8; // what OpenZFS sets in every stream

    private static readonly NvPair OneDataset = Datasets(1);
    private static readonly NvPair NotRecursive = NvPair.Flag("not_recursive");

    [Theory]
    [InlineData(0)]
    [InlineData(41)] // an increment
    public async Task A_snapshot_of_one_dataset_passes_with_and_without_properties(ulong from)
    {
        var snapshot = Begin(from: from);
        Assert.Equal(snapshot, (await ReadAsync(Bytes(snapshot))).Begin);
        var compound = Compound(snapshot, NvPair.Of("tosnap", "b"), NotRecursive, OneDataset);
        var head = await ReadAsync(compound);
        Assert.True(head.IsCompound);
        Assert.Equal(snapshot, head.Begin);
        Assert.Equal(compound, head.Bytes.ToArray());
    }

    [Fact]
    public async Task A_clone_is_refused_with_and_without_properties_and_the_text_says_what_to_do()
    {
        var clone = Begin(from: 4711, flags: FreeAndSpill | Clone);
        foreach (var bytes in new[] { Bytes(clone), Compound(clone, NotRecursive, OneDataset) })
        {
            var refused = await Assert.ThrowsAsync<StreamRefusedException>(() => ReadAsync(bytes));
            Assert.Equal(
                "the incoming stream is refused, and nothing was written: it would make a clone of whatever snapshot in this pool has the guid 4711. "
                + "Send the dataset in full instead (zfs send without -i ORIGIN); zrepl does", refused.Message);
        }
    }

    [Fact]
    public async Task A_package_of_several_datasets_is_refused_however_it_is_written()
    {
        foreach (var list in new NvPair[][] { [NotRecursive, Datasets(2)], [NotRecursive, OneDataset, OneDataset], [Datasets(2)] })
        {
            var refused = await Assert.ThrowsAsync<StreamRefusedException>(() => ReadAsync(Compound(Begin(), list)));
            Assert.Contains("a package of 2 datasets, whose names and properties nobody has checked", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact] // zfs send -R says so by leaving a flag out
    public async Task A_package_of_several_snapshots_is_refused()
    {
        var refused = await Assert.ThrowsAsync<StreamRefusedException>(() => ReadAsync(Compound(Begin(), OneDataset)));
        Assert.Contains("a package of several snapshots", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_is_refused()
    {
        var bytes = Compound(Begin(), NotRecursive, OneDataset);
        bytes[BeginRecord.Length + 12] = 0x7f; // the size of its first pair
        var refused = await Assert.ThrowsAsync<StreamRefusedException>(() => ReadAsync(bytes));
        Assert.Contains("its list of properties cannot be read", refused.Message, StringComparison.Ordinal);
    }

    private static Task<StreamHead> ReadAsync(byte[] bytes) => StreamHead.ReadAsync(new MemoryStream(bytes), CancellationToken.None);

    private static BeginRecord Begin(ulong from = 0, uint flags = FreeAndSpill) => new(StreamKind.SubStream, 0, 0, 2, flags, 42, from, "tank/a@b", 0);

    private static NvPair Datasets(int count) =>
        NvPair.Of("fss", [.. Enumerable.Range(1, count).Select(number => NvPair.Of($"0x{number:x}", [NvPair.Of("name", $"tank/{number}")]))]);

    private static byte[] Bytes(BeginRecord begin)
    {
        var bytes = new byte[BeginRecord.Length];
        begin.Write(bytes);
        return bytes;
    }

    // BEGIN, the list, END (of which only the length matters here), and the BEGIN of the snapshot.
    private static byte[] Compound(BeginRecord snapshot, params NvPair[] list)
    {
        var packed = XdrNvList.Write([.. list]);
        var outer = new BeginRecord(StreamKind.Compound, 0, 0, 0, 0, 0, 0, "tank/a@b", (uint)packed.Length);
        return [.. Bytes(outer), .. packed, .. new byte[BeginRecord.Length], .. Bytes(snapshot)];
    }
}
