using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;

namespace Zrepl.Tests.Engine.Jobs.Approvals;

/// <summary>An approval counts for the sides and the losses that were looked at, and for little more (decision 0016).</summary>
public sealed class ApprovalScopeTests : IDisposable
{
    private const string Wide = "[{type: last_n, count: 100}]", Narrow = "[{type: last_n, count: 1}]", Six = "@1 @2 @3 @4 @5 @6";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact] // the receiver was away when somebody looked
    public async Task Snapshots_of_a_side_that_was_not_shown_are_not_destroyed_by_the_approval_of_the_other()
    {
        await using var world = await BothChangedAsync();
        var shown = await HoldOfSenderAsync(world);
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(3);
        Assert.Equal([PruneSide.Sender, PruneSide.Receiver], Hold(world).Sides.Select(side => side.Side));

        var answer = world.Jobs.ApprovePruning("j", shown.Revision);
        Assert.Equal(JobOutcome.NotPossible, answer.Outcome);
        Assert.StartsWith(
            $"more would be destroyed by now than was looked at under revision \"{shown.Revision}\": nothing was shown of what goes on the receiver; look again before approving it: pruning waits",
            answer.Text, StringComparison.Ordinal);
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(4);
        Assert.Equal((Six, Six), (world.Sender.VersionsOf("tank/a"), world.Receiver.VersionsOf("tank/a")));

        Assert.True(world.Jobs.ApprovePruning("j", Hold(world).Revision).IsSuccess);
        await world.RunAsync(5);
        Assert.Equal(("@6", "@6"), (world.Sender.VersionsOf("tank/a"), world.Receiver.VersionsOf("tank/a")));
    }

    [Fact]
    public async Task Approving_while_a_side_is_being_compared_lets_that_side_not_be_pruned()
    {
        await using var world = await BothChangedAsync();
        var shown = await HoldOfSenderAsync(world);
        var ofSender = world.Script.Hold("receiver list");
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await ofSender.Reached;
        var gate = world.Script.Hold("receiver list");
        ofSender.Open();
        await gate.Reached;
        Assert.True(world.Jobs.ApprovePruning("j", shown.Revision).IsSuccess);
        gate.Open();
        await world.RunAsync(4); // and the one that the approval asks for
        Assert.Equal(Six, world.Receiver.VersionsOf("tank/a"));
        Assert.Equal(PruneSide.Receiver, Assert.Single(Hold(world).Sides).Side);
    }

    [Theory]
    [InlineData("@7", null)] // 1 of 7 more: a busy job takes snapshots between looking and approving
    [InlineData("@7 @8 @9 @10 @11 @12", null)] // 6 of 12: half
    [InlineData("@7 @8 @9 @10 @11 @12 @13", "7 snapshots more go on the sender than was shown (of tank/a 7 of 13)")]
    public async Task What_grew_meanwhile_is_approved_with_it_as_long_as_that_alone_would_need_no_approval(string more, string? refusal)
    {
        await using var world = await ChangedAsync();
        var shown = Hold(world);
        world.Sender.Add("tank/a", more);
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(3);
        Assert.NotEqual(shown.Revision, Hold(world).Revision);
        var answer = world.Jobs.ApprovePruning("j", shown.Revision);
        Assert.Equal(refusal is null, answer.IsSuccess);
        if (refusal is not null) Assert.Contains(refusal, answer.Text, StringComparison.Ordinal);
        else await world.RunAsync(4);
        Assert.Equal(refusal is null ? more.Split(' ')[^1] : $"{Six} {more}", world.Sender.VersionsOf("tank/a"));
    }

    [Fact] // as many in all, of which somebody saw others
    public async Task Another_dataset_that_is_there_again_was_not_shown()
    {
        await using var world = await ChangedAsync();
        var shown = Hold(world);
        world.Sender.Forget("tank/a");
        world.Sender.Has("tank/b", Six);
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(3);
        var answer = world.Jobs.ApprovePruning("j", shown.Revision);
        Assert.Contains("5 snapshots more go on the sender than was shown (of tank/b 5 of 6)", answer.Text, StringComparison.Ordinal);
        Assert.Equal(JobOutcome.NotPossible, answer.Outcome);
        Assert.Equal(Six, world.Sender.VersionsOf("tank/b"));
    }

    [Fact]
    public async Task What_became_less_meanwhile_is_approved_with_what_was_shown()
    {
        await using var world = await ChangedAsync();
        var shown = Hold(world);
        world.Sender.Has("tank/a", "@3 @4 @5 @6");
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(3);
        Assert.Equal(3, Assert.Single(Hold(world).Sides).Snapshots);
        Assert.True(world.Jobs.ApprovePruning("j", shown.Revision).IsSuccess);
        await world.RunAsync(4);
        Assert.Equal("@6", world.Sender.VersionsOf("tank/a"));
    }

    [Theory]
    [InlineData("@7", true)]
    [InlineData("@7 @8 @9 @10 @11 @12 @13", false)]
    public async Task What_was_shown_before_a_restart_is_known_after_it(string more, bool isApproved)
    {
        PruningHold shown;
        await using (var world = await ChangedAsync()) shown = Hold(world);
        await using var again = World();
        again.Sender.Has("tank/a", $"{Six} {more}");
        await again.StartAsync(JobWorld.Push(keepSender: Narrow));
        Assert.Equal(shown, (await again.SeenAsync("j", status => status.PruningHold is not null)).PruningHold);
        again.Jobs.Wakeup("j", RunScope.Pruning);
        await again.RunAsync(1);
        Assert.Equal(isApproved, again.Jobs.ApprovePruning("j", shown.Revision).IsSuccess);
        if (isApproved) await again.RunAsync(2);
        Assert.Equal(isApproved ? more : $"{Six} {more}", again.Sender.VersionsOf("tank/a"));
    }

    [Fact] // their revision said which rules, and not what they destroy
    public async Task What_an_earlier_version_kept_is_compared_before_it_is_approved()
    {
        PruningHold shown;
        await using (var world = await ChangedAsync()) shown = Hold(world);
        var earlier = shown.Revision.Split('-')[0];
        await File.WriteAllTextAsync(Approved, (await File.ReadAllTextAsync(Approved, TestContext.Current.CancellationToken)).Replace(shown.Revision, earlier, StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        await using var again = World();
        again.Sender.Has("tank/a", Six);
        await again.StartAsync(JobWorld.Push(keepSender: Narrow));
        await again.WaitingAsync();
        Assert.Equal(JobOutcome.NotPossible, again.Jobs.ApprovePruning("j", earlier).Outcome);
        Assert.Contains("were not compared", again.Jobs.ApprovePruning("j", shown.Revision).Text, StringComparison.Ordinal);
        again.Jobs.Wakeup("j", RunScope.Pruning);
        await again.RunAsync(1);
        Assert.Equal(Six, again.Sender.VersionsOf("tank/a"));
        Assert.Equal(shown.Revision, Hold(again).Revision);
    }

    private string Approved => Path.Combine(_directory.Path, "approved-rules.json");

    private JobWorld World() => new(approved: new ApprovedRules(Approved, NullLogger.Instance));

    private static PruningHold Hold(JobWorld world) => world.Feed.Find("j")!.PruningHold!;

    // One run by the first rules; both sides have other rules since.
    private async Task<JobWorld> BothChangedAsync()
    {
        var world = World();
        world.Sender.WithCursor("tank/a", 6).Has("tank/a", Six);
        world.Receiver.Has("tank/a", Six);
        await world.StartAsync(JobWorld.Push(keepSender: Wide, keepReceiver: Wide));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(1);
        await world.WaitingAsync();
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow, keepReceiver: Narrow));
        return world;
    }

    private static async Task<PruningHold> HoldOfSenderAsync(JobWorld world)
    {
        world.Script.Fail("receiver list", new EndpointException("root_fs \"usb/backup\" does not exist"), times: 2); // what both have, and what is to be pruned
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(2);
        var hold = Hold(world);
        Assert.Equal(PruneSide.Sender, Assert.Single(hold.Sides).Side);
        return hold;
    }

    // The rules of the sender have changed since the first run, and the second one told what they destroy.
    private async Task<JobWorld> ChangedAsync()
    {
        var world = World();
        world.Sender.Has("tank/a", Six);
        await world.StartAsync(JobWorld.Push(keepSender: Wide));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(1);
        await world.WaitingAsync();
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(2);
        return world;
    }
}
