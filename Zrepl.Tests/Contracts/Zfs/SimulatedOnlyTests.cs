using Microsoft.Extensions.Time.Testing;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Features;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Simulator;
using Zrepl.Zfs.Snapshots;

namespace Zrepl.Tests.Contracts.Zfs;

/// <summary>Items of spec B14 that real OpenZFS cannot show here: they need an old release, a broken machine, or hours.</summary>
public sealed class SimulatedOnlyTests
{
    [Fact] // B14 2 CreateReplicationCursor, variant; A7.3: OpenZFS before 2.0 makes bookmarks of snapshots only
    public async Task Where_bookmarks_cannot_be_cloned_an_equal_one_serves_and_another_is_refused()
    {
        await using var world = await PoolWorld.EnterAsync(new SimulatedPool(OpenZfsVersion.V08));
        var dataset = await world.CreateAsync("foo bar");
        await world.SnapshotAsync(dataset, "1", "2");
        await world.RunAsync("bookmark", $"{dataset}@1", $"{dataset}#1");
        await world.RunAsync("bookmark", $"{dataset}@2", $"{dataset}#2");
        var (one, two) = (await world.VersionAsync(dataset, "#1"), await world.VersionAsync(dataset, "#2"));
        var cursor = await world.Zfs.Bookmarks.CreateAsync(dataset, await world.VersionAsync(dataset, "@1"), "cursor", world.Token);

        Assert.Equal(cursor, await world.Zfs.Bookmarks.CreateAsync(dataset, one, "cursor", world.Token));
        Assert.Equal(cursor, await world.Zfs.Bookmarks.CreateAsync(dataset, cursor, "cursor", world.Token));
        await Assert.ThrowsAsync<BookmarkCloningNotSupportedException>(() => world.Zfs.Bookmarks.CreateAsync(dataset, one, "new", world.Token));
        await Assert.ThrowsAsync<BookmarkCloningNotSupportedException>(() => world.Zfs.Bookmarks.CreateAsync(dataset, two, "cursor", world.Token));
    }

    [Fact] // B14 50
    public async Task A_hundred_thousand_lines_are_read_while_zfs_still_writes_them()
    {
        await using var world = await PoolWorld.EnterAsync(new SimulatedPool(OpenZfsVersion.V23));
        var root = await world.CreateAsync("foo bar");
        for (var i = 0; i < 999; i++) await world.CreateAsync(root.Child($"child {i}"));
        for (var i = 0; i < 100; i++) await world.RunAsync("snapshot", "-r", $"{root}@{i}");
        var lines = 0;
        Task<CommandExit>? exit = null;
        bool? wasRunningAtFirstLine = null;
        var watched = new WatchedRunner(world.Commands, running => exit = running.Exit);

        await watched.RunLinesAsync(ZfsCommand.Zfs("list", "-H", "-o", "name", "-r", "-t", "snapshot", root.Text), Read, world.Token);

        Assert.Equal(100_000, lines);
        Assert.True(wasRunningAtFirstLine); // the pipe holds 64 KiB of four MiB
        Assert.Equal(100_000, (await world.Zfs.Inventory.TakeAsync([root], world.Token)).Datasets.Sum(dataset => dataset.Versions.Length));

        void Read(ReadOnlySpan<byte> line)
        {
            lines++;
            wasRunningAtFirstLine ??= !exit!.IsCompleted; // the runner has started the command
        }
    }

    [Fact] // B14 51; A1.9, A6.4: Linux refuses an argument of 128 KiB
    public async Task Twenty_thousand_snapshots_with_long_names_are_destroyed_by_commands_that_linux_accepts()
    {
        await using var world = await PoolWorld.EnterAsync(new SimulatedPool(OpenZfsVersion.V23));
        var dataset = await world.CreateAsync("many snapshots");
        for (var i = 0; i < 20_000; i++) await world.RunAsync("snapshot", $"{dataset}@a name as long as tools like to give them - {i:00000}");
        var all = await world.VersionsAsync(dataset);
        var before = world.Commands.Started.Count;

        var outcomes = await world.Zfs.SnapshotDestroyer.DestroyAsync([.. all.Select(one => DestroyRequest.For(dataset, one))], world.Token);

        Assert.Equal(20_000, outcomes.Length);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Failure));
        Assert.Empty(await world.NamesAsync(dataset));
        Assert.InRange(world.Commands.Lines("destroy", before).Count(), 8, 12); // a million characters
    }

    [Fact] // B14 60; A1.10: upstream believes a failed probe until it is restarted
    public async Task A_probe_that_failed_is_asked_again_after_thirty_seconds()
    {
        var pool = new SimulatedPool(OpenZfsVersion.V23);
        await using var world = await PoolWorld.EnterAsync(pool);
        var clock = new FakeTimeProvider();
        var features = new ZfsHost(world.Commands, clock).Features;
        pool.Host.ProblemAtStart = "The ZFS modules are not loaded.\nTry running 'modprobe zfs' as root to load them.\n";
        Assert.False(await features.HasSnapshotListsAsync(world.Token));

        pool.Host.ProblemAtStart = null;
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(await features.HasSnapshotListsAsync(world.Token));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await features.HasSnapshotListsAsync(world.Token));

        pool.Host.ProblemAtStart = "The ZFS modules are not loaded.\n";
        clock.Advance(TimeSpan.FromDays(1));
        Assert.True(await features.HasSnapshotListsAsync(world.Token)); // a yes is believed for ever
    }

    [Fact] // A10.4, B14 1: what an override says is not asked
    public async Task Without_snapshot_lists_a_batch_is_destroyed_one_by_one_and_a_hold_is_reported_alike()
    {
        await using var world = await PoolWorld.EnterAsync(new SimulatedPool(OpenZfsVersion.V23));
        var dataset = await world.CreateAsync("foo bar");
        await world.SnapshotAsync(dataset, "1", "2", "3");
        await world.RunAsync("hold", "somebody", $"{dataset}@2");
        var all = await world.VersionsAsync(dataset);
        var zfs = new ZfsHost(world.Commands, TimeProvider.System, new() { Overrides = new FeatureOverrides(CommaSyntax: false) });
        var before = world.Commands.Started.Count;

        var outcomes = await zfs.SnapshotDestroyer.DestroyAsync([.. all.Select(one => DestroyRequest.For(dataset, one))], world.Token);

        Assert.Equal(["1", "2", "3"], world.Commands.Lines("destroy", before).Select(line => line[^1..]));
        Assert.True(Assert.IsType<SnapshotsUndestroyableException>(outcomes[1].Failure).AreAllHolds);
        Assert.Equal(["@2"], await world.NamesAsync(dataset));
    }

    private sealed class WatchedRunner(IZfsCommandRunner inner, Action<IRunningCommand> started) : IZfsCommandRunner
    {
        public async ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
        {
            var running = await inner.StartAsync(command, cancellation);
            started(running);
            return running;
        }
    }
}
