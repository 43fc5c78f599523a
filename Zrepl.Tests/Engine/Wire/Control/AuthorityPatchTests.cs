using System.Buffers;
using Zrepl.Engine.Wire.Control.Hosting;
using static Zrepl.Tests.Support.Wire.WireReading;

namespace Zrepl.Tests.Engine.Wire.Control;

/// <summary>What Kestrel would refuse of Go zrepl 0.6 is replaced wherever it stands, and nothing else is: spec wire 4.5; conformance G-4.</summary>
public sealed class AuthorityPatchTests
{
    private const string Sent1 = "41 95 90 e5 45 5f e9 2a 52 34 a4 b6 29 21 ea 2a 91 fa 52 43 0e 82 d9";
    private const string Accepted1 = "41 95 90 e5 45 5f e9 2b 52 34 a4 b6 2d 21 ea 2a d1 fa 5a 43 0e 82 d9";
    private const string Sent2 = "41 9a 90 e5 45 5f e9 2a 88 14 8d 29 2d 8a 88 12 1e a2 aa 20 47 e9 51 02 43 0e 82 d9";
    private const string Accepted2 = "41 9a 90 e5 45 5f e9 2b 08 14 8d 29 2d 8b 08 12 1e a2 ac 20 47 e9 61 02 43 0e 82 d9";

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private static readonly byte[] Settings = Hex("000000 04 00 00000000");

    [Theory]
    [InlineData(Sent1, Accepted1)]
    [InlineData(Sent2, Accepted2)]
    [InlineData("81", "81")] // empty, as 0.7 sends it
    [InlineData("41 05 7a 7265706c", "41 05 7a 7265706c")] // an ordinary one
    public void Each_form_of_the_authority_is_accepted_afterwards(string sent, string accepted) => AssertPatched(
        [.. Preface, .. Settings, .. Headers(Hex("83 86" + sent))], [.. Preface, .. Settings, .. Headers(Hex("83 86" + accepted))]);

    [Fact]
    public void A_value_that_fell_out_of_the_table_and_comes_again_is_replaced_again()
    {
        var sent = new List<byte>([.. Preface, .. Settings]);
        var accepted = new List<byte>(sent);
        for (var i = 0; i < 200; i++)
        {
            var timeout = Hex($"40 0c {Convert.ToHexString("grpc-timeout"u8)} 04 {Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes($"{i:000}m"))}");
            var isSent = i % 40 == 0;
            sent.AddRange(Headers([0x83, .. timeout, .. Hex(isSent ? Sent1 : "be")], stream: 2 * i + 1));
            accepted.AddRange(Headers([0x83, .. timeout, .. Hex(isSent ? Accepted1 : "be")], stream: 2 * i + 1));
        }

        AssertPatched([.. sent], [.. accepted]);
    }

    [Fact]
    public void Padding_and_priority_are_passed_over()
    {
        byte[] Padded(string authority) => Frame(1, 0x4 | 0x8 | 0x20, 1, [3, 0, 0, 0, 0, 16, 0x83, .. Hex(authority), 0, 0, 0]);
        AssertPatched([.. Preface, .. Padded(Sent1)], [.. Preface, .. Padded(Accepted1)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(22)]
    public void A_block_that_goes_on_in_another_frame_is_looked_at_as_a_whole(int cut)
    {
        byte[] Cut(string authority) => [.. Frame(1, 0, 1, Hex(authority)[..cut]), .. Frame(9, 0x4, 1, Hex(authority)[cut..])];
        AssertPatched([.. Preface, .. Cut(Sent1), .. Headers(Hex("81"))], [.. Preface, .. Cut(Accepted1), .. Headers(Hex("81"))]);
    }

    [Fact]
    public void The_same_bytes_in_a_message_are_left_alone()
    {
        byte[] bytes = [.. Preface, .. Frame(0, 0, 1, Hex(Sent1))];
        AssertPatched(bytes, bytes);
    }

    private static byte[] Headers(byte[] block, int stream = 1) => Frame(1, 0x4, stream, block);

    private static byte[] Frame(byte type, int flags, int stream, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, (byte)flags, 0, 0, (byte)(stream >> 8), (byte)stream, .. payload];

    private static void AssertPatched(byte[] sent, byte[] expected)
    {
        foreach (var piece in new[] { sent.Length, 1, 7 })
        {
            var (patch, output) = (new AuthorityPatch(), new ArrayBufferWriter<byte>());
            for (var at = 0; at < sent.Length; at += piece) patch.Process(sent.AsSpan(at, Math.Min(piece, sent.Length - at)), output);
            Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(output.WrittenSpan));
        }
    }
}
