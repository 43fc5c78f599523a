using Zrepl.Engine.Repairs;
using Zrepl.Tests.Contracts.Endpoints;
using Zrepl.Zfs.Names;
using static Zrepl.Tests.Engine.Repairs.RepairWorlds;

namespace Zrepl.Tests.Engine.Repairs;

/// <summary>Repairs on a simulated machine: only with consent to exactly what was shown, and dying anywhere.</summary>
public sealed class RepairExecutionTests
{
    [Theory]
    [InlineData(RepairKind.RollBack)]
    [InlineData(RepairKind.SetAside)]
    public async Task A_diverged_copy_goes_on_after_either_way(RepairKind kind)
    {
        await using var world = await DivergedAsync();
        var begun = new List<string>();
        var plan = await LookAsync(world);
        Assert.Equal(RepairSituation.Diverged, plan.Situation);
        var way = plan.Ways.Single(one => one.Kind == kind);
        var done = Assert.IsType<RepairResult.Done>(await Execution(world).RunAsync(world.Src, plan.Revision, way.Number, (_, chosen) => Noted(() => begun.Add(chosen.What)), world.Token));
        Assert.Equal([way.What], begun);
        Assert.Equal(kind == RepairKind.RollBack ? RepairSituation.Well : RepairSituation.Missing, done.Now.Situation);
        await world.MustReplicateAsync();
        Assert.Equal(await world.Pool.DigestAsync(world.Src, "3"), await world.Pool.DigestAsync(world.CopyOf(world.Src), "3"));
        if (kind == RepairKind.SetAside)
            Assert.Equal(["@1", "@2", "@own"], (await SnapshotsAsync(world, DatasetPath.Parse(world.CopyOf(world.Src).Text + "_set_aside_1"))).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_copy_that_was_renamed_is_adopted_and_goes_on_incrementally()
    {
        await using var world = await ReplicatedAsync();
        var elsewhere = world.Root.Child("moved");
        await world.Pool.Zfs.Creator.RenameAsync(world.CopyOf(world.Src), elsewhere, world.Token);
        var plan = await LookAsync(world);
        Assert.Equal((RepairSituation.Missing, RepairKind.Adopt), (plan.Situation, plan.Ways.Single().Kind));
        Assert.IsType<RepairResult.Done>(await Execution(world).RunAsync(world.Src, plan.Revision, 1, (_, _) => Task.CompletedTask, world.Token));
        var report = await world.MustReplicateAsync();
        Assert.Equal("@2", report.Attempts[0].Filesystems.Single().Steps.Single().Info.From); // not everything again
    }

    [Fact]
    public async Task Whoever_consented_to_something_else_gets_nothing()
    {
        await using var world = await DivergedAsync();
        var plan = await LookAsync(world);
        await world.Pool.SnapshotAsync(world.CopyOf(world.Src), "one more");
        var refused = Assert.IsType<RepairResult.Refused>(await Execution(world).RunAsync(world.Src, plan.Revision, 1, (_, _) => Noted(() => Assert.Fail("begun")), world.Token));
        Assert.Contains("What was shown is not so any more", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(["@1", "@2", "@one more", "@own"], (await SnapshotsAsync(world, world.CopyOf(world.Src))).Order(StringComparer.Ordinal));
        Assert.IsType<RepairResult.Refused>(await Execution(world).RunAsync(world.Src, refused.Now!.Revision, 9, (_, _) => Noted(() => Assert.Fail("begun")), world.Token));
    }

    [Fact]
    public async Task What_the_sender_has_destroyed_is_not_destroyed_here_with_whatever_consent()
    {
        await using var world = await ReplicatedAsync();
        await world.MustReplicateAsync(); // @3 is received and held
        var copy = world.CopyOf(world.Src);
        await world.Pool.SnapshotAsync(copy, "own");
        foreach (var bookmark in (await world.Pool.VersionsAsync(world.Src)).Where(version => !version.IsSnapshot))
            await world.Pool.Zfs.Bookmarks.DestroyAsync(world.Src.Bookmark(bookmark.Name), world.Token);
        await world.Pool.RunAsync("destroy", $"{world.Src}@3");
        await world.SnapshotAsync(world.Src, "4");
        var plan = await LookAsync(world);
        var back = plan.Ways.Single(way => way.Kind == RepairKind.RollBack);
        Assert.NotNull(back.NotPossible);
        Assert.IsType<RepairResult.Refused>(await Execution(world).RunAsync(world.Src, plan.Revision, back.Number, (_, _) => Noted(() => Assert.Fail("begun")), world.Token));
        Assert.Contains("@3", await SnapshotsAsync(world, copy));
    }

    [Theory] // what is consented to is done whole, or nothing of it is lost
    [InlineData("hold", "keep")]
    [InlineData("clone", "")]
    public async Task What_somebody_needs_since_the_look_costs_nothing_else(string command, string argument)
    {
        await using var world = await DivergedAsync();
        var copy = world.CopyOf(world.Src);
        foreach (var name in new[] { "own2", "own3" }) await world.Pool.SnapshotAsync(copy, name);
        var plan = await LookAsync(world);
        var failure = await Assert.ThrowsAsync<RepairInterruptedException>(() => Execution(world).RunAsync(
            world.Src, plan.Revision, 1,
            async (_, _) => await world.Pool.RunAsync([command, .. argument.Length > 0 ? new[] { argument } : [], $"{copy}@own", .. argument.Length > 0 ? Array.Empty<string>() : [world.Root.Child("clone").Text]]),
            world.Token));
        Assert.Empty(failure.Done);
        Assert.Equal(["@1", "@2", "@own", "@own2", "@own3"], (await SnapshotsAsync(world, copy)).Order(StringComparer.Ordinal));
        Assert.NotNull((await LookAsync(world)).Ways[0].NotPossible);
    }

    [Fact]
    public async Task What_is_set_aside_gets_no_name_under_which_another_dataset_will_be_received()
    {
        await using var world = await DivergedAsync();
        await world.Pool.CreateAsync(DatasetPath.Parse(world.Src.Text + "_set_aside_1"));
        var look = new RepairLook(world.Services.Zfs, world.Sender(filter: $"{world.Src.Parent}<:ok"), world.Root, EndpointWorld.Job);
        var aside = RepairPlanner.Plan(await look.FactsAsync(world.Src, world.Token)).Ways.Single(way => way.Kind == RepairKind.SetAside);
        Assert.EndsWith("_set_aside_2", aside.Steps.OfType<RepairStep.Rename>().Single().To.Text, StringComparison.Ordinal);
    }

    [Theory] // promise 3
    [InlineData(RepairKind.RollBack)]
    [InlineData(RepairKind.SetAside)]
    [InlineData(RepairKind.Adopt)]
    public async Task Wherever_a_repair_dies_the_next_one_ends_it(RepairKind kind)
    {
        for (var commands = 1; await DieAndGoOnAsync(kind, commands); commands++) Assert.InRange(commands, 1, 100);
    }

    // False if the repair came to its end before so many commands.
    private static async Task<bool> DieAndGoOnAsync(RepairKind kind, int commands)
    {
        await using var world = kind == RepairKind.Adopt ? await AdoptableAsync() : await DivergedAsync();
        var plan = await LookAsync(world);
        var way = plan.Ways.Single(one => one.Kind == kind);
        var mortal = new MortalCommands(world.Pool.Commands, (_, number) => number == commands);
        world.Restart(mortal);
        var failure = await Record.ExceptionAsync(() => Execution(world).RunAsync(world.Src, plan.Revision, way.Number, (_, _) => Task.CompletedTask, world.Token));
        Assert.True(failure is null or ProcessDiedException, failure?.ToString());

        world.Restart();
        for (var rounds = 0; (await LookAsync(world)) is { Situation: not RepairSituation.Well } again && again.Ways.FirstOrDefault(one => one.Kind == kind) is { } rest; rounds++)
        {
            Assert.InRange(rounds, 0, 3);
            Assert.IsType<RepairResult.Done>(await Execution(world).RunAsync(world.Src, again.Revision, rest.Number, (_, _) => Task.CompletedTask, world.Token));
        }

        await world.MustReplicateAsync();
        Assert.Equal(await world.Pool.DigestAsync(world.Src, "3"), await world.Pool.DigestAsync(world.CopyOf(world.Src), "3"));
        Assert.Equal(["@1", "@2", "@3"], (await SnapshotsAsync(world, world.Src)).Order(StringComparer.Ordinal));
        return mortal.IsDead;
    }

    private static Task Noted(Action note)
    {
        note();
        return Task.CompletedTask;
    }
}
