namespace Zrepl.Tests.Interop;

/// <summary>Our daemon and a Go daemon replicate with each other, each in each role (conformance E-1, G-3, G-5, G-6, G-7, T-5, T-9; spec zfs B14 83).</summary>
[Trait("needs", "go-zrepl")]
public sealed class ReplicationWithGoTests(ReplicationOfGoAlone alone) : IClassFixture<ReplicationOfGoAlone>
{
    /// <summary>Direction, active program, passive program, transport.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string, string>> Pairs =>
        from go in new[] { ZreplKind.Go07, ZreplKind.Go06 }
        from direction in new[] { InteropJobs.Push, InteropJobs.Pull }
        from isOursActive in new[] { true, false }
        from transport in new[] { "tcp", "tls", "ssh", InteropWorld.OtherProxy }
        select new TheoryDataRow<string, string, string, string>(direction, isOursActive ? ZreplKind.Ours : go, isOursActive ? go : ZreplKind.Ours, transport);

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task E1_a_tree_goes_over_whole_and_by_increments_and_both_sides_look_as_if_two_Go_daemons_had_done_it(
        string direction, string active, string passive, string transport)
    {
        ZreplKind.SkipUnlessAtHand(active, passive);
        var snapshots = transport.StartsWith("ssh", StringComparison.Ordinal) ? 4 : 20; // over ssh each step starts some programs
        Assert.Equal(
            await alone.MarksAsync(direction, active == ZreplKind.Ours ? passive : active, snapshots),
            await ReplicationStory.TellAsync(direction, active, passive, transport, snapshots));
    }
}
