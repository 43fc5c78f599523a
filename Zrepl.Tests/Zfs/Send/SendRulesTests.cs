using Zrepl.Zfs.Names;
using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Zfs.Send;

public sealed class SendRulesTests
{
    private static readonly FilesystemVersion A = new(VersionKind.Snapshot, "a", 1, 10, 100, 0);
    private static readonly FilesystemVersion B = new(VersionKind.Snapshot, "b", 2, 20, 200, 0);

    [Theory] // A12.3, the truth table; B14 items 37 to 39
    [InlineData(false, false, false, null)]
    [InlineData(false, false, true, null)]
    [InlineData(false, true, false, SendRefusal.NotEncrypted)]
    [InlineData(false, true, true, SendRefusal.NotEncrypted)]
    [InlineData(true, false, false, null)]
    [InlineData(true, false, true, SendRefusal.RawOfEncrypted)]
    [InlineData(true, true, false, null)]
    [InlineData(true, true, true, null)]
    public void The_policy_decides_what_may_leave_the_host(bool isEncrypted, bool encrypted, bool raw, SendRefusal? refusal) =>
        Assert.Equal(refusal, RefusalOf(Full(new() { Encrypted = encrypted, Raw = raw }), isEncrypted));

    [Fact] // A12.3 texts
    public void Refusals_are_told_in_upstreams_words()
    {
        Assert.Equal(
            "encrypted send mandated by policy, but filesystem \"tank/a\" is not encrypted",
            Assert.Throws<SendRefusedException>(() => SendRules.Check(Full(new() { Encrypted = true }), false)).Message);
        Assert.Equal(
            "policy mandates raw+unencrypted sends, but filesystem \"tank/a\" is encrypted",
            Assert.Throws<SendRefusedException>(() => SendRules.Check(Full(new() { Raw = true }), true)).Message);
    }

    [Theory] // A11.8 rules 1 to 4; B14 item 40
    [InlineData("tank/b@b", null, 2, false, SendRefusal.TokenFilesystem)]
    [InlineData("tank/a@b", 1L, 2, false, SendRefusal.TokenVersion)]
    [InlineData("tank/a@b", null, 2, true, SendRefusal.TokenVersion)]
    [InlineData("tank/a@b", 9L, 2, true, SendRefusal.TokenVersion)]
    [InlineData("tank/a@b", null, 9, false, SendRefusal.TokenVersion)]
    [InlineData("tank/a@b", null, 2, false, null)]
    [InlineData("tank/a@renamed", null, 2, false, null)]
    [InlineData("tank/a@b", 1L, 2, true, null)]
    public void A_token_must_speak_of_the_requested_step(string toName, long? from, ulong to, bool isIncremental, SendRefusal? refusal)
    {
        var token = Token(toName, (ulong?)from, to, raw: false);
        var arguments = new SendArguments(DatasetPath.Parse("tank/a"), isIncremental ? A : null, B, new(), token);
        Assert.Equal(refusal, RefusalOf(arguments, isEncrypted: false));
        if (refusal is not null) Assert.True(Assert.Throws<SendRefusedException>(() => SendRules.Check(arguments, false)).IsAboutToken);
    }

    [Theory] // A11.8 rule 5; B14 item 41
    [InlineData(true, true, false, SendRefusal.TokenEncryptionNotSet)]
    [InlineData(true, false, true, SendRefusal.TokenEncryptionSet)]
    [InlineData(true, true, true, null)]
    [InlineData(true, false, false, null)]
    [InlineData(false, false, true, null)]
    public void A_token_cannot_change_whether_the_data_is_encrypted_on_the_wire(bool isEncrypted, bool encrypted, bool raw, SendRefusal? refusal)
    {
        var arguments = new SendArguments(DatasetPath.Parse("tank/a"), null, B, new() { Encrypted = encrypted }, Token("tank/a@b", null, 2, raw));
        Assert.Equal(refusal, RefusalOf(arguments, isEncrypted));
    }

    [Fact] // A12.4
    public void The_argument_vector_has_upstreams_order_and_a_token_stands_alone()
    {
        var all = new SendFlags { Encrypted = true, Properties = true, BackupProperties = true, LargeBlocks = true, Compressed = true, EmbeddedData = true };
        var arguments = new SendArguments(DatasetPath.Parse("tank/a"), A with { Kind = VersionKind.Bookmark }, B, all, null);
        Assert.Equal("send -w -p -b -L -c -e -i tank/a#a tank/a@b", string.Join(' ', arguments.ToCommand().Arguments));
        Assert.Equal("send -n -v -P -w -p -b -L -c -e -i tank/a#a tank/a@b", string.Join(' ', arguments.ToDryCommand().Arguments));
        var resumed = arguments with { Token = Token("tank/a@b", 1, 2, raw: true) };
        Assert.Equal("send -t 1-token", string.Join(' ', resumed.ToCommand().Arguments));
    }

    [Theory] // A12.5, A12.7; B14 items 48, 63
    [InlineData("full\tzroot/test/a@3\t10518512\nsize\t10518512", true, null, "zroot/test/a@3", 10518512L)]
    [InlineData("incremental\t1\tzroot/test/a@2\t10511856\nsize\t10511856", false, "1", "zroot/test/a@2", 10511856L)]
    [InlineData("resume token contents:\nnvlist version: 0\n\tobject = 0x2\nfull\tzroot/test/a@1\t5389768", true, null, "zroot/test/a@1", 5389768L)]
    [InlineData("incremental\tzroot/test/a#1\tzroot/test/a@2\t5383312", false, "zroot/test/a#1", "zroot/test/a@2", 5383312L)]
    [InlineData("full\tpool1/otherjob/ds with spaces@blaffoo\t12912", true, null, "pool1/otherjob/ds with spaces@blaffoo", 12912L)]
    [InlineData("incremental\tp1 d1@1 with space\tp1 d1@2 with space", false, "p1 d1@1 with space", "p1 d1@2 with space", null)]
    [InlineData("full\ta@b\t9223372036854775807", true, null, "a@b", null)]
    [InlineData("full\ta@b\t18446744073709551000", true, null, "a@b", null)]
    public void Dry_runs_are_read(string output, bool isFull, string? from, string to, long? bytes) =>
        Assert.Equal(new SendEstimate(isFull, from, to, bytes), SendEstimate.TryRead(output, long.MaxValue));

    private static SendRefusal? RefusalOf(SendArguments arguments, bool isEncrypted)
    {
        try
        {
            SendRules.Check(arguments, isEncrypted);
            return null;
        }
        catch (SendRefusedException refused)
        {
            return refused.Refusal;
        }
    }

    private static SendArguments Full(SendFlags flags) => new(DatasetPath.Parse("tank/a"), null, B, flags, null);

    private static ResumeToken Token(string toName, ulong? from, ulong to, bool raw) => new()
    {
        Text = "1-token", FromGuid = from, ToGuid = to, ToName = SnapshotPath.Parse(toName), Object = 1, Offset = 0, Bytes = 0, RawOk = raw,
    };
}
