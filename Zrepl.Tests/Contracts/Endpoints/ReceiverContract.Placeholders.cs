using Zrepl.Engine.Endpoints;
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
