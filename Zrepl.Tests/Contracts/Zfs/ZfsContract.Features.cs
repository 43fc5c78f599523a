namespace Zrepl.Tests.Contracts.Zfs;

public abstract partial class ZfsContract
{
    [Fact] // A10.1 to A10.4
    public async Task Everything_that_openzfs_2_can_do_is_found_by_probing()
    {
        await using var world = await EnterAsync();
        var features = world.Zfs.Features;
        Assert.True(await features.HasEncryptionAsync(world.Token));
        Assert.True(await features.HasResumableSendAsync(world.Token));
        Assert.True(await features.HasSnapshotListsAsync(world.Token));
        Assert.True(await features.HasBookmarkCloningAsync(world.Token));
        Assert.True(await features.HasResumableReceiveAsync(world.PathOf("not there"), world.Token));
    }

    [Fact] // B14 61; A10.3
    public async Task A_pool_without_extensible_datasets_gets_no_resumable_receives()
    {
        await using var world = await EnterAsync();
        var bare = await Pool.CreatePoolWithoutFeaturesAsync();
        Assert.False(await world.Zfs.Features.HasResumableReceiveAsync(bare.Child("a b"), world.Token));
        Assert.True(await world.Zfs.Features.HasResumableReceiveAsync(world.Sink, world.Token));
    }

    [Fact] // A10.5
    public async Task The_versions_of_commands_and_module_are_told()
    {
        await using var world = await EnterAsync();
        var versions = await world.Zfs.Version.ReadAsync(world.Token);
        Assert.NotNull(versions.Userland);
        Assert.NotNull(versions.KernelModule);
        Assert.True(versions.Userland.Number.Major >= 2);
    }
}
