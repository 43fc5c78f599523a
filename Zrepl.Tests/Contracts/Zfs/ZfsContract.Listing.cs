using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Zfs;

public abstract partial class ZfsContract
{
    [Fact] // B14 3 GetNonexistent
    public async Task Whatever_does_not_exist_is_named_exactly()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        await world.SnapshotAsync(dataset, "1");
        Assert.Equal(dataset.Text, await world.PropertyAsync(dataset.Text, "name"));
        Assert.Equal($"{dataset}@1", await world.PropertyAsync($"{dataset}@1", "name"));

        foreach (var path in new[] { $"{dataset} not", $"{dataset}@not there", $"{dataset}#not there", $"{dataset} not@1" })
        {
            var missing = await Assert.ThrowsAsync<DatasetMissingException>(() => world.PropertyAsync(path, "name"));
            Assert.Equal(path, missing.Path);
        }
    }

    [Fact] // B14 8 ListFilesystemVersionsFilesystemNotExist
    public async Task Listing_the_versions_of_a_missing_dataset_says_so()
    {
        await using var world = await EnterAsync();
        var dataset = world.PathOf("not there");
        var missing = await Assert.ThrowsAsync<DatasetMissingException>(() => world.VersionsAsync(dataset));
        Assert.Equal(dataset.Text, missing.Path);
    }

    [Fact] // B14 9 ListFilesystemVersionsTypeFilteringAndPrefix; we have no filter by prefix, because one listing serves all rules
    public async Task Versions_are_listed_by_kind_and_without_those_of_children()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        var child = await world.CreateAsync(dataset.Child("child"));
        string[] snapshots = ["foo 1", "foo 2", "blup 1", " foo with leading whitespace"];
        foreach (var name in snapshots) await world.RunAsync("snapshot", $"{dataset}@{name}", $"{child}@{name}");
        await world.RunAsync("bookmark", $"{dataset}@foo 1", $"{dataset}#foo 1");
        await world.RunAsync("bookmark", $"{dataset}@foo 1", $"{dataset}#bookfoo 1");
        await world.RunAsync("bookmark", $"{dataset}@foo 2", $"{dataset}#foo 2");
        await world.RunAsync("bookmark", $"{child}@foo 2", $"{child}#bookfoo 2");

        var all = await world.VersionsAsync(dataset);

        string[] bookmarks = ["#foo 1", "#bookfoo 1", "#foo 2"];
        Assert.Equal([.. bookmarks.Order(), .. snapshots.Select(name => "@" + name).Order()], all.Select(v => v.RelativeName).OrderBy(n => n[0] == '@').ThenBy(n => n));
        Assert.Equal(snapshots.Select(name => "@" + name), all.Where(v => v.IsSnapshot).Select(v => v.RelativeName)); // as they were taken
        Assert.Equal(all.Where(v => v.IsSnapshot), await world.VersionsAsync(dataset, VersionKinds.Snapshots));
        Assert.Equal(bookmarks.Order(), (await world.VersionsAsync(dataset, VersionKinds.Bookmarks)).Select(v => v.RelativeName).Order());
        var (snapshot, bookmark) = (all.Single(v => v.RelativeName == "@foo 1"), all.Single(v => v.RelativeName == "#bookfoo 1"));
        Assert.True(bookmark.IsSamePointAs(snapshot)); // A4.2
    }

    [Fact] // B14 10 ListFilesystemVersionsUserrefs
    public async Task Snapshots_tell_how_often_they_are_held_and_bookmarks_do_not()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        var child = await world.CreateAsync(dataset.Child("child"));
        foreach (var number in "123") await world.RunAsync("snapshot", $"{dataset}@snap {number}", $"{child}@snap {number}");
        await world.RunAsync("bookmark", $"{dataset}@snap 3", $"{dataset}#snap 3");
        await world.RunAsync("hold", "tag 1", $"{dataset}@snap 2", $"{dataset}@snap 3", $"{child}@snap 1");
        await world.RunAsync("hold", "tag 2", $"{dataset}@snap 3");

        var versions = await world.VersionsAsync(dataset);

        Assert.Equal(
            [("@snap 1", 0u), ("@snap 2", 1u), ("@snap 3", 2u), ("#snap 3", null)],
            versions.OrderBy(v => v.CreateTxg).ThenBy(v => v.Kind).Select(v => (v.RelativeName, v.UserRefs)));
    }

    [Fact] // B14 11 ListFilesystemVersionsZeroExistIsNotAnError
    public async Task A_dataset_without_versions_has_an_empty_list()
    {
        await using var world = await EnterAsync();
        Assert.Empty(await world.VersionsAsync(await world.CreateAsync("foo bar")));
    }

    [Fact] // B14 12 ListFilesystemsNoFilter; A4.4: roots that do not exist are left out
    public async Task All_filesystems_and_volumes_are_listed_and_missing_roots_left_out()
    {
        await using var world = await EnterAsync();
        var filesystem = await world.CreateAsync("foo bar");
        var child = await world.CreateAsync(filesystem.Child("a child"));
        var volume = await world.CreateAsync(filesystem.Child("vol 1"), "-V", "10M");
        await world.SnapshotAsync(child, "not a dataset");

        var everything = await world.Zfs.Datasets.ListAsync(null, world.Token);
        Assert.Superset(new HashSet<DatasetPath> { world.Source, world.Sink, filesystem, child, volume }, everything.ToHashSet());
        Assert.Equal(everything.Order(), everything);
        Assert.Equal([filesystem, child, volume], await world.Zfs.Datasets.ListAsync([world.PathOf("not there"), filesystem], world.Token));
        Assert.Empty(await world.Zfs.Datasets.ListAsync([world.PathOf("not there"), DatasetPath.Parse("nopool/x")], world.Token));
    }

    [Fact] // design D7: one process for a whole tree
    public async Task An_inventory_tells_in_one_command_what_single_listings_tell()
    {
        await using var world = await EnterAsync();
        var root = await world.CreateAsync("foo bar");
        var (child, volume) = (await world.CreateAsync(root.Child("a child")), await world.CreateAsync(root.Child("vol 1"), "-V", "10M"));
        await world.RunAsync("snapshot", $"{root}@b", $"{child}@b", $"{volume}@b");
        await world.SnapshotAsync(child, "a");
        await world.RunAsync("bookmark", $"{child}@a", $"{child}#z");
        var before = world.Commands.Started.Count;

        var inventory = await world.Zfs.Inventory.TakeAsync([root, world.PathOf("not there")], world.Token);

        Assert.Equal(before + 1, world.Commands.Started.Count);
        Assert.Equal([root, child, volume], inventory.Datasets.Select(dataset => dataset.Path));
        Assert.All(inventory.Datasets, dataset => Assert.False(dataset.IsEncrypted));
        Assert.Equal((await world.VersionsAsync(child)).Order(ByPoint), inventory.Find(child)!.Versions);
        Assert.Equal(["@b"], inventory.Find(volume)!.Versions.Select(version => version.RelativeName));
        Assert.Null(inventory.Find(world.PathOf("not there")));
    }

    [Fact] // A3.4: 255 bytes in all, and every character our rules allow
    public async Task Names_that_our_rules_allow_are_accepted_by_zfs()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("odd-_. :name");
        var longest = new string('x', 255 - dataset.Text.Length - 1);
        foreach (var name in new[] { "a-_.: b", longest }) await world.Zfs.SnapshotCreator.CreateAsync([dataset.Snapshot(name)], world.Token);
        Assert.Equal(["@a-_.: b", "@" + longest], (await world.NamesAsync(dataset)).Order());
        Assert.Throws<InvalidNameException>(() => dataset.Snapshot(longest + "x"));
    }

    private static readonly IComparer<FilesystemVersion> ByPoint = Comparer<FilesystemVersion>.Create((a, b) =>
        (a.CreateTxg, a.Kind, a.Name).CompareTo((b.CreateTxg, b.Kind, b.Name)));
}
