using System.Globalization;

namespace Zrepl.Tests.Interop;

/// <summary>A first run with some snapshots, a second one with three more, pruning on both sides.</summary>
internal static class ReplicationStory
{
    /// <summary>Lets two programs do it and checks what each must have achieved.</summary>
    /// <returns>What zrepl left after each run.</returns>
    public static async Task<string[]> TellAsync(string direction, string active, string passive, string transport, int snapshots)
    {
        string[] first = [.. Enumerable.Range(1, snapshots).Select(number => string.Create(CultureInfo.InvariantCulture, $"keep_{number:00}"))];
        await using var world = await InteropWorld.CreateAsync(direction);
        foreach (var name in first) await world.Tree.SnapshotAsync(name);
        await world.StartAsync(active, passive, transport);

        await world.RunAsync();
        await world.Tree.AssertCopiedAsync(first);
        var afterFirst = await world.Tree.MarksAsync();

        foreach (var name in new[] { "drop_1", "drop_2", "keep_last" }) await world.Tree.SnapshotAsync(name);
        var before = world.Zfs.Started.Count;
        await world.RunAsync();
        string[] kept = [.. first, "keep_last"];
        await world.Tree.AssertCopiedAsync(kept);
        foreach (var dataset in world.Tree.Datasets) Assert.Equal(kept, await world.Tree.SnapshotsAsync(dataset));
        Assert.All(world.Zfs.Sends(before), line => Assert.Contains(" -i ", line, StringComparison.Ordinal));
        Assert.Equal(ExpectedMarks.After(world, "keep_last"), await world.Tree.MarksAsync());
        return ["after the first run:", .. afterFirst, "after the second:", .. await world.Tree.MarksAsync()];
    }
}
