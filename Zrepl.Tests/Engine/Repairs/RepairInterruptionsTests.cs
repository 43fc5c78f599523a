using Zrepl.Engine.Repairs;
using Zrepl.Tests.Contracts.Endpoints;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Names;
using static Zrepl.Tests.Engine.Repairs.RepairWorlds;

namespace Zrepl.Tests.Engine.Repairs;

/// <summary>The daemon is told to end while it repairs, and others are faster than a repair: what was done is told as done, and what is not what was shown is left alone.</summary>
public sealed class RepairInterruptionsTests
{
    private static readonly Func<RepairPlan, RepairWay, Task> Nothing = (_, _) => Task.CompletedTask;

    [Fact]
    public async Task What_was_done_is_told_although_nobody_can_look_at_it_any_more()
    {
        await using var world = await DivergedAsync();
        using var daemon = new CancellationTokenSource();
        var isRolledBack = false;
        world.Restart(new WatchingZfs(world.Pool.Commands, async (command, running) =>
        {
            if (isRolledBack) await daemon.CancelAsync(); // while it looks again
            if (command.Verb != "rollback") return;
            await running.Exit;
            isRolledBack = true;
        }));
        var plan = await LookAsync(world);
        var failure = await Assert.ThrowsAsync<RepairInterruptedException>(() => Execution(world).RunAsync(world.Src, plan.Revision, 1, Nothing, daemon.Token));
        Assert.Equal(plan.Ways[0].Steps.Select(step => step.Text), failure.Done);
        Assert.StartsWith("Everything was done: zfs destroy", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("@own", await SnapshotsAsync(world, world.CopyOf(world.Src)));
    }

    [Fact] // decision 0018: it ends between two commands
    public async Task A_command_that_was_begun_when_the_daemon_was_told_to_end_is_told_as_done()
    {
        await using var world = await DivergedAsync();
        using var daemon = new CancellationTokenSource();
        world.Restart(new WatchingZfs(world.Pool.Commands, async (command, running) =>
        {
            if (command.Verb != "destroy") return;
            await running.Exit;
            await daemon.CancelAsync();
        }));
        var plan = await LookAsync(world);
        var failure = await Assert.ThrowsAsync<RepairInterruptedException>(() => Execution(world).RunAsync(world.Src, plan.Revision, 1, Nothing, daemon.Token));
        Assert.Equal(plan.Ways[0].Steps.Take(1).Select(step => step.Text), failure.Done);
        Assert.Contains("the daemon was told to stop before zfs rollback", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("@own", await SnapshotsAsync(world, world.CopyOf(world.Src)));
    }

    [Fact]
    public async Task What_took_the_place_of_a_placeholder_since_the_look_is_not_destroyed()
    {
        await using var world = await AdoptableAsync();
        var place = world.CopyOf(world.Src);
        var plan = await LookAsync(world);
        var failure = await Assert.ThrowsAsync<RepairInterruptedException>(() => Execution(world).RunAsync(
            world.Src, plan.Revision, plan.Ways.Single(way => way.Kind == RepairKind.Adopt).Number,
            (_, _) => world.Pool.RunAsync("set", "zrepl:placeholder=off", place.Text), world.Token));
        Assert.Contains("is no empty placeholder any more; nothing was done to it", failure.Message, StringComparison.Ordinal);
        Assert.True(await world.Pool.Zfs.Datasets.ExistsAsync(place, world.Token));
    }

    [Fact]
    public async Task Another_snapshot_of_the_name_that_was_shown_is_not_rolled_back_to()
    {
        await using var world = await DivergedAsync();
        var copy = world.CopyOf(world.Src);
        var plan = await LookAsync(world);
        await Assert.ThrowsAsync<RepairInterruptedException>(() => Execution(world).RunAsync(
            world.Src, plan.Revision, 1,
            async (_, _) =>
            {
                foreach (var hold in await world.Pool.Zfs.Holds.ListAsync([copy.Snapshot("2")], world.Token)) await world.Pool.RunAsync("release", hold.Tag.Text, $"{copy}@2");
                await world.Pool.RunAsync("destroy", $"{copy}@2");
                await world.Pool.SnapshotAsync(copy, "2");
                await world.Pool.WriteAsync(copy, "since", 1000, 1);
            },
            world.Token));
        Assert.True(await WasWrittenAsync(world, copy), "it was rolled back");
    }

    [Fact]
    public async Task Another_bookmark_of_the_name_that_was_shown_is_not_destroyed()
    {
        await using var world = await DivergedAsync();
        var copy = world.CopyOf(world.Src);
        await world.Pool.RunAsync("bookmark", $"{copy}@own", $"{copy}#own");
        var plan = await LookAsync(world);
        await Execution(world).RunAsync(
            world.Src, plan.Revision, 1,
            async (_, _) =>
            {
                await world.Pool.RunAsync("destroy", $"{copy}#own");
                await world.Pool.RunAsync("bookmark", $"{copy}@1", $"{copy}#own");
            },
            world.Token);
        Assert.Contains("#own", (await world.Pool.VersionsAsync(copy)).Select(version => version.RelativeName));
    }

    private static async Task<bool> WasWrittenAsync(EndpointWorld world, DatasetPath dataset) => await world.Pool.PropertyAsync(dataset.Text, "written") != "0";
}
