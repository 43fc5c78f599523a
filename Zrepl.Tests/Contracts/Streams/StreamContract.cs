using Zrepl.Tests.Contracts.Pools;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Streams;

/// <summary>
/// What <c>Zrepl.Zfs</c> promises about sending and receiving. Runs on the simulator and on real OpenZFS; a test that fails on one of them
/// only has found a difference, and reality is right.
/// </summary>
public abstract partial class StreamContract(IPoolUnderTest pool)
{
    private const int MiB = 1 << 20;

    /// <summary>The machine.</summary>
    protected IPoolUnderTest Pool => pool;

    /// <summary>Begins a test.</summary>
    protected Task<PoolWorld> EnterAsync() => PoolWorld.EnterAsync(pool);

    /// <summary>A filesystem with a file of a mebibyte in its one snapshot.</summary>
    private static async Task<(DatasetPath Dataset, FilesystemVersion One)> CreateWithMebibyteAsync(PoolWorld world, string name, params string[] options)
    {
        var dataset = await world.CreateForFilesAsync(name, options);
        return (dataset, await world.SnapshotWithFileAsync(dataset, "1", MiB));
    }

    private static SendArguments Send(DatasetPath dataset, FilesystemVersion? from, FilesystemVersion to, SendFlags? flags = null, string? token = null) =>
        new(dataset, from, to, flags ?? new(), token is null ? null : ResumeTokenDecoder.Decode(token));

    private static ReceiveArguments Receive(DatasetPath target, FilesystemVersion to) =>
        new() { To = target.Snapshot(to.Name), ToGuid = to.Guid };

    private static async Task<byte[]> BytesAsync(PoolWorld world, SendArguments arguments)
    {
        await using var stream = await world.Zfs.Sender.OpenAsync(arguments, world.Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, world.Token);
        return bytes.ToArray();
    }

    private static async Task<ReceiveResult> ReceiveAsync(PoolWorld world, ReceiveArguments arguments, Stream stream)
    {
        var head = await StreamHead.ReadAsync(stream, world.Token);
        return await world.Zfs.Receiver.ReceiveAsync(arguments, head, stream, world.Token);
    }

    private static async Task<ReceiveResult> TransferAsync(PoolWorld world, SendArguments send, ReceiveArguments receive)
    {
        await using var stream = await world.Zfs.Sender.OpenAsync(send, world.Token);
        return await ReceiveAsync(world, receive, stream);
    }

    /// <summary>Receives the first half mebibyte of a stream with <c>-s</c>; the rest never comes.</summary>
    private static async Task<string> InterruptAsync(PoolWorld world, SendArguments send, ReceiveArguments receive)
    {
        await using var half = new CutStream(await world.Zfs.Sender.OpenAsync(send, world.Token), MiB / 2);
        var interrupted = await Assert.ThrowsAsync<ReceiveInterruptedException>(
            () => ReceiveAsync(world, receive with { SavePartialState = true }, half));
        return interrupted.Token;
    }

    private static PropertyName Property(string name) => PropertyName.Parse(name);

    private static Task<string> TokenAsync(PoolWorld world, DatasetPath dataset) => world.PropertyAsync(dataset.Text, "receive_resume_token");

    private static async Task AssertSameAsync(PoolWorld world, DatasetPath source, DatasetPath target, FilesystemVersion snapshot)
    {
        Assert.Equal(snapshot.Guid, (await world.VersionAsync(target, snapshot.RelativeName)).Guid);
        Assert.Equal(await world.DigestAsync(source, snapshot.Name), await world.DigestAsync(target, snapshot.Name));
    }
}
