using System.Text;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Handshake;
using static Zrepl.Tests.Support.Wire.WireReading;

namespace Zrepl.Tests.Engine.Wire.Handshake;

/// <summary>The bytes of the version banner: spec wire 2.1, 2.2; conformance H-1, H-3, H-4, H-5, H-10.</summary>
public sealed class VersionBannerTests
{
    private const string Plain = "0000000056 ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0000\n";

    [Fact]
    public void H1_ours_is_the_67_bytes_of_a_Go_daemon()
    {
        Assert.Equal(
            Hex("""
                30 30 30 30 30 30 30 30 35 36 20 5a 52 45 50 4c 5f 5a 46 53 5f 52 45 50 4c 49 43 41 54 49 4f 4e
                20 50 52 4f 54 4f 56 45 52 53 49 4f 4e 3d 30 30 30 37 20 45 58 54 45 4e 53 49 4f 4e 53 3d 30 30 30 30 0a
                """),
            VersionBanner.Ours.Encode());
        Assert.Equal(Plain, Encoding.ASCII.GetString(VersionBanner.Ours.Encode()));
    }

    [Fact]
    public void With_an_extension_line_it_is_the_91_bytes_of_the_specification() => Assert.Equal(
        "0000000080 ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0001\nzrepl-net/1 zstd credit\n",
        Encoding.ASCII.GetString(new VersionBanner(7, ["zrepl-net/1 zstd credit"]).Encode()));

    [Theory]
    [InlineData("")]
    [InlineData("zrepl-net/1 zstd credit\n")]
    [InlineData("a\n\nünï cödé\n")]
    public void H3_extension_lines_are_read_and_kept(string lines)
    {
        var count = lines.Count(c => c == '\n');
        var banner = Read($"ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS={count:D4}\n{lines}");
        Assert.Equal(7, banner.ProtocolVersion);
        Assert.Equal(lines, string.Concat(banner.Extensions.Select(line => line + "\n")));
    }

    [Theory]
    [InlineData("ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0002\none\n")]
    [InlineData("ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0001\none\ntwo")]
    [InlineData("ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0001\none")]
    [InlineData("ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0000\nx")]
    [InlineData("ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0000")]
    [InlineData("ZREPL_ZFS_REPLICATION PROTOVERSION=0000 EXTENSIONS=0000\n")]
    [InlineData("ZREPL_ZFS_REPLICATION PROTOVERSION=+007 EXTENSIONS=0000\n")]
    [InlineData("ZREPL_ZFS_REPLICATION PROTOVERSION=  07 EXTENSIONS=0000\n")]
    [InlineData("zrepl_zfs_replication PROTOVERSION=0007 EXTENSIONS=0000\n")]
    [InlineData("short\n")]
    public void H4_a_body_that_is_none_is_refused(string body)
    {
        var failure = Assert.Throws<WireProtocolException>(() => Read(body));
        Assert.StartsWith("could not parse handshake message: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void H4_extension_lines_that_are_no_text_are_refused()
    {
        byte[] body = [.. "ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0001\n"u8, 0xff, (byte)'\n'];
        Assert.Throws<WireProtocolException>(() => VersionBanner.ReadBody(body));
    }

    [Theory]
    [InlineData("0000065536 ", 65536)]
    [InlineData("0000000056 ", 56)]
    [InlineData("0000000000 ", 0)]
    public void H5_lengths_up_to_the_limit_are_taken(string prefix, int length) =>
        Assert.Equal(length, VersionBanner.ReadBodyLength(Encoding.ASCII.GetBytes(prefix)));

    [Theory]
    [InlineData("0000065537 ")]
    [InlineData("9999999999 ")]
    [InlineData("000000005x ")]
    [InlineData("0000000056x")]
    [InlineData("        56 ")]
    [InlineData("SSH-2.0-Ope")]
    public void H5_a_length_that_is_none_or_too_large_is_refused_before_anything_is_allocated(string prefix) =>
        Assert.Throws<WireProtocolException>(() => VersionBanner.ReadBodyLength(Encoding.ASCII.GetBytes(prefix)));

    [Fact]
    public void H10_what_could_not_be_read_back_is_not_written()
    {
        Assert.Throws<ArgumentException>(() => new VersionBanner(7, ["two\nlines"]).Encode());
        Assert.ThrowsAny<ArgumentException>(() => new VersionBanner(7, ["lone \ud800 surrogate"]).Encode());
        Assert.Throws<ArgumentException>(() => new VersionBanner(7, [new string('x', 65536)]).Encode());
        Assert.Throws<ArgumentException>(() => new VersionBanner(7, [.. Enumerable.Repeat("", 9999)]).Encode());
        Assert.Throws<ArgumentException>(() => new VersionBanner(0, []).Encode());
        Assert.Throws<ArgumentException>(() => new VersionBanner(10000, []).Encode());
    }

    private static VersionBanner Read(string body) => VersionBanner.ReadBody(Encoding.UTF8.GetBytes(body));
}
