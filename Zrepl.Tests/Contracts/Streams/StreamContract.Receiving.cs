using System.Text;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Streams;

public abstract partial class StreamContract
{
    [Fact] // A13.6: each refusal is told by its kind, and nothing is written
    public async Task Streams_that_do_not_fit_the_destination_are_refused_by_kind()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateAsync("a b");
        await world.SnapshotAsync(source, "1", "2", "3");
        var versions = await world.VersionsAsync(source);
        var (one, two, three) = (versions[0], versions[1], versions[2]);
        var target = world.SinkPathOf("a b");

        Assert.Equal(ReceiveFailure.DestinationMissing, await FailureAsync(one, two));
        Assert.Equal(ReceiveFailure.ParentMissing, await FailureAsync(null, one, target.Child("c d")));
        await TransferAsync(world, Send(source, null, one), Receive(target, one));
        Assert.Equal(ReceiveFailure.DestinationExists, await FailureAsync(null, two));
        Assert.Equal(ReceiveFailure.Diverged, await FailureAsync(two, three));
        await TransferAsync(world, Send(source, one, two), Receive(target, two));
        await TransferAsync(world, Send(source, one, two), Receive(target, two)); // a snapshot that is there already is skipped
        await world.RunAsync("snapshot", $"{target}@here only");
        await TransferAsync(world, Send(source, two, three), Receive(target, three)); // zfs minds changes, not snapshots; our planner minds both
        Assert.Equal(["@1", "@2", "@here only", "@3"], await world.NamesAsync(target));

        async Task<ReceiveFailure> FailureAsync(FilesystemVersion? from, FilesystemVersion to, DatasetPath? into = null) =>
            (await Assert.ThrowsAsync<ReceiveException>(
                () => TransferAsync(world, Send(source, from, to), Receive(into ?? target, to)))).Failure;
    }

    [Fact] // B9.13, A13.6
    public async Task A_destination_that_was_written_to_is_not_overwritten()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateAsync("a b");
        await world.SnapshotAsync(source, "1");
        var one = await world.VersionAsync(source, "@1");
        var target = world.PathOf("target"); // where files can be written
        await world.RunAsync("set", "mountpoint=none", source.Text);
        await TransferAsync(world, Send(source, null, one), Receive(target, one) with { Override = MountedAt(target) });
        await world.WriteAsync(target, "a file", 1000, 1);
        await world.SnapshotAsync(source, "2");
        var two = await world.VersionAsync(source, "@2");

        var modified = await Assert.ThrowsAsync<ReceiveException>(() => TransferAsync(world, Send(source, one, two), Receive(target, two)));

        Assert.Equal(ReceiveFailure.DestinationModified, modified.Failure);
        Assert.Contains($"zfs rollback", modified.Hint, StringComparison.Ordinal);
        await world.RunAsync("rollback", $"{target}@1");
        await TransferAsync(world, Send(source, one, two), Receive(target, two));
    }

    [Fact] // B14 59, A13.11: before anything is written
    public async Task A_stream_of_another_snapshot_than_announced_starts_no_receive()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateAsync("a b");
        await world.SnapshotAsync(source, "1");
        var one = await world.VersionAsync(source, "@1");
        var target = world.SinkPathOf("a b");

        var mismatch = await Assert.ThrowsAsync<StreamGuidMismatchException>(
            () => TransferAsync(world, Send(source, null, one), Receive(target, one) with { ToGuid = 4711 }));

        Assert.Contains($"{target}@1 should have guid 4711, but the stream has {one.Guid}", mismatch.Message, StringComparison.Ordinal);
        Assert.Empty(world.Commands.Lines("recv", world.CommandsBefore));
        Assert.False(await world.Zfs.Datasets.ExistsAsync(target, world.Token));
    }

    [Fact] // A13.11: told before zfs is started, whose words would be about its pipe
    public async Task What_is_not_a_stream_is_told_so()
    {
        await using var world = await EnterAsync();
        var version = new FilesystemVersion(VersionKind.Snapshot, "1", 1, 1, 1, 0);
        var target = world.SinkPathOf("a b");

        foreach (var garbage in new[] { Array.Empty<byte>(), new byte[100], Encoding.ASCII.GetBytes(new string('x', 1000)) })
            await Assert.ThrowsAsync<StreamHeadException>(() => ReceiveAsync(world, Receive(target, version), new MemoryStream(garbage)));
        Assert.Empty(world.Commands.Lines("recv", world.CommandsBefore));
    }

    [Fact] // A13.6
    public async Task A_stream_that_was_damaged_on_its_way_leaves_nothing()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var target = world.SinkPathOf("a b");
        var bytes = await BytesAsync(world, Send(source, null, one));
        bytes[bytes.Length / 2] ^= 1;

        var damaged = await Assert.ThrowsAsync<ReceiveException>(() => ReceiveAsync(world, Receive(target, one), new MemoryStream(bytes)));

        Assert.Equal((ReceiveFailure.StreamChecksum, FailureCategory.Temporary), (damaged.Failure, damaged.Category));
        Assert.False(await world.Zfs.Datasets.ExistsAsync(target, world.Token));
    }

    [Fact] // B14 14 ReceiveForceRollbackWorksUnencrypted, A13.4
    public async Task A_forced_full_receive_takes_the_place_of_a_dataset_with_snapshots_and_keeps_its_properties_and_children()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "sender");
        var target = await world.CreateAsync(world.SinkPathOf("foo bar"), "-o", "zrepl:placeholder=on");
        var child = await world.CreateAsync(target.Child("a child"));
        await world.SnapshotAsync(target, "a snap", "another snap", "snap 3");

        // zfs alone refuses this
        var refused = await Assert.ThrowsAsync<ReceiveException>(
            () => TransferAsync(world, Send(source, null, one), Receive(target, one) with { Force = true }));
        Assert.Equal(ReceiveFailure.DestinationHasSnapshots, refused.Failure);

        await world.Zfs.Receiver.DestroySnapshotsAsync(target, world.Token);
        await TransferAsync(world, Send(source, null, one), Receive(target, one) with { Force = true });

        Assert.Equal(["@1"], await world.NamesAsync(target));
        await AssertSameAsync(world, source, target, one);
        Assert.Equal("on", await world.PropertyAsync(target.Text, "zrepl:placeholder"));
        Assert.True(await world.Zfs.Datasets.ExistsAsync(child, world.Token));
    }

    [Fact] // B14 57, A13.7: upstream reports a failure and asks for the same bytes again
    public async Task Data_that_arrived_counts_although_mounting_failed()
    {
        await using var world = await EnterAsync();
        var (source, one) = await CreateWithMebibyteAsync(world, "a b");
        var target = world.SinkPathOf("a b");
        var impossible = Receive(target, one).Override.Add(Property("mountpoint"), "/proc/no such directory");

        var result = await TransferAsync(world, Send(source, null, one), Receive(target, one) with { Override = impossible });

        Assert.Contains("cannot mount", result.Warning, StringComparison.Ordinal);
        Assert.Equal(one.Guid, (await world.VersionAsync(target, "@1")).Guid);
        await world.RunAsync("set", "mountpoint=none", target.Text);
    }

    [Fact] // A13.6
    public async Task A_full_quota_is_told_as_missing_space()
    {
        await using var world = await EnterAsync();
        var source = await world.CreateForFilesAsync("a b");
        var one = await world.SnapshotWithFileAsync(source, "1", 4 * MiB);
        var parent = await world.CreateAsync(world.SinkPathOf("small"), "-o", "quota=1M");

        var full = await Assert.ThrowsAsync<ReceiveException>(
            () => TransferAsync(world, Send(source, null, one), Receive(parent.Child("a b"), one)));

        Assert.Equal((ReceiveFailure.NoSpace, FailureCategory.Temporary), (full.Failure, full.Category));
        Assert.False(await world.Zfs.Datasets.ExistsAsync(parent.Child("a b"), world.Token));
    }

    private System.Collections.Immutable.ImmutableSortedDictionary<PropertyName, string> MountedAt(DatasetPath dataset) =>
        Receive(dataset, new(VersionKind.Snapshot, "x", 1, 1, 1, 0)).Override
            .Add(Property("mountpoint"), Pool.OptionsForFiles(dataset)[1]["mountpoint=".Length..]);
}
