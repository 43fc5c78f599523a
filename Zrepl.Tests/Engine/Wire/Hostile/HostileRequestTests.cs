using Google.Protobuf;
using Grpc.Core;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Wire.Control;
using Zrepl.Engine.Wire.Data;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Engine.Wire.Messages;
using Zrepl.Engine.Wire.Multiplexing;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Wire.Hostile;

/// <summary>
/// Well-formed requests with names, versions and tokens that a client has no business with: each is answered with an error, and what
/// belongs to others stays as it was. Design promise 4; issue 3, must show 3; conformance G-17; spec zfs B14 68.
/// </summary>
public sealed class HostileRequestTests
{
    private static readonly string[] IllegalPaths =
    [
        "", "..", "../other/secret", "a/../../other/secret", "a/..", "./a", "/backup/other/secret", "a//b", "a/", "a@b", "a@b/c", "a#b", "a%b", "a%2e%2e/b",
        "a\nb", "a\0b", "größe", "-o=x", new string('x', 300), string.Join('/', Enumerable.Repeat("deep", 60)),
    ];

    private static FilesystemVersion Secret => new() { Name = "s", Guid = 1, CreateTXG = 1, Creation = "2024-01-31T12:00:00Z" };

    private static ReplicationConfig Config => new()
    {
        Protection = new() { Initial = ReplicationGuaranteeKind.GuaranteeResumability, Incremental = ReplicationGuaranteeKind.GuaranteeIncrementalReplication },
    };

    [Fact]
    public async Task No_name_leads_out_of_the_clients_root()
    {
        await using var world = await HostileWorld.StartAsync();
        var others = await world.OthersAsync();
        await using var control = world.Control(world.SinkPort);
        foreach (var path in IllegalPaths.Concat(["other/secret", "backup/other/secret"]))
        {
            await AssertRefusedAsync(path,
                () => CallAsync(control, (c, o) => c.ListFilesystemVersionsAsync(new() { Filesystem = path }, o)));
            await AssertHarmlessAsync(
                () => CallAsync(control, (c, o) => c.DestroySnapshotsAsync(new() { Filesystem = path, Snapshots = { Secret } }, o)));
        }

        foreach (var path in IllegalPaths)
        {
            await AssertErrorAsync(world, world.SinkPort, DataEndpoints.Receive, new ReceiveReq { Filesystem = path, To = Secret, ReplicationConfig = Config });
        }

        var listed = await CallAsync(control, (c, o) => c.ListFilesystemsAsync(new(), o));
        Assert.Empty(listed.Filesystems);
        Assert.Equal(others, await world.OthersAsync());
        world.AssertNoMistakes();
    }

    [Fact]
    public async Task A_source_gives_nothing_that_its_filter_does_not_take()
    {
        await using var world = await HostileWorld.StartAsync();
        var others = await world.OthersAsync();
        await using var control = world.Control(world.SourcePort);
        foreach (var path in IllegalPaths.Concat(["backup", "backup/other", "backup/other/secret", "backup/public/../other/secret", "-r"]))
        {
            var send = new SendReq { Filesystem = path, To = Secret, ReplicationConfig = Config };
            await AssertRefusedAsync(path,
                () => CallAsync(control, (c, o) => c.ListFilesystemVersionsAsync(new() { Filesystem = path }, o)));
            await AssertRefusedAsync(path,
                () => CallAsync(control, (c, o) => c.ReplicationCursorAsync(new() { Filesystem = path }, o)));
            await AssertRefusedAsync(path,
                () => CallAsync(control, (c, o) => c.SendDryAsync(send, o)));
            await AssertRefusedAsync(path,
                () => CallAsync(control, (c, o) => c.SendCompletedAsync(new() { OriginalReq = send }, o)));
            await AssertHarmlessAsync(
                () => CallAsync(control, (c, o) => c.DestroySnapshotsAsync(new() { Filesystem = path, Snapshots = { Secret } }, o)));
            await AssertErrorAsync(world, world.SourcePort, DataEndpoints.Send, send);
        }

        Assert.Equal(others, await world.OthersAsync());
        world.AssertNoMistakes();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("1-9b8ae5c09-d0-789c636064000310a500c4ec50360710e72765a52697303030439460caa7a515a79680646ae0f26c48f2499525a9c520f1d83aacfa4bf2d34b33531818fef02f159d65a367ea8024cf0996cf4bcc4d6560282e4ad64f492c4974a82a4a2dc88937323032333434308c37000310c50007009ba01b98")] // of another dataset
    [InlineData("1-0-0-\0")]
    [InlineData("--help")]
    public async Task A_forged_resume_token_opens_no_stream(string token)
    {
        await using var world = await HostileWorld.StartAsync();
        await using var control = world.Control(world.SourcePort);
        var versions = await CallAsync(control, (c, o) => c.ListFilesystemVersionsAsync(new() { Filesystem = "backup/public" }, o));
        var send = new SendReq { Filesystem = "backup/public", To = Assert.Single(versions.Versions), ReplicationConfig = Config, ResumeToken = token };
        await AssertRefusedAsync(token,
                () => CallAsync(control, (c, o) => c.SendDryAsync(send, o)));
        await AssertErrorAsync(world, world.SourcePort, DataEndpoints.Send, send);
        world.AssertNoMistakes();
    }

    [Fact]
    public async Task G17_requests_that_break_the_rules_of_the_protocol_are_answered_with_an_error()
    {
        await using var world = await HostileWorld.StartAsync();
        await using var control = world.Control(world.SourcePort);
        var bad = new (string Rule, FilesystemVersion Version)[]
        {
            ("F3", With(v => v.Type = (FilesystemVersion.Types.VersionType)7)), ("F4", With(v => v.Creation = "yesterday")), ("F4", With(v => v.Creation = "")),
            ("F5", With(v => v.Name = "a@b")), ("F5", With(v => v.Name = "a/b")), ("F5", With(v => v.Name = "")), ("F10", With(v => v.Guid = 0)), ("F11", new()),
        };
        foreach (var (rule, version) in bad)
        {
            var send = new SendReq { Filesystem = "backup/public", To = version, ReplicationConfig = Config };
            await AssertRefusedAsync(rule,
                () => CallAsync(control, (c, o) => c.SendDryAsync(send, o)));
            await AssertRefusedAsync(rule,
                () => CallAsync(control, (c, o) => c.DestroySnapshotsAsync(new() { Filesystem = "backup/public", Snapshots = { version } }, o)));
            await AssertErrorAsync(world, world.SourcePort, DataEndpoints.Send, send);
            await AssertErrorAsync(world, world.SinkPort, DataEndpoints.Receive, new ReceiveReq { Filesystem = "a", To = version, ReplicationConfig = Config });
        }

        foreach (var config in new[] { null, new ReplicationConfig(), new ReplicationConfig { Protection = new() } }) // F1, F2
        {
            await AssertErrorAsync(world, world.SourcePort, DataEndpoints.Send, new SendReq { Filesystem = "backup/public", To = Secret, ReplicationConfig = config });
            await AssertErrorAsync(world, world.SinkPort, DataEndpoints.Receive, new ReceiveReq { Filesystem = "a", To = Secret, ReplicationConfig = config });
            await AssertRefusedAsync("F1",
                () => CallAsync(control, (c, o) => c.SendCompletedAsync(new() { OriginalReq = new() { Filesystem = "backup/public", To = Secret, ReplicationConfig = config } }, o)));
        }

        var bookmark = With(v => v.Type = FilesystemVersion.Types.VersionType.Bookmark);
        await AssertErrorAsync(world, world.SinkPort, DataEndpoints.Receive, new ReceiveReq { Filesystem = "a", To = bookmark, ReplicationConfig = Config }); // F7
        await AssertRefusedAsync("F8",
                () => CallAsync(control, (c, o) => c.DestroySnapshotsAsync(new() { Filesystem = "backup/public", Snapshots = { bookmark } }, o)));
        await AssertRefusedAsync("F1",
                () => CallAsync(control, (c, o) => c.SendCompletedAsync(new(), o)));
        world.AssertNoMistakes();
    }

    [Fact]
    public async Task A_peer_that_lives_and_does_not_answer_is_not_waited_for_for_ever()
    {
        await using var world = await HostileWorld.StartAsync();
        await using var control = new ControlClient(world.Dialer(world.SourcePort)) { Deadlines = new() { Question = TimeSpan.FromMilliseconds(200) } };
        var never = new TaskCompletionSource();
        world.Nas.Host.Faults.Add("zfs list *", new Fault.Hang(never.Task));
        var failure = await Assert.ThrowsAsync<EndpointException>(() => control.CallAsync("ListFilesystems", (client, options) => client.ListFilesystemsAsync(new(), options), CancellationToken.None));
        Assert.Contains("no answer to ListFilesystems within 200ms, although the connection lives", failure.Message, StringComparison.Ordinal);
        never.SetResult();
        Assert.Equal(TimeSpan.FromHours(24), new ControlDeadlines().Of("DestroySnapshots")); // slow is not broken
    }

    private static FilesystemVersion With(Action<FilesystemVersion> change)
    {
        var version = Secret;
        change(version);
        return version;
    }

    private static async Task AssertErrorAsync(HostileWorld world, ReservedPort port, string endpoint, IMessage message) =>
        Assert.Contains("HANDLER ERROR:\n", await AskAsync(world, port, endpoint, message), StringComparison.Ordinal);

    private static Task<T> CallAsync<T>(ControlClient control, Func<Zrepl.Engine.Wire.Messages.Replication.ReplicationClient, CallOptions, AsyncUnaryCall<T>> call) =>
        control.CallAsync("x", call, CancellationToken.None);

    private static async Task<string> AskAsync(HostileWorld world, ReservedPort port, string endpoint, IMessage message)
    {
        byte[] bytes = [.. VersionBanner.Ours.Encode(), .. ConnectionLabel.Data.Bytes.Span, .. DataRequest.Encode(endpoint, message, 524288).Span];
        return System.Text.Encoding.Latin1.GetString(await world.SayAsync(port, bytes, ends: false) ?? []);
    }

    private static async Task AssertRefusedAsync<T>(string what, Func<Task<T>> call)
    {
        var failure = await Record.ExceptionAsync(call);
        Assert.True(failure is EndpointException, $"{what}: {failure?.ToString() ?? "was answered"}");
    }

    // A destroy of what is not there may also count as done.
    private static async Task AssertHarmlessAsync(Func<Task<DestroySnapshotsRes>> call)
    {
        var failure = await Record.ExceptionAsync(call);
        Assert.True(failure is null or EndpointException, failure?.ToString());
    }
}
