using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Tracing;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Endpoints;

/// <summary>What <see cref="LocalReceiver"/> promises (spec B9). Runs on the simulator and on real OpenZFS.</summary>
public abstract partial class ReceiverContract(IPoolUnderTest pool)
{
    [Fact] // B9.6 steps 2, 8, 11 and 12; B7.4 I1, I2
    public async Task What_is_missing_above_is_made_as_placeholders_and_the_newest_received_snapshot_is_held()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var child = world.Src.Child("child");
        await world.CreateAsync(world.Src);
        var versions = await world.CreateAsync(child, "1", "2");

        await TransferAsync(world, child, null, versions[0]);
        Assert.Equal(["last received 1"], await world.MarksAsync(world.CopyOf(child)));
        await TransferAsync(world, child, versions[0], versions[1]);

        Assert.Equal(["last received 2"], await world.MarksAsync(world.CopyOf(child)));
        Assert.Equal("none", await world.Pool.PropertyAsync(world.CopyOf(world.Src).Text, "mountpoint"));
        Assert.Equal(
            [(world.Src.Pool.Text, true), (world.Src.Text, true), (child.Text, false)],
            (await world.Receiver().ListFilesystemsAsync(world.Token)).Select(listed => (listed.Path.Text, listed.IsPlaceholder)));
        await world.AssertCopiedAsync(child, "1", "2");
    }

    [Fact] // B11, R11; found by the campaign: a preview must not call held what the pruning after it destroys
    public async Task A_hold_that_a_dead_process_left_is_gone_from_the_list_that_released_it()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2");
        await TransferAsync(world, world.Src, null, versions[0]);
        await TransferAsync(world, world.Src, versions[0], versions[1]);
        var tag = (await world.Services.Zfs.Holds.ListAsync([world.CopyOf(world.Src).Snapshot("2")], world.Token)).Single().Tag;
        await world.Services.Zfs.Holds.HoldAsync(tag, [world.CopyOf(world.Src).Snapshot("1")], world.Token);
        world.Restart();

        var receiver = world.Receiver();
        await receiver.ListFilesystemsAsync(world.Token);
        var listed = await receiver.ListVersionsAsync(world.Src, world.Token);

        Assert.Equal([("1", 0UL), ("2", 1UL)], listed.Select(version => (version.Name, (ulong)version.UserRefs!)));
        Assert.Equal(["last received 2"], await world.MarksAsync(world.CopyOf(world.Src)));
    }

    [Fact] // a client whose connection broke lists while its receive still ends
    public async Task A_listing_from_the_middle_of_a_receive_is_not_believed_after_it()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var one = await world.CreateLargeAsync(world.Src);
        var receiver = world.Receiver();
        await using (var first = await world.Sender().SendAsync(new(world.Src, null, one, null, Protection.Default), world.Token))
            await receiver.ReceiveAsync(new(world.Src, one, true, Protection.Default), first.Content, world.Token);
        await world.Pool.WriteAsync(world.Src, "more", 1 << 20, 1);
        var two = await world.SnapshotAsync(world.Src, "2");
        await using var stream = await world.Sender().SendAsync(new(world.Src, one, two, null, Protection.Default), world.Token);
        var gate = new GatedStream(stream.Content, 400_000);
        var receiving = receiver.ReceiveAsync(new(world.Src, two, true, Protection.Default), gate, world.Token);
        await gate.Reached.WaitAsync(world.Token);
        await receiver.ListFilesystemsAsync(world.Token);
        gate.Open();
        await receiving;
        Assert.Contains("@2", (await receiver.ListVersionsAsync(world.Src, world.Token)).Select(version => version.RelativeName));
    }

    [Fact] // A13.7: the extension recv.nomount
    public async Task What_is_received_is_not_mounted_if_the_job_says_so()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2");
        await TransferAsync(world, world.Src, null, versions[0], receiver: world.Receiver(options => options with { DoesNotMount = true }));
        await TransferAsync(world, world.Src, versions[0], versions[1], receiver: world.Receiver());

        var receives = world.Pool.Commands.Lines("recv", world.Pool.CommandsBefore);
        Assert.Equal([true, false], receives.Select(line => line.Contains(" -u ", StringComparison.Ordinal)));
    }

    [Fact] // B14 78, B9.5
    public async Task A_missing_root_or_pool_is_told_as_what_it_is()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var one = (await world.CreateAsync(world.Src, "1"))[0];
        var missing = world.Root.Child("not there");
        var noPool = DatasetPath.Parse("zrepltest-no-such-pool/sink");

        var listing = await Assert.ThrowsAsync<EndpointException>(() => At(missing).ListFilesystemsAsync(world.Token));
        Assert.Contains($"root_fs \"{missing}\" does not exist", listing.Message, StringComparison.Ordinal);
        var root = await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, one, receiver: At(missing)));
        Assert.Contains($"root_fs \"{missing}\" does not exist", root.Message, StringComparison.Ordinal);
        var pools = await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, one, receiver: At(noPool)));
        Assert.Contains($"pool \"{noPool.Pool}\" not imported", pools.Message, StringComparison.Ordinal);

        LocalReceiver At(DatasetPath path) => world.Receiver(options => options with { RootFilesystem = path, ClientRoot = path });
    }

    [Fact] // B14 30 ...UnspecifiedLeadsToFailureAtRuntimeWhenCreatingPlaceholders, 29 ...UnspecifiedIsOkForClientIdentityPlaceholder; B9.8
    public async Task Without_a_word_on_encryption_only_the_root_of_a_client_is_made()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var one = (await world.CreateAsync(world.Src, "1"))[0];
        var client = ReceiverOptions.RootOfClient(world.Root, "a client");
        var receiver = world.Receiver(options => options with { ClientRoot = client, PlaceholderEncryption = PlaceholderEncryption.Unspecified });

        var refused = await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, one, receiver: receiver));

        Assert.Contains(
            $"cannot create placeholder filesystem {client}/{world.Src.Pool}: placeholder filesystem encryption handling is unspecified in receiver config",
            refused.Message, StringComparison.Ordinal);
        Assert.True(await world.Pool.Zfs.Datasets.ExistsAsync(client, world.Token));
        Assert.Equal("on", await world.Pool.PropertyAsync(client.Text, Placeholder.Property.Text));
    }

    [Fact] // B14 28 ReplicationPlaceholderEncryption EncryptOnReceiver inherit; B9.8
    public async Task Placeholders_are_encrypted_with_their_root_or_not_at_all()
    {
        await using var world = await EndpointWorld.EnterAsync(pool, w => w.Encrypted);
        var child = world.Src.Child("child");
        await world.CreateAsync(world.Src);
        var one = (await world.CreateAsync(child, "1"))[0];

        await TransferAsync(world, child, null, one);
        Assert.Equal(world.Root.Text, await world.Pool.PropertyAsync(world.CopyOf(child).Text, "encryptionroot"));

        var open = world.Root.Child("open");
        await TransferAsync(world, child, null, one, receiver: world.Receiver(
            options => options with { ClientRoot = open, PlaceholderEncryption = PlaceholderEncryption.Off }));
        Assert.Equal("off", await world.Pool.PropertyAsync(open.Append(world.Src).Text, "encryption"));
    }

    [Fact] // B14 80, B9.9
    public async Task Two_receivers_that_need_the_same_placeholder_both_succeed()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (a, b) = (world.Src.Child("a"), world.Src.Child("b"));
        await world.CreateAsync(world.Src);
        var (ofA, ofB) = ((await world.CreateAsync(a, "1"))[0], (await world.CreateAsync(b, "1"))[0]);

        await Task.WhenAll(AsTaskAsync(a, ofA), AsTaskAsync(b, ofB));

        await world.AssertCopiedAsync(a, "1");
        await world.AssertCopiedAsync(b, "1");

        async Task AsTaskAsync(DatasetPath dataset, FilesystemVersion version)
        {
            using var task = Tracer.StartTask("receive"); // as jobs and requests of peers are
            await TransferAsync(world, dataset, null, version);
        }
    }

    [Fact] // B14 59, B9.6 step 10; A13.11: nothing is written for a stream of something else
    public async Task A_stream_that_is_not_what_was_announced_is_refused_before_it_is_received()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = await world.CreateAsync(world.Src, "1", "2");
        await using var stream = await world.Sender().SendAsync(new(world.Src, null, versions[0], null, Protection.Default), world.Token);

        var refused = await Assert.ThrowsAsync<EndpointException>(() => world.Receiver().ReceiveAsync(
            new(world.Src, versions[1], true, Protection.Default), stream.Content, world.Token));

        Assert.Contains("`To` version does not match what we received in the stream", refused.Message, StringComparison.Ordinal);
        Assert.False(await world.Pool.Zfs.Datasets.ExistsAsync(world.CopyOf(world.Src), world.Token));
    }

    [Fact] // promise 4; found by a review: zfs receive looks for the origin in the whole pool
    public async Task No_stream_makes_a_copy_out_of_a_snapshot_of_another_client()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.Pool.CreateAsync(world.Src);
        var (victim, clone) = (world.Src.Child("victim"), world.Src.Child("clone"));
        var secret = (await world.CreateAsync(victim, "1"))[0];
        await TransferAsync(world, victim, null, secret, receiver: Of("somebody"));
        await world.Pool.RunAsync("clone", $"{victim}@1", clone.Text);
        var hostile = await world.SnapshotAsync(clone, "x");
        var before = world.Pool.Commands.Started.Count;
        await using var stream = new SendStream(
            await world.Pool.Zfs.Runner.StartAsync(ZfsCommand.Zfs("send", "-i", $"{victim}@1", $"{clone}@x"), world.Token));

        var refused = await Assert.ThrowsAsync<StreamRefusedException>(
            () => Of("hostile").ReceiveAsync(new(clone, hostile, true, Protection.Default), stream, world.Token));

        Assert.Contains($"a clone of whatever snapshot in this pool has the guid {secret.Guid}", refused.Message, StringComparison.Ordinal);
        Assert.Empty(world.Pool.Commands.Lines("recv", before));
        Assert.Empty(world.Pool.Commands.Lines("create", before));

        LocalReceiver Of(string client) =>
            world.Receiver(options => options with { ClientRoot = ReceiverOptions.RootOfClient(world.Root, client) });
    }

    [Theory] // of the same dataset on both ends: no clone, wherever the dataset comes from
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dataset_that_is_itself_a_clone_arrives_in_full_and_then_by_increments(bool withProperties)
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.CreateAsync(world.Src, "1");
        var clone = world.Src.Child("clone");
        await world.Pool.RunAsync("clone", $"{world.Src}@1", clone.Text);
        var sender = world.Sender(new() { Properties = withProperties });
        var a = await world.SnapshotAsync(clone, "a");

        await TransferAsync(world, clone, null, a, sender);
        await TransferAsync(world, clone, a, await world.SnapshotAsync(clone, "b"), sender);

        await world.AssertCopiedAsync(clone, "a", "b");
        Assert.Equal("-", await world.Pool.PropertyAsync(world.CopyOf(clone).Text, "origin"));
    }

    [Fact] // B14 31 ReplicationPropertyReplicationWorks; B9.12
    public async Task Properties_of_the_job_win_over_those_of_the_stream_and_a_placeholder_mark_never_arrives()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.Pool.CreateAsync(
            world.Src, "-o", "zrepl:ignored=sent", "-o", "zrepl:replicate=sent", "-o", "zrepl:overridden=sent", "-o", "zrepl:placeholder=on");
        var one = await world.SnapshotAsync(world.Src, "1");
        var receiver = world.Receiver(options => options with
        {
            Inherit = [PropertyName.Parse("zrepl:ignored"), PropertyName.Parse("mountpoint")],
            Override = options.Override.Add(PropertyName.Parse("zrepl:overridden"), "overridden value"),
        });

        await TransferAsync(world, world.Src, null, one, world.Sender(new() { Properties = true }), receiver);

        var copy = world.CopyOf(world.Src).Text;
        var values = (await world.Pool.RunAsync(
            "get", "-Hp", "-o", "property,value,source", "zrepl:ignored,zrepl:replicate,zrepl:overridden,zrepl:placeholder", copy)).OutputText;
        Assert.Equal(
            "zrepl:ignored\t-\t-\nzrepl:replicate\tsent\treceived\nzrepl:overridden\toverridden value\tlocal\n"
            + $"zrepl:placeholder\ton\tinherited from {world.CopyOf(world.Src).Parent}\n", // that of the parent, which is one
            values);
    }

    [Fact] // B9.5; a name that no sender could have is no reason to fail
    public async Task What_others_made_below_the_root_does_not_disturb_the_list_and_leftovers_of_the_workaround_are_hidden()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        foreach (var name in new[] { "2024 archive", "tank.zrepl.initial-recv" }) await world.Pool.CreateAsync(world.Root.Child(name));

        var listed = await world.Receiver().ListFilesystemsAsync(world.Token);

        Assert.Equal([("2024 archive", false)], listed.Select(one => (one.Path.Text, one.IsPlaceholder)));
        var elsewhere = world.Receiver(options => options with { ClientRoot = world.Root.Child("nobody yet") });
        Assert.Empty(await elsewhere.ListFilesystemsAsync(world.Token));
    }

    private static async Task TransferAsync(
        EndpointWorld world, DatasetPath dataset, FilesystemVersion? from, FilesystemVersion to, LocalSender? sender = null,
        LocalReceiver? receiver = null, string? token = null, long? cutAfter = null)
    {
        await using var stream = await (sender ?? world.Sender()).SendAsync(new(dataset, from, to, token, Protection.Default), world.Token);
        await using var content = cutAfter is { } bytes
            ? CutStream.Failing(stream.Content, bytes, new EndpointException("the connection is lost", FailureCategory.Temporary))
            : stream.Content;
        await (receiver ?? world.Receiver()).ReceiveAsync(new(dataset, to, !stream.UsedResumeToken, Protection.Default), content, world.Token);
    }
}
