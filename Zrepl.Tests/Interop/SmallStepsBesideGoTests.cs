using System.Globalization;

namespace Zrepl.Tests.Interop;

/// <summary>How long many small steps to a machine far away take, ours and Go's in the same run of the tests, on the same machine (conformance P-4).</summary>
[Trait("needs", "go-zrepl")]
public sealed class SmallStepsBesideGoTests
{
    private const int DatasetsPerSnapshot = 3;

    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(50);

    // A thousand only when asked for.
    private static readonly int Steps =
        int.TryParse(Environment.GetEnvironmentVariable("ZREPL_TEST_STEPS"), NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? steps : 60;

    [Theory]
    [InlineData(InteropJobs.Push)]
    [InlineData(InteropJobs.Pull)]
    public async Task P4_many_small_steps_over_50_ms_take_at_most_60_percent_of_Gos_time(string direction)
    {
        ZreplKind.SkipUnlessAtHand(ZreplKind.Go07);
        var ours = await TimeOfAsync(direction, ZreplKind.Ours);
        var theirs = await TimeOfAsync(direction, ZreplKind.Go07);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{direction}, {Steps} steps: ours {ours.Took.TotalSeconds:0.0} s, {ours.Commands} commands, Go {theirs.Took.TotalSeconds:0.0} s, {theirs.Commands} commands"));
        Assert.True(ours.Took <= 0.6 * theirs.Took, $"ours {ours}, Go {theirs}");
    }

    private static async Task<(TimeSpan Took, int Commands)> TimeOfAsync(string direction, string kind)
    {
        await using var world = await InteropWorld.CreateAsync(direction, patience: 30);
        world.RoundTrip = RoundTrip;
        await world.Tree.SnapshotAsync("keep_0");
        await world.StartAsync(kind, kind);
        await world.RunAsync(); // first copies
        for (var snapshot = 1; snapshot <= Steps / DatasetsPerSnapshot; snapshot++) await world.Tree.SnapshotAsync(string.Create(CultureInfo.InvariantCulture, $"keep_{snapshot}"), 10_000);
        var before = world.Zfs.Started.Count;
        var status = await world.RunAsync();
        return (InteropWorld.TimeOfOnlyAttempt(status), world.Zfs.Started.Count - before);
    }
}
