using System.Text;
using Zrepl.Engine.Hooks.Command;

namespace Zrepl.Tests.Engine.Hooks;

public sealed class OutputRingTests // vectors of spec 8.11
{
    private const int Kibibyte = 1024;
    private const int Mebibyte = 1024 * 1024;

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void A_limit_below_one_is_refused(int limit) =>
        Assert.Contains("max must be positive", Assert.Throws<ArgumentOutOfRangeException>(() => new OutputRing(limit)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(32767, 32 * Kibibyte)]
    [InlineData(32768, 32 * Kibibyte)]
    [InlineData(32769, 64 * Kibibyte)]
    public void It_grows_only_when_the_first_32_KiB_are_full(int written, int capacity)
    {
        var ring = new OutputRing(Mebibyte);
        ring.Write(Bytes(written));
        Assert.Equal(written, ring.Length);
        Assert.Equal(capacity, ring.Capacity);
        Assert.Equal(Bytes(written), ring.ToArray());
    }

    [Fact]
    public void Exactly_the_limit_in_four_writes_is_kept_whole()
    {
        var ring = new OutputRing(Mebibyte);
        for (var i = 0; i < 4; i++) ring.Write(Enumerable.Repeat((byte)('a' + i), Mebibyte / 4).ToArray());
        Assert.Equal(Mebibyte, ring.Length);
        Assert.Equal(Mebibyte, ring.Capacity);
        Assert.Equal("aaaaaa", Text(ring)[..6]);
        Assert.EndsWith("dddddd", Text(ring), StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_the_limit_keeps_the_end_and_marks_the_beginning()
    {
        var ring = new OutputRing(Mebibyte);
        for (var i = 0; i < 5; i++) ring.Write(Enumerable.Repeat((byte)('a' + i), 256 * Kibibyte).ToArray());
        ring.Write("end!"u8);
        Assert.Equal(Mebibyte, ring.Length);
        Assert.StartsWith("(...)b", Text(ring), StringComparison.Ordinal);
        Assert.EndsWith("eend!", Text(ring), StringComparison.Ordinal);
    }

    [Fact]
    public void One_write_beyond_the_limit_keeps_its_tail_with_the_mark_over_the_first_five_bytes()
    {
        var ring = new OutputRing(10);
        ring.Write("0123456789A"u8);
        Assert.Equal("(...)6789A", Text(ring));
    }

    [Fact]
    public void A_write_after_a_wrap_comes_last()
    {
        var ring = new OutputRing(10);
        foreach (var part in new[] { "01234567", "89AB", "CDE", "" }) ring.Write(Encoding.ASCII.GetBytes(part));
        Assert.Equal("(...)ABCDE", Text(ring));
    }

    [Fact]
    public void A_limit_shorter_than_the_mark_cuts_the_mark()
    {
        var ring = new OutputRing(3);
        ring.Write("abcd"u8);
        Assert.Equal("(..", Text(ring));
    }

    private static string Text(OutputRing ring) => Encoding.ASCII.GetString(ring.ToArray());

    private static byte[] Bytes(int count) => Enumerable.Range(0, count).Select(i => (byte)i).ToArray();
}
