using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Snapshots;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Zfs;

public abstract partial class ZfsContract
{
    [Fact] // B14 1 BatchDestroy; replication 8.14
    public async Task A_held_snapshot_in_a_batch_is_reported_by_name_and_the_others_are_destroyed()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        await world.SnapshotAsync(dataset, "1", "2", "3");
        await world.Zfs.Holds.HoldAsync(Foreign, [dataset.Snapshot("2")], world.Token);
        var (two, three) = (await world.VersionAsync(dataset, "@2"), await world.VersionAsync(dataset, "@3"));

        var outcomes = await world.Zfs.SnapshotDestroyer.DestroyAsync(
            [DestroyRequest.For(dataset, three), DestroyRequest.For(dataset, two)], world.Token);

        Assert.Null(outcomes[0].Failure);
        var held = Assert.IsType<SnapshotsUndestroyableException>(outcomes[1].Failure);
        Assert.True(held.AreAllHolds);
        Assert.Contains($"{dataset}@2", held.Message, StringComparison.Ordinal);
        Assert.Equal(["@1", "@2"], await world.NamesAsync(dataset));
    }

    [Fact] // B14 6 IdempotentDestroy; A6.2, A6.6: our verbs for snapshots and bookmarks exist only in the idempotent form
    public async Task What_is_destroyed_already_counts_as_destroyed_and_only_a_dataset_is_missed()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("a b");
        await world.SnapshotAsync(dataset, "a snap");
        var snapshot = await world.VersionAsync(dataset, "@a snap");
        var bookmark = dataset.Bookmark("a bookmark");
        await world.Zfs.Bookmarks.CreateAsync(dataset, snapshot, bookmark.Name, world.Token);
        var without = dataset.Child("not there");

        await world.Zfs.Bookmarks.DestroyAsync(bookmark, world.Token);
        await world.Zfs.Bookmarks.DestroyAsync(bookmark, world.Token);
        await world.Zfs.Bookmarks.DestroyAsync(without.Bookmark("b"), world.Token);
        Assert.Null(await DestroyAsync(dataset));
        Assert.Null(await DestroyAsync(dataset));
        Assert.Null(await DestroyAsync(without));
        Assert.Empty(await world.NamesAsync(dataset));

        await world.Zfs.Creator.DestroyAsync(dataset, world.Token);
        var missing = await Assert.ThrowsAsync<DatasetMissingException>(() => world.Zfs.Creator.DestroyAsync(dataset, world.Token));
        Assert.Equal(dataset.Text, missing.Path);

        async Task<Exception?> DestroyAsync(DatasetPath of) =>
            (await world.Zfs.SnapshotDestroyer.DestroyAsync([DestroyRequest.For(of, snapshot)], world.Token)).Single().Failure;
    }

    [Fact] // B14 47 UndestroyableSnapshotParsing; A5.4
    public async Task A_refused_batch_names_exactly_the_held_snapshot_and_destroys_nothing()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        await world.SnapshotAsync(dataset, "1 2 3", "4 5 6", "7 8 9");
        await world.Zfs.Holds.HoldAsync(Foreign, [dataset.Snapshot("4 5 6")], world.Token);
        var argument = $"{dataset}@1 2 3,4 5 6,7 8 9";

        var refused = await world.TryAsync("destroy", argument);

        var explained = Assert.IsType<SnapshotsUndestroyableException>(DestroyErrors.Explain(refused, dataset.Text, argument));
        Assert.Equal(dataset.Text, explained.Dataset);
        Assert.Equal(["4 5 6"], explained.Snapshots.Select(snapshot => snapshot.Name));
        Assert.True(explained.AreAllHolds);
        Assert.Equal(3, (await world.VersionsAsync(dataset)).Length);
    }

    [Fact] // B14 52; A6.3: to zfs "%" is a range and "," a list. Upstream passes wire names on
    public async Task A_name_that_zfs_would_read_as_more_snapshots_destroys_nothing_and_starts_nothing()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        await world.SnapshotAsync(dataset, "a", "b");
        var a = await world.VersionAsync(dataset, "@a");
        var before = world.Commands.Started.Count;

        string[] evil = ["%", "a%b", "a%", "a,b", "a@b"];
        var outcomes = await world.Zfs.SnapshotDestroyer.DestroyAsync([.. evil.Select(name => new DestroyRequest(dataset, name, a.Guid))], world.Token);

        Assert.All(outcomes, outcome => Assert.IsType<InvalidNameException>(outcome.Failure));
        Assert.Equal(before, world.Commands.Started.Count);
        Assert.Equal(["@a", "@b"], await world.NamesAsync(dataset));
    }

    [Fact] // B14 53; A6.6: upstream destroys by name alone
    public async Task A_snapshot_that_took_the_name_of_another_is_not_destroyed()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        await world.SnapshotAsync(dataset, "a", "b");
        var planned = await world.VersionsAsync(dataset, VersionKinds.Snapshots);
        await world.RunAsync("destroy", $"{dataset}@a");
        await world.SnapshotAsync(dataset, "a");

        var outcomes = await world.Zfs.SnapshotDestroyer.DestroyAsync([.. planned.Select(one => DestroyRequest.For(dataset, one))], world.Token);

        Assert.IsType<SnapshotGuidChangedException>(outcomes[0].Failure);
        Assert.Null(outcomes[1].Failure);
        Assert.Equal(["@a"], await world.NamesAsync(dataset));
    }

    [Fact] // B14 54; A5.5: ZFS refuses such a batch in words that upstream does not know
    public async Task A_snapshot_with_a_clone_stays_and_the_others_of_the_batch_go()
    {
        await using var world = await EnterAsync();
        var dataset = await world.CreateAsync("foo bar");
        await world.SnapshotAsync(dataset, "a", "b", "c");
        var clone = world.PathOf("a clone");
        await world.RunAsync("clone", $"{dataset}@b", clone.Text);
        var all = await world.VersionsAsync(dataset);

        var outcomes = await world.Zfs.SnapshotDestroyer.DestroyAsync([.. all.Select(one => DestroyRequest.For(dataset, one))], world.Token);

        Assert.Equal($"snapshot has dependent clones ({clone})", outcomes[1].Error);
        Assert.Equal([true, false, true], outcomes.Select(outcome => outcome.Failure is null));
        Assert.Equal(["@b"], await world.NamesAsync(dataset));
    }
}
