using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Streams;

namespace Zrepl.Tests.Zfs.ResumeTokens;

public sealed class ResumeTokenTests
{
    private const string TA = "1-b72a6b749-c0-789c636064000310a500c4ec50360710e72765a5269740f80cd8e4d3d28a534b40324c70793624f9a4ca92d4629084001356fd25f9e9a599290c0c1de569a12ec64a820648f29c60f9bcc4dc54209d9897ad9f5ba990925892e8509c9758a060c800030028ad1671";
    private const string TB = "1-141f2ef97e-158-789c636064000310a501c49c50360710a715e5e7a69766a6304001073b1b2b0b3313a30290cd8ea42e3f292b35b904c207010cf9b4b4e2d412900c135c9e0d493ea9b224b5182421c084557f493ec4151de569a12ec64a820648f29c60f9bcc4dc54209d9897ad9f5ba990925892e8509c9758a06008378f9701e1cf9cc4a2f4d4a49cfce4ecfc6c909804d41e987c6a6e526a0a500aa48f1b493c393fb7a028b5b818a20ba28f0d49be28b11c26c5000000d128f7";
    private const string T0 = "1-b338b54f3-c0-789c636064000310a500c4ec50360710e72765a52697303030419460caa7a515a796806474e0f26c48f2499525a9c540ba42430fabfe92fcf4d2cc140686c88a76d578ae45530c90e439c1f27989b9a90c0c5545a905390539892569f945b940234bf48b8b921d12c1660200c61a1aba";
    private const string T1 = "1-e3f40c323-f8-789c636064000310a500c4ec50360710e72765a52697303030419460caa7a515a796806474e0f26c48f2499525a9c540da454f0fabfe92fcf4d2cc140686c88a76d578ae45530c90e439c1f27989b9a90c0c5545a905390539892569f945b940234bf48b8b921d12c1e6713320dc9f9c9f5b50945a5c9c9f0d119380ba07265f94580e936200004ff12141";
    private const string T2 = "1-1164f8d409-120-789c636064000310a501c49c50360710a715e5e7a69766a63040416445bb6a3cd7a2290a40363b92bafca4acd4e412060626a83a0cf9b4b4e2d412908c0e5c9e0d493ea9b224b51848f368eb61d55f920f714515bf9b3fc3c396ef0648f29c60f9bcc4dc54a07c516a414e414e62495a7e512ed0c812fde2a2648724b079dc0c087f26e7e71614a51617e76743c424a0ee81c9172596c3a41800dd2c2818";

    [Fact] // A11.7 T-A
    public void A_token_of_a_full_send_is_read()
    {
        var token = ResumeTokenDecoder.Decode(TA);
        Assert.Null(token.FromGuid);
        Assert.Equal((1UL, 0x20000UL, 0x21000UL), (token.Object, token.Offset, token.Bytes));
        Assert.Equal(0x1122334455667788UL, token.ToGuid);
        Assert.Equal("tank/my data@snap 1", token.ToName.Text);
        Assert.False(token.RawOk || token.CompressOk || token.EmbedOk || token.LargeBlockOk || token.SavedOk);
        Assert.Equal(TA, token.Text);
    }

    [Fact] // A11.7 T-B
    public void A_token_of_an_incremental_send_with_all_flags_is_read()
    {
        var token = ResumeTokenDecoder.Decode(TB);
        Assert.Equal(0x0102030405060708UL, token.FromGuid);
        Assert.True(token.LargeBlockOk && token.EmbedOk && token.CompressOk && token.RawOk);
    }

    [Theory] // A11.7 T-0, T-1, T-2, B14 items 36, 48
    [InlineData(T0, null, 0x94a20a5f25877859, 0x2e2878, false, "zreplplatformtest/src@a")]
    [InlineData(T1, null, 0x94a20a5f25877859, 0x2e2e44, true, "zreplplatformtest/src@a")]
    [InlineData(T2, 0x94a20a5f25877859, 0xf784e1004f460f7a, 0, true, "zreplplatformtest/src@b")]
    public void Genuine_tokens_of_ZFS_on_Linux_are_read(string text, ulong? from, ulong to, long bytes, bool raw, string name)
    {
        var token = ResumeTokenDecoder.Decode(text);
        Assert.Equal(from, token.FromGuid);
        Assert.Equal(to, token.ToGuid);
        if (bytes != 0) Assert.Equal((ulong)bytes, token.Bytes);
        Assert.Equal((raw, raw), (token.RawOk, token.CompressOk));
        Assert.Equal(name, token.ToName.Text);
    }

    [Fact] // vectors/openzfs/resume-tokens.txt, OpenZFS 2.3.2
    public void A_genuine_token_of_OpenZFS_2_3_is_read()
    {
        var token = ResumeTokenDecoder.Decode("1-9b8ae5c09-d0-789c636064000310a500c4ec50360710e72765a52697303030439460caa7a515a79680646ae0f26c48f2499525a9c520f1d83aacfa4bf2d34b33531818fef02f159d65a367ea8024cf0996cf4bcc4d6560282e4ad64f492c4974a82a4a2dc88937323032333434308c37000310c50007009ba01b98");
        Assert.Equal("src/data@zrepl_20261101_000000_000", token.ToName.Text);
        Assert.Equal(3832066965424639996UL, token.ToGuid); // zfs-list-after-kill.txt
    }

    [Theory] // A11.7 X-2 … X-6 and A11.6 rules 1, 2
    [InlineData("1-1234-c0-789c636064000310a500c4ec50360710e72765a5269740f80cd8e4d3d28a534b40324c70793624f9a4ca92d4629084001356fd25f9e9a599290c0c1de569a12ec64a820648f29c60f9bcc4dc54209d9897ad9f5ba990925892e8509c9758a060c800030028ad1671", "incorrect checksum")]
    [InlineData("1-b3514be5e-d8-789c636064000310a500c4ec50360710e72765a5269740f80cd8e4d3d28a534b18e00024cf86249f5459925acc802a8facbf243fbd34338581a1a33c2dd4c558495003499e132c9f97989b0aa413f3b2f5131d92b0d9230ac44589e5f9d90ca80000cc3414d5", "'rawok' has the wrong type")]
    [InlineData("1-b4974da4d-d8-789c636064000310a500c4ec50360710e72765a5269740f80cd8e4d3d28a534b18e00024cf86249f5459925acc802a8facbf243fbd34338581a1a33c2dd4c558491097fc4ca87e0d24794eb07c5e626e2a904ecccbd64f744842b28a0100aa2415ca", "'toguid' appears twice")]
    [InlineData("1-cec126d7e-d8-789c636064000310a500c4ec50360710e72765a5269740f80cd8e4d3d28a534b18e00024cf86249f5459925acc802a8facbf243fbd34338581a1a33c2dd4c55849d003499e132c9f97989b0aa413f3b2f58b53938b524b1c2ab83821c20ab60a60f14487242ecea2c4f2fc6ca08821dc2e00e1c61da9", "`toname`")]
    [InlineData("1-996b75f3a-b8-789c63608003462056606087b339f293b252934bf0c8a7a515a7c2e499c0a402031b423ea9b224b518a69b4980015d7f497e7a69660a0383a092b14b685a7907504c03499eb3243f2f31379581a124312f5b3fd12189010900004cfd1288", "token was created on a host of different endianness")]
    [InlineData("", "invalid format")]
    [InlineData("1-1-1", "invalid format")]
    [InlineData("2-b72a6b749-c0-789c", "invalid format")]
    [InlineData("1-b72a6b749-c0-789C", "invalid format")]
    [InlineData("1-b72a6b749-c0-789", "invalid format")]
    [InlineData("1-b72a6b749-c0-789c\n", "invalid format")]
    [InlineData("1-00000000b72a6b749-c0-789c", "invalid format")]
    [InlineData("1-1-1fffff-789c", "too long")]
    public void A_forged_or_damaged_token_is_refused(string text, string reason)
    {
        var problem = Assert.Throws<ResumeTokenCorruptException>(() => ResumeTokenDecoder.Decode(text));
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        Assert.StartsWith("resume token is corrupt", problem.Message, StringComparison.Ordinal);
    }

    [Fact] // A11.7 X-1
    public void A_token_whose_payload_was_overwritten_is_refused() =>
        Assert.False(ResumeTokenDecoder.TryDecode(T2.Replace("-789c6360", "-badf00d0", StringComparison.Ordinal), out _, out _));

    [Fact] // A11.6 rules 5, 7, 8
    public void Unknown_redacted_and_zero_keys_are_refused()
    {
        Assert.False(ResumeTokenDecoder.TryDecode(Forged(NvPair.Of("shiny", 1)), out _, out var unknown));
        Assert.Equal("'shiny' is unsupported by this version", unknown);
        Assert.False(ResumeTokenDecoder.TryDecode(Forged(new NvPair("redact_snaps", NvType.UInt64Array, Numbers: [1, 2])), out _, out var redacted));
        Assert.Contains("redacted", redacted, StringComparison.Ordinal);
        Assert.False(ResumeTokenDecoder.TryDecode(Forged(NvPair.Of("fromguid", 0)), out _, out var zero));
        Assert.Equal("a guid is zero", zero);
    }

    [Fact] // A11.6 rule 2
    public void Bytes_behind_the_compressed_list_are_refused()
    {
        var fields = TA.Split('-');
        Assert.False(ResumeTokenDecoder.TryDecode(Rechecked(fields[2], fields[3] + "00000000"), out _, out var problem));
        Assert.Equal("bytes after the compressed list", problem);
    }

    [Theory]
    [InlineData(TA)]
    [InlineData(TB)]
    [InlineData(T0)]
    [InlineData(T2)]
    public void What_is_written_reads_back_equal(string text)
    {
        var token = ResumeTokenDecoder.Decode(text);
        var written = ResumeTokenWriter.Write(token);
        Assert.Equal(token with { Text = written }, ResumeTokenDecoder.Decode(written));
    }

    [Fact]
    public void No_single_changed_byte_makes_the_decoder_fail_otherwise_than_by_refusing()
    {
        for (var i = 0; i < TB.Length; i++)
        {
            foreach (var replacement in "0f-zZ\t")
                ResumeTokenDecoder.TryDecode(TB[..i] + replacement + TB[(i + 1)..], out _, out _);
        }
    }

    private static string Forged(NvPair extra) => ResumeTokenWriter.Write(
    [
        NvPair.Of("object", 1), NvPair.Of("offset", 2), NvPair.Of("bytes", 3), NvPair.Of("toguid", 4),
        NvPair.Of("toname", "tank/a@b"), extra,
    ]);

    private static string Rechecked(string length, string hex)
    {
        var bytes = Convert.FromHexString(hex);
        ulong sum = 0;
        for (var i = 0; i + 4 <= bytes.Length; i += 4) sum += BitConverter.ToUInt32(bytes, i);
        return $"1-{sum:x}-{length}-{hex}";
    }
}
