namespace Zrepl.Tests.Interop;

/// <summary>A machine changes from Go to ours and back again, with the same configuration and the same pools, and nobody does anything by hand (conformance E-4).</summary>
[Trait("needs", "go-zrepl")]
public sealed class ExchangedDaemonTests
{
    /// <summary>Direction, release of Go, whether the active side is the one that changes, whether the other is Go.</summary>
    public static IEnumerable<TheoryDataRow<string, string, bool, bool>> Changes =>
        from go in new[] { ZreplKind.Go07, ZreplKind.Go06 }
        from direction in new[] { InteropJobs.Push, InteropJobs.Pull }
        from isActiveChanged in new[] { true, false }
        from isOtherGo in new[] { true, false }
        select new TheoryDataRow<string, string, bool, bool>(direction, go, isActiveChanged, isOtherGo);

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task E4_one_side_goes_from_Go_to_ours_and_back_and_increments_go_on(string direction, string go, bool isActiveChanged, bool isOtherGo)
    {
        ZreplKind.SkipUnlessAtHand(go);
        await using var world = await InteropWorld.CreateAsync(direction, patience: 10); // eight daemons, one after the other
        var other = isOtherGo ? go : ZreplKind.Ours;
        string[] programs = [go, ZreplKind.Ours, go, ZreplKind.Ours];
        for (var run = 0; run < programs.Length; run++)
        {
            var before = world.Zfs.Started.Count;
            await world.Tree.SnapshotAsync($"keep_{run}");
            await world.StartAsync(isActiveChanged ? programs[run] : other, isActiveChanged ? other : programs[run]);
            await world.RunAsync();
            await world.EndAsync();

            if (run > 0) Assert.All(world.Zfs.Sends(before), line => Assert.Contains(" -i ", line, StringComparison.Ordinal));
            await world.Tree.AssertCopiedAsync([.. Enumerable.Range(0, run + 1).Select(number => $"keep_{number}")]);
            Assert.Equal(ExpectedMarks.After(world, $"keep_{run}"), await world.Tree.MarksAsync());
        }

        Assert.Equal(await AbstractionsAsync(world, go), await AbstractionsAsync(world, ZreplKind.Ours));
    }

    // Both programs list the same, in no particular order.
    private static async Task<string[]> AbstractionsAsync(InteropWorld world, string kind)
    {
        var run = await ZreplRun.OfAsync(kind, world.Zfs.Environment, world.Token, "--config", world.ActiveConfiguration, "zfs-abstraction", "list");
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }
}
