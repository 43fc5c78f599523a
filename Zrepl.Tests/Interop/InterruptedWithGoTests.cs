namespace Zrepl.Tests.Interop;

/// <summary>A daemon is killed in the middle of a stream; both are followed by the other program, which goes on where the stream broke off (conformance E-2).</summary>
[Trait("needs", "go-zrepl")]
public sealed class InterruptedWithGoTests
{
    private const int MiB = 1 << 20;
    private const int Size = 8 * MiB;

    /// <summary>Direction, the programs before and after on the active and the passive side, whether the active one is killed.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string, bool>> Deaths =>
        from go in new[] { ZreplKind.Go07, ZreplKind.Go06 }
        from direction in new[] { InteropJobs.Push, InteropJobs.Pull }
        from isOursFirst in new[] { true, false }
        from isActiveKilled in new[] { true, false }
        select new TheoryDataRow<string, string, string, bool>(direction, isOursFirst ? ZreplKind.Ours : go, isOursFirst ? go : ZreplKind.Ours, isActiveKilled);

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task E2_a_stream_that_broke_off_is_resumed_by_the_other_program(string direction, string active, string passive, bool isActiveKilled)
    {
        ZreplKind.SkipUnlessAtHand(active, passive);
        await using var world = await InteropWorld.CreateAsync(direction);
        await world.Tree.SnapshotAsync("keep_1", Size);
        world.Send = "bandwidth_limit: {max: 1 MiB}";
        await world.StartAsync(active, passive);
        var before = await world.BeginAsync();
        await world.UntilReceivingAsync(); // what is sent until then fills the network only, and dies with the sender
        await world.UntilTransferredAsync(before, 3 * MiB);

        await (isActiveKilled ? world.Active : world.Passive).KillAsync(world.Token);
        while (!await IsResumableAsync(world)) await Task.Delay(100, world.Token); // zfs has to notice by itself
        await world.Active.KillAsync(world.Token);
        await world.Passive.KillAsync(world.Token);

        world.Send = "";
        var commands = world.Zfs.Started.Count;
        await world.StartAsync(passive, active);
        var status = await world.RunAsync();

        Assert.Contains(world.Zfs.Sends(commands), line => line.Contains(" -t ", StringComparison.Ordinal));
        Assert.InRange(InteropWorld.Transferred(status), 1, 2 * Size - MiB); // of two filesystems
        await world.Tree.AssertCopiedAsync("keep_1");
        Assert.Equal(ExpectedMarks.After(world, "keep_1"), await world.Tree.MarksAsync());
    }

    private static async Task<bool> IsResumableAsync(InteropWorld world) =>
        (await world.Pools.RunAsync("get", "-Hr", "-o", "value", "receive_resume_token", world.Tree.Target.Text))
        .OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Any(token => token != "-");
}
