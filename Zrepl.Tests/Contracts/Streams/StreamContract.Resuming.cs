using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Send;

namespace Zrepl.Tests.Contracts.Streams;

public abstract partial class StreamContract
{
    [Fact] // B14 35 ResumableRecvAndTokenHandling
    public async Task An_interrupted_receive_is_continued_with_its_token_and_not_from_the_beginning()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var target = world.SinkPathOf("a b");

        var text = await InterruptAsync(world, Send(source, null, one), Receive(target, one));

        Assert.Equal(text, await TokenAsync(world, target));
        var token = ResumeTokenDecoder.Decode(text);
        Assert.Equal((one.Guid, (ulong?)null, source.Snapshot("1")), (token.ToGuid, token.FromGuid, token.ToName));
        Assert.InRange((long)token.Bytes, MiB / 4, MiB / 2);
        Assert.Empty(await world.NamesAsync(target));

        var resumed = Send(source, null, one, token: text);
        await world.Zfs.Sender.CheckAsync(resumed, world.Token);
        Assert.InRange((await world.Zfs.Sender.EstimateAsync(resumed, world.Token)).GetValueOrDefault(), MiB / 4, 4 * MiB / 5);
        var bytes = await BytesAsync(world, resumed);
        Assert.InRange(bytes.Length, MiB / 2, 4 * MiB / 5);
        var result = await ReceiveAsync(world, Receive(target, one) with { SavePartialState = true }, new MemoryStream(bytes));

        Assert.True(result.Begin is { IsResuming: true, IsFull: true });
        Assert.Equal("-", await TokenAsync(world, target));
        await AssertSameAsync(world, source, target, one);
    }

    [Fact] // B14 35; C5: the token of an increment names its source
    public async Task An_interrupted_increment_is_continued_too()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateForFilesAsync("a b");
        var one = await world.SnapshotWithFileAsync(source, "1");
        var two = await world.SnapshotWithFileAsync(source, "2", MiB);
        var target = world.SinkPathOf("a b");
        await TransferAsync(world, Send(source, null, one), Receive(target, one));

        var text = await InterruptAsync(world, Send(source, one, two), Receive(target, two));
        var token = ResumeTokenDecoder.Decode(text);
        Assert.Equal((two.Guid, (ulong?)one.Guid), (token.ToGuid, token.FromGuid));
        Assert.Equal(["@1"], await world.NamesAsync(target));

        var resumed = Send(source, one, two, token: text);
        await world.Zfs.Sender.CheckAsync(resumed, world.Token);
        await TransferAsync(world, resumed, Receive(target, two) with { SavePartialState = true });
        await AssertSameAsync(world, source, target, two);
    }

    [Fact] // B14 56, A13.5
    public async Task The_failure_of_the_connection_is_told_and_what_has_arrived_is_saved()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var target = world.SinkPathOf("a b");
        var lost = new IOException("the connection is lost");
        await using var stream = CutStream.Failing(await world.Zfs.Sender.OpenAsync(Send(source, null, one), world.Token), MiB / 2, lost);

        var broken = await Assert.ThrowsAsync<ReceiveSourceException>(
            () => ReceiveAsync(world, Receive(target, one) with { SavePartialState = true }, stream));

        Assert.Same(lost, broken.InnerException);
        var interrupted = Assert.IsType<ReceiveInterruptedException>(broken.ReceiveFailure);
        Assert.Equal(interrupted.Token, await TokenAsync(world, target));
    }

    [Fact] // B14 58
    public async Task A_cancelled_receive_leaves_a_token()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var target = world.SinkPathOf("a b");
        using var cancelled = new CancellationTokenSource();
        await using var stream = new CutStream(await world.Zfs.Sender.OpenAsync(Send(source, null, one), world.Token), MiB / 2, async token =>
        {
            while (!await world.Zfs.Datasets.ExistsAsync(target, token)) await Task.Delay(100, token); // what was read so far may still be in a pipe
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        });
        var head = await StreamHead.ReadAsync(stream, world.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Zfs.Receiver.ReceiveAsync(
            Receive(target, one) with { SavePartialState = true }, head, stream, cancelled.Token));

        Assert.Equal(one.Guid, ResumeTokenDecoder.Decode(await TokenAsync(world, target)).ToGuid);
    }

    [Fact] // A13.6, A13.12
    public async Task Without_saved_state_a_stream_that_breaks_off_leaves_nothing()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var target = world.SinkPathOf("a b");
        await using var half = new CutStream(await world.Zfs.Sender.OpenAsync(Send(source, null, one), world.Token), MiB / 2);

        var truncated = await Assert.ThrowsAsync<ReceiveException>(() => ReceiveAsync(world, Receive(target, one), half));

        Assert.Equal((ReceiveFailure.StreamTruncated, FailureCategory.Temporary), (truncated.Failure, truncated.Category));
        Assert.False(await world.Zfs.Datasets.ExistsAsync(target, world.Token));
    }

    [Fact] // B14 72, A13.9: upstream stays stuck here
    public async Task A_full_receive_into_an_existing_dataset_is_continued_by_force()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var target = await world.CreateAsync(world.SinkPathOf("a b"));

        var token = await InterruptAsync(world, Send(source, null, one), Receive(target, one) with { Force = true });
        await TransferAsync(world, Send(source, null, one, token: token), Receive(target, one) with { SavePartialState = true });

        await AssertSameAsync(world, source, target, one);
    }

    [Fact] // A13.6, A13.10
    public async Task Saved_state_stands_in_the_way_of_other_streams_until_it_is_dropped()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateForFilesAsync("a b");
        var one = await world.SnapshotWithFileAsync(source, "1");
        var two = await world.SnapshotWithFileAsync(source, "2", MiB);
        var target = world.SinkPathOf("a b");
        await TransferAsync(world, Send(source, null, one), Receive(target, one));
        await InterruptAsync(world, Send(source, one, two), Receive(target, two));

        var inTheWay = await Assert.ThrowsAsync<ReceiveException>(
            () => TransferAsync(world, Send(source, one, two), Receive(target, two) with { SavePartialState = true }));
        Assert.Equal(ReceiveFailure.PartialStateExists, inTheWay.Failure);

        await world.Zfs.Receiver.AbortAsync(target, world.Token);
        Assert.Equal("-", await TokenAsync(world, target));
        await TransferAsync(world, Send(source, one, two), Receive(target, two) with { SavePartialState = true });
        await world.Zfs.Receiver.AbortAsync(target, world.Token); // nothing saved
        await world.Zfs.Receiver.AbortAsync(world.SinkPathOf("not there"), world.Token);
        Assert.Equal(["@1", "@2"], await world.NamesAsync(target));
    }

    [Fact] // A13.10
    public async Task Dropping_the_state_of_a_first_receive_takes_the_dataset_with_it()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var target = world.SinkPathOf("a b");
        await InterruptAsync(world, Send(source, null, one), Receive(target, one));

        await world.Zfs.Receiver.AbortAsync(target, world.Token);

        Assert.False(await world.Zfs.Datasets.ExistsAsync(target, world.Token));
    }

    [Fact] // B14 40 SendArgsValidationResumeTokenDifferentFilesystemForbidden, A11.8
    public async Task A_token_is_good_for_its_own_dataset_and_snapshots_only()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var (other, otherOne) = await CreateWithMebibyteAsync(world, "other");
        var two = await world.SnapshotWithFileAsync(source, "2");
        var text = await InterruptAsync(world, Send(source, null, one), Receive(world.SinkPathOf("a b"), one));

        Assert.Equal(SendRefusal.TokenFilesystem, await RefusalAsync(Send(other, null, otherOne, token: text)));
        Assert.Equal(SendRefusal.TokenVersion, await RefusalAsync(Send(source, null, two, token: text)));
        Assert.Equal(SendRefusal.TokenVersion, await RefusalAsync(Send(source, one, two, token: text)));
        await world.RunAsync("destroy", $"{source}@1");
        Assert.Equal(
            SendFailure.TokenUnusable,
            (await Assert.ThrowsAsync<SendException>(() => BytesAsync(world, Send(source, null, one, token: text)))).Failure);

        async Task<SendRefusal> RefusalAsync(SendArguments arguments) =>
            (await Assert.ThrowsAsync<SendRefusedException>(() => world.Zfs.Sender.CheckAsync(arguments, world.Token))).Refusal;
    }
}
