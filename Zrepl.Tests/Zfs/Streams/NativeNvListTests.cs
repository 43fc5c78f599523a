using Zrepl.Zfs.Streams;

namespace Zrepl.Tests.Zfs.Streams;

public sealed class NativeNvListTests
{
    // The worked example of A11.4: the list inside token T-A.
    private const string Example =
        "000100000000000001000000200000000700000001000000080000006f626a65637400000100000000000000200000000700000001000000080000006f666673" +
        "657400000000020000000000200000000600000001000000080000006279746573000000001002000000000020000000070000000100000008000000746f6775" +
        "69640000887766554433221130000000070000000100000009000000746f6e616d65000074616e6b2f6d79206461746140736e61702031000000000000000000";

    [Fact] // A11.4
    public void The_worked_example_is_read_and_written_byte_for_byte()
    {
        var bytes = Convert.FromHexString(Example);
        Assert.Equal(0xc0, bytes.Length);
        var pairs = NativeNvList.TryRead(bytes, out var problem);
        Assert.Null(problem);
        Assert.Equal(["object", "offset", "bytes", "toguid", "toname"], pairs!.Value.Select(p => p.Name));
        Assert.Equal(Example, Convert.ToHexStringLower(NativeNvList.Write(pairs.Value)));
    }

    [Fact]
    public void Nested_lists_arrays_and_flags_read_back_equal()
    {
        var inner = NvPair.Of("inner", [NvPair.Flag("yes"), NvPair.Of("n", 7)]);
        var read = NativeNvList.TryRead(NativeNvList.Write([inner, new NvPair("many", NvType.UInt64Array, Numbers: [1, 2, 3]), NvPair.Of("t", "text")]), out _)!.Value;
        Assert.Equal(["yes", "n"], read[0].List.Select(p => p.Name));
        Assert.Equal([1UL, 2UL, 3UL], read[1].Numbers);
        Assert.Equal("text", read[2].Text);
    }

    [Fact] // C5
    public void The_keys_at_the_beginning_of_a_raw_stream_of_real_zfs_are_read()
    {
        var stream = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "openzfs", "2.3.2", "encrypted", "raw.zfs"));
        var begin = BeginRecord.TryRead(stream)!;
        var pairs = NativeNvList.TryRead(stream.AsSpan(BeginRecord.Length, (int)begin.PayloadLength), out var problem);
        Assert.Null(problem);
        var keys = Assert.Single(pairs!.Value, pair => pair.Name == "crypt_keydata").List;
        Assert.Equal(8UL, keys.Single(pair => pair.Name == "DSL_CRYPTO_SUITE").Number); // aes-256-gcm
        Assert.NotEqual(0UL, keys.Single(pair => pair.Name == "DSL_CRYPTO_GUID").Number);
        Assert.NotEqual(0UL, keys.Single(pair => pair.Name == "to_ivset_guid").Number);
    }

    [Fact] // A11.6 rule 4
    public void A_cut_off_list_is_refused_at_every_length()
    {
        var bytes = Convert.FromHexString(Example);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Null(NativeNvList.TryRead(bytes.AsSpan(0, length), out _));
    }
}
