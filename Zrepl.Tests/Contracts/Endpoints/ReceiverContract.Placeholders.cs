using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Endpoints;

public abstract partial class ReceiverContract
{
    [Fact] // B9.6 steps 4 and 8; A9.6
    public async Task A_placeholder_becomes_the_dataset_and_its_children_stay()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (large, child) = await WithPlaceholderAsync(world);

        await TransferAsync(world, world.Src, null, large);

        await world.AssertCopiedAsync(world.Src, "1");
        await world.AssertCopiedAsync(child, "c");
        Assert.Equal(("off", "-"), await PlaceholderMarksAsync(world));
    }

    [Fact] // B14 72, A13.9: upstream never comes out of this
    public async Task A_replacement_that_was_interrupted_is_continued()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (large, _) = await WithPlaceholderAsync(world);

        await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, large, cutAfter: 2 << 20));
        Assert.Equal(("off", $"{large.Guid:x16}"), await PlaceholderMarksAsync(world));
        var token = (await world.Receiver().ListFilesystemsAsync(world.Token)).Single(listed => listed.Path == world.Src).ResumeToken;
        Assert.NotNull(token);

        world.Restart();
        await TransferAsync(world, world.Src, null, large, token: token);

        await world.AssertCopiedAsync(world.Src, "1");
        Assert.Equal(("off", "-"), await PlaceholderMarksAsync(world));
    }

    [Fact] // B9.6 step 9a
    public async Task A_replacement_that_left_nothing_makes_the_placeholder_one_again()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (large, child) = await WithPlaceholderAsync(world);
        await world.Pool.RunAsync("set", "quota=1M", world.CopyOf(world.Src).Text);

        var full = await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, large));

        Assert.Contains("quota exceeded", full.Message, StringComparison.Ordinal);
        Assert.Equal(("on", "-"), await PlaceholderMarksAsync(world));
        await world.AssertCopiedAsync(child, "c");
    }

    [Fact] // B11, R4 done and R8 not started: upstream is stuck until an operator helps
    public async Task A_replacement_that_died_before_the_first_byte_goes_on()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (large, _) = await WithPlaceholderAsync(world);
        await world.Pool.RunAsync(
            "set", "zrepl:placeholder=off", $"zrepl:placeholder_replacing={large.Guid:x16}", world.CopyOf(world.Src).Text);

        await TransferAsync(world, world.Src, null, large);

        await world.AssertCopiedAsync(world.Src, "1");
        Assert.Equal(("off", "-"), await PlaceholderMarksAsync(world));
    }

    [Fact] // spec 1.1 invariant 3: never what is not a placeholder
    public async Task A_dataset_that_is_no_placeholder_is_not_replaced()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (large, _) = await WithPlaceholderAsync(world);
        await world.Pool.RunAsync("inherit", "zrepl:placeholder", world.CopyOf(world.Src).Text);

        var refused = await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, large));

        Assert.Contains("exists\nmust specify -F to overwrite it", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await world.Pool.NamesAsync(world.CopyOf(world.Src)));
    }

    [Fact]
    public async Task A_replacement_that_was_cancelled_before_anything_arrived_makes_the_placeholder_one_again()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (large, child) = await WithPlaceholderAsync(world);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(world.Token);
        await using var stream = await world.Sender().SendAsync(new(world.Src, null, large, null, Protection.Default), world.Token);
        await using var content = new CutStream(stream.Content, 312, async token => // so little that ZFS saves nothing of it
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Receiver().ReceiveAsync(
            new(world.Src, large, true, Protection.Default), content, cancelled.Token));

        Assert.Equal(("on", "-"), await PlaceholderMarksAsync(world));
        await world.AssertCopiedAsync(child, "c");
    }

    [Fact] // A13.4
    public async Task Snapshots_of_an_empty_placeholder_give_way()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (large, _) = await WithPlaceholderAsync(world);
        await world.Pool.SnapshotAsync(world.CopyOf(world.Src), "hourly 1", "hourly 2");

        await TransferAsync(world, world.Src, null, large);

        await world.AssertCopiedAsync(world.Src, "1");
    }

    [Fact] // promise 1: nothing somebody holds or keeps is destroyed, and the placeholder stays one
    public async Task A_held_snapshot_of_a_placeholder_is_named_again_and_again_until_it_is_released()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (large, _) = await WithPlaceholderAsync(world);
        var copy = world.CopyOf(world.Src);
        await world.Pool.SnapshotAsync(copy, "hourly 1", "hourly 2", "hourly 3");
        await world.Pool.RunAsync("hold", "by me", $"{copy}@hourly 2");

        for (var run = 0; run < 2; run++)
        {
            var refused = await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, large));
            Assert.Contains($"{copy}@hourly 2 is held with the tag \"by me\"", refused.Message, StringComparison.Ordinal);
            Assert.Contains($"zfs release 'by me' '{copy}@hourly 2'", refused.Message, StringComparison.Ordinal);
            Assert.Equal(("on", "-"), await PlaceholderMarksAsync(world));
            Assert.Equal(["@hourly 1", "@hourly 2", "@hourly 3"], await world.Pool.NamesAsync(copy));
        }

        await world.Pool.RunAsync("release", "by me", $"{copy}@hourly 2");
        await TransferAsync(world, world.Src, null, large);
        await world.AssertCopiedAsync(world.Src, "1");
    }

    [Fact]
    public async Task A_cloned_snapshot_of_a_placeholder_is_named_with_its_clone()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (large, _) = await WithPlaceholderAsync(world);
        var copy = world.CopyOf(world.Src);
        var clone = world.Root.Child("a clone");
        await world.Pool.SnapshotAsync(copy, "one", "two");
        await world.Pool.RunAsync("clone", $"{copy}@one", clone.Text);

        var refused = await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, large));

        Assert.Contains($"{copy}@one has clones: {clone}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("on", "-"), await PlaceholderMarksAsync(world));
        Assert.Equal(["@one", "@two"], await world.Pool.NamesAsync(copy));
    }

    [Theory]
    [InlineData(true)] // between the snapshots, and deleted or not: who knows
    [InlineData(false)]
    public async Task Snapshots_of_a_placeholder_into_which_somebody_wrote_are_not_destroyed(bool isLittle)
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (large, _) = await WithPlaceholderAsync(world);
        var copy = world.CopyOf(world.Src);
        if (isLittle) await world.Pool.SnapshotAsync(copy, "empty");
        await world.Pool.MountForFilesAsync(copy);
        await world.Pool.SnapshotWithFileAsync(copy, "precious", isLittle ? 4096 : 1 << 20);

        var mounted = await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, large));
        await world.Pool.RunAsync("set", "mountpoint=none", copy.Text);
        var unmounted = await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, large));

        Assert.Contains("it is mounted", mounted.Message, StringComparison.Ordinal);
        Assert.Contains(isLittle ? $"something was written into it before {copy}@precious" : "it holds 1", unmounted.Message, StringComparison.Ordinal);
        Assert.Contains("@precious) are not destroyed", unmounted.Message, StringComparison.Ordinal);
        Assert.Equal(("on", "-"), await PlaceholderMarksAsync(world));
        Assert.Contains("@precious", await world.Pool.NamesAsync(copy));
    }

    [Fact] // B9.10: ZFS cannot replace by an encrypted dataset in place
    public async Task A_bare_placeholder_gives_way_to_a_raw_stream_and_comes_back_if_that_fails()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var large = await world.CreateLargeAsync(world.Src, world.Pool.Encrypted);
        var copy = world.CopyOf(world.Src);
        await world.Pool.CreateAsync(copy.Parent!.Value);
        await world.Pool.CreateAsync(copy, "-o", "zrepl:placeholder=on", "-o", "mountpoint=none");
        var raw = new SendFlags { Encrypted = true };

        // so little that ZFS saves nothing of it
        await Assert.ThrowsAsync<EndpointException>(() => TransferAsync(world, world.Src, null, large, world.Sender(raw), cutAfter: 312));
        Assert.Equal(("on", "-"), await PlaceholderMarksAsync(world));

        await TransferAsync(world, world.Src, null, large, world.Sender(raw));
        Assert.Equal(copy.Text, await world.Pool.PropertyAsync(copy.Text, "encryptionroot"));
        Assert.Equal(large.Guid, (await world.Pool.VersionAsync(copy, "@1")).Guid);
    }

    private static async Task<(FilesystemVersion Large, DatasetPath Child)> WithPlaceholderAsync(EndpointWorld world)
    {
        var large = await world.CreateLargeAsync(world.Src);
        var child = world.Src.Child("child");
        await TransferAsync(world, child, null, (await world.CreateAsync(child, "c"))[0]);
        return (large, child);
    }

    private static async Task<(string Placeholder, string Replacing)> PlaceholderMarksAsync(EndpointWorld world)
    {
        var copy = world.CopyOf(world.Src).Text;
        var table = await world.Pool.Zfs.PropertyReader.ReadAsync(
            copy, [Placeholder.Property.Text, Placeholder.ReplacingProperty.Text], world.Token);
        return (Of(Placeholder.Property), Of(Placeholder.ReplacingProperty));

        string Of(PropertyName name) => table.Find(copy, name.Text)!.Value.Value; // ReadAsync throws when there is no row
    }
}
