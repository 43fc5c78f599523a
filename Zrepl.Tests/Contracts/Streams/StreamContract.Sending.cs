using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Send;

namespace Zrepl.Tests.Contracts.Streams;

public abstract partial class StreamContract
{
    [Fact] // A12.4, A13.11, C5
    public async Task A_full_stream_and_its_increment_make_the_same_snapshots_elsewhere()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var two = await world.SnapshotWithFileAsync(source, "2");
        var target = world.SinkPathOf("a b");

        var full = await TransferAsync(world, Send(source, null, one), Receive(target, one));
        var increment = await TransferAsync(world, Send(source, one, two), Receive(target, two));

        Assert.Null(full.Warning);
        Assert.Equal((one.Guid, 0UL, $"{source}@1"), (full.Begin.ToGuid, full.Begin.FromGuid, full.Begin.ToName));
        Assert.Equal((two.Guid, one.Guid), (increment.Begin.ToGuid, increment.Begin.FromGuid));
        await AssertSameAsync(world, source, target, one);
        await AssertSameAsync(world, source, target, two);
        Assert.Equal(one.CreationSeconds, (await world.VersionAsync(target, "@1")).CreationSeconds);
    }

    [Fact] // A12.5, A12.6, B14 62
    public async Task Estimates_come_near_the_streams_and_one_from_a_bookmark_is_no_error()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        await world.RunAsync("bookmark", $"{source}@1", $"{source}#one");
        var two = await world.SnapshotWithFileAsync(source, "2", MiB / 2);

        Assert.InRange((await EstimateAsync(null)).GetValueOrDefault(), 3 * MiB / 2, 2 * MiB);
        Assert.InRange((await EstimateAsync("@1")).GetValueOrDefault(), MiB / 2, MiB);
        Assert.InRange(await EstimateAsync("#one") ?? MiB / 2, 0, MiB);
        Assert.InRange((await BytesAsync(world, Send(source, one, two))).Length, MiB / 2, MiB);

        async Task<long?> EstimateAsync(string? from) => await world.Zfs.Sender.EstimateAsync(
            Send(source, from is null ? null : await world.VersionAsync(source, from), two), world.Token);
    }

    [Fact] // spec 1.5.5, B14 20
    public async Task A_bookmark_continues_what_a_destroyed_snapshot_began()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var target = world.SinkPathOf("a b");
        await TransferAsync(world, Send(source, null, one), Receive(target, one));
        await world.RunAsync("bookmark", $"{source}@1", $"{source}#one");
        await world.RunAsync("destroy", $"{source}@1");
        var two = await world.SnapshotWithFileAsync(source, "2");
        var bookmark = await world.VersionAsync(source, "#one");

        await world.Zfs.Sender.CheckAsync(Send(source, bookmark, two), world.Token);
        var result = await TransferAsync(world, Send(source, bookmark, two), Receive(target, two));

        Assert.Equal(one.Guid, result.Begin.FromGuid);
        await AssertSameAsync(world, source, target, two);
    }

    [Fact] // A12.1: names are only names, the guid says which snapshot is meant
    public async Task A_send_is_refused_when_a_version_is_gone_or_another_took_its_name()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateAsync("a b");
        await world.SnapshotAsync(source, "1", "2", "3");
        var (one, two, three) =
            (await world.VersionAsync(source, "@1"), await world.VersionAsync(source, "@2"), await world.VersionAsync(source, "@3"));
        await world.RunAsync("destroy", $"{source}@1,2");
        await world.SnapshotAsync(source, "2");

        Assert.Equal($"`From` invalid: dataset \"{source}@1\" does not exist", await RefusedAsync(Send(source, one, three)));
        Assert.StartsWith("`From` invalid: `GUID` field does not match real dataset's GUID", await RefusedAsync(Send(source, two, three)), StringComparison.Ordinal);
        Assert.StartsWith("`To` invalid: `GUID` field does not match", await RefusedAsync(Send(source, null, two)), StringComparison.Ordinal);

        async Task<string> RefusedAsync(SendArguments arguments)
        {
            var refused = await Assert.ThrowsAsync<SendRefusedException>(() => world.Zfs.Sender.CheckAsync(arguments, world.Token));
            Assert.Equal(SendRefusal.Version, refused.Refusal);
            return refused.Message;
        }
    }

    [Fact] // B14 55, A12.8; A18: the texts
    public async Task A_send_that_zfs_refuses_shows_its_reason_to_the_reader()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateAsync("a b");
        await world.SnapshotAsync(source, "1", "2");
        var (one, two) = (await world.VersionAsync(source, "@1"), await world.VersionAsync(source, "@2"));

        Assert.Equal(SendFailure.NotEarlier, (await Assert.ThrowsAsync<SendException>(() => BytesAsync(world, Send(source, two, one)))).Failure);
        Assert.Equal(
            SendFailure.VersionMissing,
            (await Assert.ThrowsAsync<SendException>(() => BytesAsync(world, Send(source, null, one with { Name = "gone" })))).Failure);
    }

    [Fact] // B14 55: never the end of the stream
    public async Task A_send_that_dies_in_the_middle_does_not_look_like_a_whole_one()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateForFilesAsync("a b");
        var one = await world.SnapshotWithFileAsync(source, "1", 4 * MiB); // more than a pipe holds
        await using var stream = await world.Zfs.Sender.OpenAsync(Send(source, null, one), world.Token);
        await stream.ReadExactlyAsync(new byte[MiB / 2], world.Token);

        stream.Command.Kill();

        await Assert.ThrowsAnyAsync<ZfsException>(() => stream.CopyToAsync(Stream.Null, world.Token));
    }

    [Fact] // B14 42 SendStreamCloseAfterBlockedOnPipeWrite
    public async Task A_send_that_nobody_reads_ends_with_its_stream()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateForFilesAsync("a b");
        var one = await world.SnapshotWithFileAsync(source, "1", 4 * MiB);
        var stream = await world.Zfs.Sender.OpenAsync(Send(source, null, one), world.Token);
        await stream.ReadExactlyAsync(new byte[312], world.Token);

        await stream.DisposeAsync();

        Assert.True(stream.Command.Exit.IsCompleted);
        Assert.False((await stream.Command.Exit).IsSuccess);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadAsync(new byte[1], world.Token).AsTask());
    }

    [Fact] // A1.8
    public async Task Cancelling_a_read_ends_the_send()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateForFilesAsync("a b");
        var one = await world.SnapshotWithFileAsync(source, "1", 4 * MiB);
        await using var stream = await world.Zfs.Sender.OpenAsync(Send(source, null, one), world.Token);
        await stream.ReadExactlyAsync(new byte[312], world.Token);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.ReadAsync(new byte[MiB], cancelled.Token).AsTask());
        await stream.DisposeAsync();

        Assert.True(stream.Command.Exit.IsCompleted);
    }

    [Fact] // B14 43 SendStreamCloseAfterEOFRead, 44 and 45 SendStreamMultipleClose...: ours may be closed again without harm
    public async Task A_stream_that_was_read_to_its_end_ends_again_and_can_be_closed_twice()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateAsync("a b");
        await world.SnapshotAsync(source, "1");
        var stream = await world.Zfs.Sender.OpenAsync(Send(source, null, await world.VersionAsync(source, "@1")), world.Token);

        await stream.CopyToAsync(Stream.Null, world.Token);

        Assert.Equal(0, await stream.ReadAsync(new byte[1], world.Token));
        Assert.True((await stream.Command.Exit).IsSuccess);
        await stream.DisposeAsync();
        await stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadAsync(new byte[1], world.Token).AsTask());
    }

    [Fact] // A5.4: "dataset is busy" is also a running send
    public async Task A_snapshot_that_is_being_sent_cannot_be_destroyed()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateForFilesAsync("a b");
        var one = await world.SnapshotWithFileAsync(source, "1", 4 * MiB);
        await using var stream = await world.Zfs.Sender.OpenAsync(Send(source, null, one), world.Token);
        await stream.ReadExactlyAsync(new byte[312], world.Token);

        var refused = await world.TryAsync("destroy", $"{source}@1");
        await stream.DisposeAsync();

        var busy = Assert.IsType<SnapshotsUndestroyableException>(DestroyErrors.Explain(refused, source.Text, $"{source}@1"));
        Assert.Equal("dataset is busy", Assert.Single(busy.Snapshots).Reason);
        await world.RunAsync("destroy", $"{source}@1");
    }

    [Fact] // spec A12.4, B14 31
    public async Task Properties_travel_with_the_stream_and_are_kept_out_or_replaced_at_its_end()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateAsync("a b", "-o", "zrepl:replicate=sent", "-o", "zrepl:ignored=sent", "-o", "zrepl:overridden=sent");
        await world.SnapshotAsync(source, "1");
        var one = await world.VersionAsync(source, "@1");
        var target = world.SinkPathOf("a b");
        await using var stream = await world.Zfs.Sender.OpenAsync(Send(source, null, one, new() { Properties = true }), world.Token);
        var head = await StreamHead.ReadAsync(stream, world.Token);
        Assert.True(head.IsCompound);
        Assert.Equal(one.Guid, head.Begin.ToGuid);

        await world.Zfs.Receiver.ReceiveAsync(
            Receive(target, one) with
            {
                Inherit = [Property("zrepl:ignored"), Property("mountpoint")],
                Override = Receive(target, one).Override.Add(Property("zrepl:overridden"), "a value").Add(Property("zrepl:new"), "here only"),
            },
            head, stream, world.Token);

        Assert.Equal("sent\treceived", await ValueAsync("zrepl:replicate"));
        Assert.Equal("-\t-", await ValueAsync("zrepl:ignored"));
        Assert.Equal("a value\tlocal", await ValueAsync("zrepl:overridden"));
        Assert.Equal("here only\tlocal", await ValueAsync("zrepl:new"));

        async Task<string> ValueAsync(string name) =>
            (await world.RunAsync("get", "-Hp", "-o", "value,source", name, target.Text)).OutputText.TrimEnd('\n');
    }

    [Fact]
    public async Task A_volume_is_sent_and_received_like_a_filesystem()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateAsync("a volume", "-s", "-V", "10M");
        await world.SnapshotAsync(source, "1", "2");
        var (one, two) = (await world.VersionAsync(source, "@1"), await world.VersionAsync(source, "@2"));
        var target = world.SinkPathOf("a volume");

        var full = await TransferAsync(world, Send(source, null, one), Receive(target, one));
        await TransferAsync(world, Send(source, one, two), Receive(target, two));

        Assert.Equal(3u, full.Begin.ObjsetType);
        Assert.Equal($"{10 * MiB}", await world.PropertyAsync(target.Text, "volsize"));
        Assert.Equal([one.Guid, two.Guid], (await world.VersionsAsync(target)).Select(version => version.Guid));
    }
}
