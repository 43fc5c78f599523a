using System.Text.RegularExpressions;
using Zrepl.Tests.Zfs.Simulator.Recordings;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.ResumeTokens;

namespace Zrepl.Tests.Zfs.Simulator.Receiving;

/// <summary>A broken receive leaves the token that real OpenZFS leaves after the same bytes (spec A11.1, C6.7).</summary>
public sealed partial class TokenTests
{
    // Full streams that were kept, cut somewhere, with the token real ZFS printed.
    public static TheoryData<string, string, int, string> Cuts() =>
    [
        .. from story in new[] { "resuming", "receiving" }
           from recorded in RecordedCase.Load("2.3.2", story)
           where recorded is { Stdin: not null, StdinBytes: not null, StdinChanges: null } && recorded.Stderr.Contains("new filesystem stream", StringComparison.Ordinal)
           where Token().IsMatch(recorded.Stderr) && RecordedCase.LoadStream("2.3.2", story, recorded.Stdin!) is not null
           select (story, recorded.Stdin!, recorded.StdinBytes!.Value, Token().Match(recorded.Stderr).Value),
    ];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_cut_stream_leaves_the_recorded_token(string story, string stream, int bytes, string real)
    {
        var shell = await SimulatedShell.WithPoolAsync();
        var command = ZfsCommand.Zfs("recv", "-s", "tank/x@1") with { ReadsInput = true };
        var (exit, _, errors) = await shell.RunWithBytesAsync(command, RecordedCase.LoadStream("2.3.2", story, stream)!.AsMemory(0, bytes));
        Assert.Equal(1, exit.Code);
        Assert.True(ResumeTokenDecoder.TryDecode(Token().Match(errors).Value, out var token, out _), errors);
        Assert.True(ResumeTokenDecoder.TryDecode(real, out var expected, out _));
        Assert.Equal(Facts(expected!), Facts(token!)); // both decoded
    }

    [Fact]
    public async Task Streams_of_real_zfs_are_resumed_twice_and_an_old_one_is_refused()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        Assert.Equal(1, (await ReceiveAsync("full.zfs", 58732)).ExitCode);
        Assert.Equal(1, (await ReceiveAsync("full-resumed.zfs", 35528)).ExitCode);
        var token = (await shell.ZfsAsync("get", "-H", "-o", "value", "receive_resume_token", "tank/x")).Output;
        var old = await ReceiveAsync("full-resumed.zfs");
        Assert.Equal((1, "cannot receive resume stream: kernel modules must be upgraded to receive this stream.\n"), (old.ExitCode, old.Errors));
        Assert.Equal(token, (await shell.ZfsAsync("get", "-H", "-o", "value", "receive_resume_token", "tank/x")).Output);
        Assert.Equal(0, (await ReceiveAsync("twice-resumed.zfs")).ExitCode);

        // What came in three parts is what would have come in one.
        await shell.RunWithBytesAsync(ZfsCommand.Zfs("recv", "tank/whole@1") with { ReadsInput = true }, Stream("full.zfs"));
        Assert.Equal(await shell.Host.Files.DigestAsync("tank/whole@1"), await shell.Host.Files.DigestAsync("tank/x@1"));

        static byte[] Stream(string name) => RecordedCase.LoadStream("2.3.2", "resuming", name)!; // kept, see the fixtures

        async Task<Answer> ReceiveAsync(string stream, int? bytes = null)
        {
            var whole = Stream(stream);
            var (exit, _, errors) = await shell.RunWithBytesAsync(
                ZfsCommand.Zfs("recv", "-s", "tank/x@1") with { ReadsInput = true }, whole.AsMemory(0, bytes ?? whole.Length));
            return new(exit, "", errors);
        }
    }

    private static string Facts(ResumeToken token) =>
        $"{token.ToName} {token.FromGuid}-{token.ToGuid} at {token.Object}/{token.Offset} after {token.Bytes}, {token.LargeBlockOk} {token.EmbedOk} {token.CompressOk} {token.RawOk}";

    [GeneratedRegex("1-[0-9a-f]+-[0-9a-f]+-789c[0-9a-f]+")]
    private static partial Regex Token();
}
