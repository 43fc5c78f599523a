using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Zfs;

public abstract partial class ZfsContract
{
    [Fact] // B14 2 CreateReplicationCursor; A7.3: upstream refuses to clone a bookmark although OpenZFS 2.0 can
    public async Task A_replication_cursor_can_be_made_of_a_snapshot_and_of_a_bookmark_any_number_of_times()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        await world.SnapshotAsync(dataset, "1", "2", "3");
        foreach (var number in "13") await world.RunAsync("bookmark", $"{dataset}@{number}", $"{dataset}#{number}");
        await world.RunAsync("destroy", $"{dataset}@3");
        var versions = (await world.VersionsAsync(dataset)).ToDictionary(version => version.RelativeName);
        var (keeper, job) = (new GuaranteeKeeper(world.Zfs), JobName.Parse("zreplplatformtest"));

        var first = await CursorAsync(versions["@1"]);
        Assert.Equal($"zrepl_CURSOR_G_{versions["@1"].Guid:x16}_J_zreplplatformtest", first.Name);
        Assert.True(first.IsSamePointAs(versions["@1"]));
        Assert.Equal(first, await CursorAsync(versions["@1"]));
        Assert.Equal(first, await CursorAsync(versions["#1"])); // the same point by another name
        Assert.Equal(first, await CursorAsync(first)); // the cursor itself
        var third = await CursorAsync(versions["#3"]); // only the bookmark is left of it
        Assert.True(third.IsSamePointAs(versions["#3"]));
        Assert.Equal(
            [first, third],
            (await world.VersionsAsync(dataset, VersionKinds.Bookmarks)).Where(version => Guarantee.FromBookmark(dataset, version) is not null));

        async Task<FilesystemVersion> CursorAsync(FilesystemVersion of) => (await keeper.SetCursorAsync(dataset, of, job, world.Token)).Version;
    }

    [Fact] // B14 5 IdempotentBookmark
    public async Task A_bookmark_can_be_made_again_of_the_same_snapshot_only()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("a b");
        await world.SnapshotAsync(dataset, "one", "two");
        var (one, two) = (await world.VersionAsync(dataset, "@one"), await world.VersionAsync(dataset, "@two"));

        var made = await world.Zfs.Bookmarks.CreateAsync(dataset, one, "A", world.Token);
        Assert.Equal(made, await world.VersionAsync(dataset, "#A"));
        Assert.Equal(made, await world.Zfs.Bookmarks.CreateAsync(dataset, one, "A", world.Token));
        var taken = await Assert.ThrowsAsync<BookmarkExistsException>(() => world.Zfs.Bookmarks.CreateAsync(dataset, two, "A", world.Token));
        Assert.Equal(
            $"bookmark {dataset}@two (guid={two.Guid}) with #A: bookmark #A exists but has different guid ({one.Guid})", taken.Message);

        await world.RunAsync("destroy", $"{dataset}@one");
        var gone = await Assert.ThrowsAsync<DatasetMissingException>(() => world.Zfs.Bookmarks.CreateAsync(dataset, one, "A", world.Token));
        Assert.Equal($"{dataset}@one", gone.Path);
    }

    [Fact] // B14 4 HoldsWork, B14 7 IdempotentHold
    public async Task Holds_are_listed_with_their_tags_and_holding_twice_is_holding_once()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("a b");
        await world.SnapshotAsync(dataset, "snap name", "other");
        var snapshot = dataset.Snapshot("snap name");
        foreach (var tag in new[] { "tag 1", "tag 2", "tag 1" }) await world.Zfs.Holds.HoldAsync(HoldTag.Parse(tag), [snapshot], world.Token);

        var holds = await world.Zfs.Holds.ListAsync([snapshot, dataset.Snapshot("other")], world.Token);

        Assert.Equal(["tag 1", "tag 2"], holds.Select(hold => hold.Tag.Text).Order());
        Assert.All(holds, hold => Assert.Equal(snapshot, hold.Snapshot));
    }

    [Fact] // A8.1: ZFS refuses all of them because of the one that is held
    public async Task Of_several_snapshots_to_hold_those_that_are_held_already_do_not_stop_the_others()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("a b");
        await world.SnapshotAsync(dataset, "1", "2");
        SnapshotPath[] both = [dataset.Snapshot("1"), dataset.Snapshot("2")];
        await world.Zfs.Holds.HoldAsync(Foreign, [both[1]], world.Token);

        await world.Zfs.Holds.HoldAsync(Foreign, both, world.Token);

        Assert.Equal(both, (await world.Zfs.Holds.ListAsync(both, world.Token)).Select(hold => hold.Snapshot).Order());
        var missing = await Assert.ThrowsAsync<DatasetMissingException>(
            () => world.Zfs.Holds.HoldAsync(Foreign, [dataset.Snapshot("not there")], world.Token));
        Assert.Equal($"{dataset}@not there", missing.Path);
    }

    [Fact] // B14 66; A8.2
    public async Task A_snapshot_that_vanished_does_not_hide_the_holds_of_the_others()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("a b");
        await world.SnapshotAsync(dataset, "1");
        await world.Zfs.Holds.HoldAsync(Foreign, [dataset.Snapshot("1")], world.Token);

        var holds = await world.Zfs.Holds.ListAsync(
            [dataset.Snapshot("gone"), dataset.Snapshot("1"), dataset.Child("gone").Snapshot("1")], world.Token);

        Assert.Equal([(dataset.Snapshot("1"), Foreign)], holds.Select(hold => (hold.Snapshot, hold.Tag)));
        Assert.Empty(await world.Zfs.Holds.ListAsync([dataset.Snapshot("gone")], world.Token));
    }

    [Fact] // B14 67; A8.3: upstream fails for a snapshot that is gone
    public async Task Releasing_what_is_not_held_or_not_there_succeeds_and_the_rest_is_released()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("a b");
        await world.SnapshotAsync(dataset, "held", "free");
        await world.Zfs.Holds.HoldAsync(Foreign, [dataset.Snapshot("held")], world.Token);

        await world.Zfs.Holds.ReleaseAsync(
            Foreign, [dataset.Snapshot("free"), dataset.Snapshot("held"), dataset.Snapshot("gone")], world.Token);

        Assert.Equal([0u, 0u], (await world.VersionsAsync(dataset)).Select(version => version.UserRefs!.Value));
        await world.Zfs.Holds.ReleaseAsync(Foreign, [dataset.Child("gone").Snapshot("x")], world.Token);
    }
}
