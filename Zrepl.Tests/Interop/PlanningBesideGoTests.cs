namespace Zrepl.Tests.Interop;

/// <summary>How long a run without anything to do takes, ours and Go's in the same run of the tests, on the same machine (conformance P-3).</summary>
[Trait("needs", "go-zrepl")]
public sealed class PlanningBesideGoTests
{
    private const int Filesystems = 1000;

    [Fact]
    public async Task P3_a_thousand_filesystems_without_changes_are_planned_no_slower_than_by_Go()
    {
        ZreplKind.SkipUnlessAtHand(ZreplKind.Go07);
        await using var world = await InteropWorld.CreateAsync(InteropJobs.Push, patience: 20);
        for (var number = 0; number < Filesystems; number++) await world.Pools.CreateAsync(world.Tree.Root.Child($"fs {number}"));
        await world.Tree.SnapshotAsync("keep_1");
        await world.StartAsync(ZreplKind.Ours, ZreplKind.Ours);
        await world.RunAsync();
        var ours = InteropWorld.TimeOfOnlyAttempt(await world.RunAsync());
        await world.EndAsync();

        await world.StartAsync(ZreplKind.Go07, ZreplKind.Go07);
        var theirs = InteropWorld.TimeOfOnlyAttempt(await world.RunAsync()); // a run that finds nothing to do is its planning

        TestContext.Current.SendDiagnosticMessage($"ours {ours.TotalSeconds:0.0} s, Go {theirs.TotalSeconds:0.0} s");
        Assert.True(ours <= theirs, $"ours {ours}, Go {theirs}");
    }
}
