using System.Text.Json.Nodes;

namespace Zrepl.Tests.Interop;

/// <summary>The commands of one program against the daemon, or against what is left by the daemon, of the other (spec H1 ).</summary>
[Trait("needs", "go-zrepl")]
public sealed class CommandLineWithGoTests
{
    [Theory]
    [InlineData(ZreplKind.Ours, ZreplKind.Go07)]
    [InlineData(ZreplKind.Go07, ZreplKind.Ours)]
    [InlineData(ZreplKind.Ours, ZreplKind.Go06)]
    [InlineData(ZreplKind.Go06, ZreplKind.Ours)]
    public async Task Status_and_signals_reach_the_other_daemon_over_its_control_socket(string command, string daemon)
    {
        ZreplKind.SkipUnlessAtHand(command, daemon);
        await using var world = await InteropWorld.CreateAsync(InteropJobs.Push);
        await world.Tree.SnapshotAsync("keep_1");
        await world.StartAsync(daemon, daemon);

        await DoneAsync("signal", "wakeup", InteropJobs.Active);
        await world.CompleteAsync(null);

        var raw = JsonNode.Parse(await DoneAsync("status", "--mode", "raw"))!;
        Assert.Equal("push", raw["Jobs"]![InteropJobs.Active]!["type"]!.GetValue<string>());
        var dump = await DoneAsync("status", "--mode", "dump");
        Assert.Contains($"Job: {InteropJobs.Active}", dump, StringComparison.Ordinal);
        Assert.Contains("Status: done", dump, StringComparison.Ordinal);
        Assert.Contains($"{world.Tree.Root}", dump, StringComparison.Ordinal);
        var reset = await RunAsync("signal", "reset", InteropJobs.Active);
        Assert.Equal(1, reset.ExitCode);
        Assert.Contains("already reset", reset.Error, StringComparison.Ordinal); // nothing runs any more: the words of the daemon

        Task<ZreplRun> RunAsync(params string[] words) =>
            ZreplRun.OfAsync(command, world.Zfs.Environment, world.Token, ["--config", world.ActiveConfiguration, .. words]);

        async Task<string> DoneAsync(params string[] words)
        {
            var run = await RunAsync(words);
            Assert.True(run.ExitCode == 0, $"{string.Join(' ', words)}: {run.Output}{run.Error}");
            return run.Output;
        }
    }

    [Theory]
    [InlineData(ZreplKind.Go07)]
    [InlineData(ZreplKind.Go06)]
    public async Task What_a_daemon_that_was_killed_left_is_listed_and_released_alike_by_both(string go)
    {
        ZreplKind.SkipUnlessAtHand(go);
        string[]? expected = null;
        foreach (var (daemon, command) in new[] { (go, go), (go, ZreplKind.Ours), (ZreplKind.Ours, go), (ZreplKind.Ours, ZreplKind.Ours) })
        {
            await using var world = await InteropWorld.CreateAsync(InteropJobs.Push);
            await world.Tree.SnapshotAsync("keep_1");
            await world.StartAsync(daemon, daemon);
            await world.RunAsync();
            await world.EndAsync();
            await world.Tree.SnapshotAsync("keep_2", 4 << 20);
            world.Send = "bandwidth_limit: {max: 1 MiB}";
            await world.StartAsync(daemon, daemon);
            await world.UntilTransferredAsync(await world.BeginAsync(), 1 << 20);
            await world.Active.KillAsync(world.Token);
            await world.Passive.KillAsync(world.Token);

            List<string> told = [];
            foreach (var words in new string[][] { ["list"], ["release-stale", "--dry-run"], ["release-all"], ["list"] })
            {
                var run = await ZreplRun.OfAsync(command, world.Zfs.Environment, world.Token, ["--config", world.ActiveConfiguration, "zfs-abstraction", .. words]);
                Assert.True(run.ExitCode == 0, $"{string.Join(' ', words)}: {run.Output}{run.Error}");
                told.AddRange([$"{string.Join(' ', words)}:", .. run.Output.Split('\n').Select(WithoutGuid).Order(StringComparer.Ordinal)]);
            }

            expected ??= [.. told];
            Assert.Equal(expected, told);
        }
    }

    private static string WithoutGuid(string line) => System.Text.RegularExpressions.Regex.Replace(line, "_G_[0-9a-f]{16}_", "_G_…_");
}
