using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;

namespace Zrepl.Tests.Engine.Jobs.Approvals;

/// <summary>Changed rules that would destroy much more wait for an administrator; whatever goes wrong, nothing is pruned by rules nobody took.</summary>
public sealed class PruneApprovalTests : IDisposable
{
    private const string Wide = "[{type: last_n, count: 10}]", Narrow = "[{type: last_n, count: 1}]", Nearly = "[{type: last_n, count: 5}]";
    private const string Six = "@1 @2 @3 @4 @5 @6";

    private readonly TemporaryDirectory _directory = new();

    private string File => Path.Combine(_directory.Path, "approved-rules.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task They_destroy_nothing_while_replication_goes_on_and_exactly_what_was_told_once_approved()
    {
        await using var world = await StartedAsync(Wide);
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow));
        world.Jobs.Wakeup("j");
        Assert.Equal(RunOutcome.Succeeded, (await world.RunAsync(2)).Outcome); // that somebody has to approve is no failure
        Assert.Equal(Six, world.Sender.VersionsOf("tank/a"));
        Assert.Contains("sender send tank/a", string.Join('\n', world.Script.Calls), StringComparison.Ordinal);

        var hold = world.Feed.Find("j")!.PruningHold!;
        Assert.Equal(new(PruneSide.Sender, 5, 1, "tank/a", 5, 6) { RulesBefore = $"keep_sender: {Wide}", Rules = $"keep_sender: {Narrow}" }, Assert.Single(hold.Sides));
        var report = world.Feed.Find("j")!.PruningSender!;
        Assert.Equal((PruneState.PlanErr, true, hold.Text), (report.State, report.AwaitsApproval, report.Error));
        Assert.Equal("pruning waits for approval: the changed rules would destroy 5 snapshots of 1 dataset on the sender that the rules before would keep (of tank/a 5 of 6)", hold.Text);

        Assert.Equal(JobOutcome.NotPossible, world.Jobs.ApprovePruning("j", "other rules").Outcome);
        Assert.True(world.Jobs.ApprovePruning("j", hold.Revision).IsSuccess);
        await world.RunAsync(3);
        Assert.Equal("@6", world.Sender.VersionsOf("tank/a"));
        Assert.Null(world.Feed.Find("j")!.PruningHold);
        Assert.Equal(JobOutcome.AlreadyPending, world.Jobs.ApprovePruning("j", hold.Revision).Outcome);
    }

    [Fact] // nobody has seen what they would destroy
    public async Task Rules_that_were_not_compared_yet_cannot_be_approved_nor_can_any_in_words_of_the_control_socket()
    {
        await using var world = await StartedAsync(Wide);
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(2);
        var seen = world.Feed.Find("j")!.PruningHold!;
        await world.ReloadAsync(JobWorld.Push(keepSender: Wide));
        await world.SeenAsync("j", status => status is { PruningHold: null, Phase: JobPhase.Waiting });
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(3);
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow, rest: "description: again"));
        await world.SeenAsync("j", status => status is { Description: "again", PruningHold: null, Phase: JobPhase.Waiting });

        var answer = world.Jobs.ApprovePruning("j", seen.Revision);
        Assert.Equal(JobOutcome.NotPossible, answer.Outcome);
        Assert.Contains("were not compared", answer.Text, StringComparison.Ordinal);
        Assert.Equal(JobOutcome.NotPossible, world.Jobs.ApprovePruning("j", "").Outcome);
        Assert.Equal(JobOutcome.UnknownOperation, world.Jobs.Signal("j", "approve-pruning").Outcome);
        Assert.Equal(Six, world.Sender.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task What_waits_tells_the_rules_before_and_now()
    {
        await using var world = await StartedAsync(Wide);
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow).Replace("\"tank<\": true", "\"tank<\": true, \"tank/b\": false", StringComparison.Ordinal));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(2);
        var side = Assert.Single(world.Feed.Find("j")!.PruningHold!.Sides);
        Assert.Equal("keep_sender: [{type: last_n, count: 10}], filesystems: {\"tank<\": true}", side.RulesBefore);
        Assert.Equal("keep_sender: [{type: last_n, count: 1}], filesystems: {tank/b: false, \"tank<\": true}", side.Rules);
    }

    [Fact]
    public async Task Asking_for_pruning_alone_does_not_get_around_it()
    {
        await using var world = await StartedAsync(Wide);
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(2);
        Assert.Equal(Six, world.Sender.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task A_change_within_the_limits_prunes_at_once()
    {
        await using var world = await StartedAsync(Wide);
        await world.ReloadAsync(JobWorld.Push(keepSender: Nearly));
        world.Jobs.Wakeup("j");
        await world.RunAsync(2);
        Assert.Equal("@2 @3 @4 @5 @6", world.Sender.VersionsOf("tank/a"));
        Assert.Null(world.Feed.Find("j")!.PruningHold);
    }

    [Theory]
    [InlineData("prune_approval: {snapshots: 4, percent: 100}", false)]
    [InlineData("prune_approval: {snapshots: 5, percent: 100}", true)]
    [InlineData("prune_approval: {percent: 83}", false)]
    [InlineData("prune_approval: {percent: 84}", true)]
    [InlineData("prune_approval: {enabled: false}", true)]
    public async Task The_limits_are_the_jobs_own(string key, bool prunes)
    {
        await using var world = await StartedAsync(Wide, key);
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow, rest: key));
        world.Jobs.Wakeup("j");
        await world.RunAsync(2);
        Assert.Equal(prunes ? "@6" : Six, world.Sender.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task Rules_that_are_put_back_prune_without_approval()
    {
        await using var world = await StartedAsync(Nearly.Replace("5", "6", StringComparison.Ordinal));
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow));
        world.Jobs.Wakeup("j");
        await world.RunAsync(2);
        world.Sender.Add("tank/a", "@7");
        await world.ReloadAsync(JobWorld.Push(keepSender: "[{type: last_n, count: 6}]"));
        await world.SeenAsync("j", status => status is { PruningHold: null, Phase: JobPhase.Waiting });
        world.Jobs.Wakeup("j");
        await world.RunAsync(3);
        Assert.Equal("@2 @3 @4 @5 @6 @7", world.Sender.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task They_still_wait_after_a_restart_and_are_seen_before_any_run()
    {
        await using (var world = await StartedAsync(Wide))
        {
            await world.ReloadAsync(JobWorld.Push(keepSender: Narrow));
            world.Jobs.Wakeup("j");
            await world.RunAsync(2);
        }

        await using var again = World();
        again.Sender.Has("tank/a", Six);
        await again.StartAsync(JobWorld.Push(keepSender: Narrow));
        Assert.Equal(5, Assert.Single((await again.SeenAsync("j", status => status.PruningHold is not null)).PruningHold!.Sides).Snapshots);
        again.Jobs.Wakeup("j");
        await again.RunAsync(1);
        Assert.Equal(Six, again.Sender.VersionsOf("tank/a"));
        Assert.True(again.Jobs.ApprovePruning("j", again.Feed.Find("j")!.PruningHold!.Revision).IsSuccess);
        await again.RunAsync(2);
        Assert.Equal("@6", again.Sender.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task Rules_that_were_changed_while_the_daemon_was_down_wait_too()
    {
        await using (await StartedAsync(Wide))
        {
        }

        await using var again = World();
        again.Sender.Has("tank/a", Six);
        await again.StartAsync(JobWorld.Push(keepSender: Narrow));
        again.Jobs.Wakeup("j");
        await again.RunAsync(1);
        Assert.Equal(Six, again.Sender.VersionsOf("tank/a"));
        Assert.NotNull(again.Feed.Find("j")!.PruningHold);
    }

    [Fact]
    public async Task What_was_approved_stays_approved_after_a_restart()
    {
        await using (var world = await StartedAsync(Wide))
        {
            await world.ReloadAsync(JobWorld.Push(keepSender: Narrow));
            world.Jobs.Wakeup("j");
            await world.RunAsync(2);
            Assert.True(world.Jobs.ApprovePruning("j", world.Feed.Find("j")!.PruningHold!.Revision).IsSuccess);
            await world.RunAsync(3);
        }

        await using var again = World();
        again.Sender.Has("tank/a", Six);
        await again.StartAsync(JobWorld.Push(keepSender: Narrow));
        again.Jobs.Wakeup("j");
        await again.RunAsync(1);
        Assert.Equal("@6", again.Sender.VersionsOf("tank/a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"j\": { \"Rules\": ")] // cut off
    [InlineData("null")]
    public async Task A_file_that_cannot_be_read_stops_all_pruning_and_says_so_until_somebody_approves(string content)
    {
        await System.IO.File.WriteAllTextAsync(File, content, TestContext.Current.CancellationToken);
        await using (var world = World())
        {
            world.Sender.Has("tank/a", Six);
            await world.StartAsync(JobWorld.Push(keepSender: Nearly));
            var hold = (await world.SeenAsync("j", status => status.PruningHold is not null)).PruningHold!;
            Assert.Contains(File, hold.Text, StringComparison.Ordinal);
            world.Jobs.Wakeup("j");
            Assert.Equal(RunOutcome.Succeeded, (await world.RunAsync(1)).Outcome);
            Assert.Equal(Six, world.Sender.VersionsOf("tank/a"));
            Assert.True(world.Jobs.ApprovePruning("j", hold.Revision).IsSuccess);
            await world.RunAsync(2);
            Assert.Equal("@2 @3 @4 @5 @6", world.Sender.VersionsOf("tank/a"));
        }

        // One job was approved; of another one nothing is known as before.
        await using var again = World();
        again.Sender.Has("tank/a", Six);
        await again.StartAsync(JobWorld.Push(keepSender: Nearly), JobWorld.Push("other", keepSender: Narrow));
        await again.WaitingAsync();
        Assert.Null(again.Feed.Find("j")!.PruningHold);
        Assert.Contains("could not be read at an earlier start", (await again.SeenAsync("other", status => status.PruningHold is not null)).PruningHold!.Text, StringComparison.Ordinal);
        again.Jobs.Wakeup("other");
        await again.RunAsync(1, "other");
        Assert.Equal(Six, again.Sender.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task A_side_that_cannot_be_compared_is_not_pruned_and_the_run_says_why()
    {
        await using var world = await StartedAsync(Wide);
        await world.ReloadAsync(JobWorld.Push(keepSender: Nearly));
        world.Script.Fail("sender versions tank/a", new Zrepl.Engine.Endpoints.EndpointException("the pool is suspended"));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        var run = await world.RunAsync(2);
        Assert.NotEqual(RunOutcome.Succeeded, run.Outcome);
        Assert.Contains("cannot be compared with the rules before", run.Error, StringComparison.Ordinal);
        Assert.Equal(Six, world.Sender.VersionsOf("tank/a"));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(3);
        Assert.Equal("@2 @3 @4 @5 @6", world.Sender.VersionsOf("tank/a"));
    }

    [Fact] // else what cannot be seen today would go without a question once the pool is imported again
    public async Task A_pool_that_is_not_there_makes_no_rules_harmless()
    {
        await using var world = await StartedAsync(Wide);
        world.Sender.Forget("tank/a");
        world.Sender.MissingPool = "usb";
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        var run = await world.RunAsync(2);
        Assert.Contains("cannot be compared with the rules before, so that nothing is pruned by them yet: pool usb is not there", run.Error, StringComparison.Ordinal);

        world.Sender.MissingPool = null;
        world.Sender.Has("tank/a", Six);
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(3);
        Assert.Equal(Six, world.Sender.VersionsOf("tank/a"));
        Assert.NotNull(world.Feed.Find("j")!.PruningHold);
    }

    [Fact] // what was shown may be the new rules, and those that would prune now are the old ones
    public async Task While_another_definition_waits_for_the_end_of_a_run_nothing_is_approved()
    {
        await using var world = await StartedAsync(Wide);
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow));
        world.Jobs.Wakeup("j");
        await world.RunAsync(2);
        var hold = world.Feed.Find("j")!.PruningHold!;
        world.Sender.Add("tank/a", "@7");
        var gate = world.Script.Hold("sender send tank/a");
        world.Jobs.Wakeup("j");
        await gate.Reached;
        Assert.Equal(["j"], (await world.ReloadAsync(JobWorld.Push(keepSender: Nearly))).AfterRun);
        var answer = world.Jobs.ApprovePruning("j", hold.Revision);
        Assert.Equal(JobOutcome.NotPossible, answer.Outcome);
        Assert.Contains("taken over after the run under way", answer.Text, StringComparison.Ordinal);

        gate.Open();
        await world.SeenAsync("j", status => status is { IsReloadPending: false, Phase: JobPhase.Waiting });
        Assert.Equal(Six + " @7", world.Sender.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task An_approval_that_cannot_be_kept_counts_and_tells_that_it_will_be_asked_for_again()
    {
        var gone = new TemporaryDirectory();
        await using var world = World(Path.Combine(gone.Path, "approved-rules.json"));
        world.Sender.Has("tank/a", Six);
        await world.StartAsync(JobWorld.Push(keepSender: Wide));
        await world.WaitingAsync();
        gone.Dispose(); // as a disk that went away
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow));
        world.Jobs.Wakeup("j");
        await world.RunAsync(1);
        var answer = world.Jobs.ApprovePruning("j", world.Feed.Find("j")!.PruningHold!.Revision);
        Assert.True(answer.IsSuccess);
        Assert.Contains("asked for again after a restart", answer.Text, StringComparison.Ordinal);
        await world.RunAsync(2);
        Assert.Equal("@6", world.Sender.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task A_half_written_file_of_a_crash_beside_the_real_one_does_no_harm()
    {
        await using (await StartedAsync(Wide))
        {
        }

        await System.IO.File.WriteAllTextAsync(File + ".new", "{ \"j", TestContext.Current.CancellationToken);
        await using var again = World();
        again.Sender.Has("tank/a", Six);
        await again.StartAsync(JobWorld.Push(keepSender: Narrow));
        again.Jobs.Wakeup("j");
        await again.RunAsync(1);
        Assert.NotNull(again.Feed.Find("j")!.PruningHold);
    }

    [Fact]
    public async Task Other_changes_of_a_job_compare_nothing()
    {
        await using var world = await StartedAsync(Wide);
        var calls = world.Script.Calls.Count(call => call == "sender versions tank/a");
        await world.ReloadAsync(JobWorld.Push(keepSender: Wide, rest: "description: other words"));
        await world.SeenAsync("j", status => status is { Description: "other words", Phase: JobPhase.Waiting });
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(2);
        Assert.Equal(1, world.Script.Calls.Count(call => call == "sender versions tank/a") - calls);
    }

    [Fact] // it may have it again tomorrow, and then nobody is asked any more
    public async Task What_the_receiver_would_lose_of_a_dataset_that_the_sender_does_not_have_now_counts()
    {
        await using var world = await StartedAsync(Wide);
        world.Receiver.Has("tank/gone", Six);
        await world.ReloadAsync(JobWorld.Push(keepSender: Wide, keepReceiver: Narrow));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(2);
        Assert.Equal(
            "pruning waits for approval: the changed rules would destroy 5 snapshots of 1 dataset on the receiver that the rules before would keep (of tank/gone 5 of 6), "
            + "all of them only once the sender, which does not have the dataset now, has it again", world.Feed.Find("j")!.PruningHold!.Text);

        await world.ReloadAsync(JobWorld.Push(keepSender: Wide, keepReceiver: Nearly)); // 1 of 6
        await world.SeenAsync("j", status => status is { PruningHold: null, Phase: JobPhase.Waiting });
        world.Jobs.Wakeup("j", RunScope.Pruning);
        Assert.Equal(RunOutcome.Succeeded, (await world.RunAsync(3)).Outcome);
        Assert.Null(world.Feed.Find("j")!.PruningHold);
        Assert.Equal(Six, world.Receiver.VersionsOf("tank/gone")); // an archive as before
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the daemon restarts meanwhile
    public async Task A_pool_that_nothing_misses_is_compared_when_it_is_back(bool restarts)
    {
        var world = await StartedEverywhereAsync();
        try
        {
            world.Sender.Forget("usb/a");
            await world.ReloadAsync(Everywhere(Nearly));
            world.Jobs.Wakeup("j", RunScope.Pruning);
            Assert.Equal(RunOutcome.Succeeded, (await world.RunAsync(2)).Outcome);
            Assert.Equal("@2 @3 @4 @5 @6", world.Sender.VersionsOf("tank/a")); // 1 of 6 goes without a question
            if (restarts)
            {
                await world.DisposeAsync();
                world = World();
                world.Sender.Has("tank/a", "@2 @3 @4 @5 @6");
                await world.StartAsync(Everywhere(Nearly));
            }

            world.Sender.Has("usb/a", Thirty);
            var number = restarts ? 1 : 3;
            world.Jobs.Wakeup("j", RunScope.Pruning);
            await world.RunAsync(number);
            Assert.Equal(Thirty, world.Sender.VersionsOf("usb/a"));
            var hold = world.Feed.Find("j")!.PruningHold!;
            Assert.Equal(("usb/a", 25, 30, "keep_sender: [{type: last_n, count: 100}]"), (hold.Sides[0].Worst, hold.Sides[0].WorstSnapshots, hold.Sides[0].WorstAll, hold.Sides[0].RulesBefore));
            Assert.True(world.Jobs.ApprovePruning("j", hold.Revision).IsSuccess);
            await world.RunAsync(number + 1);
            Assert.Equal("@26 @27 @28 @29 @30", world.Sender.VersionsOf("usb/a"));
            Assert.Null(world.Feed.Find("j")!.PruningHold);
        }
        finally
        {
            await world.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_was_approved_while_a_pool_was_away_is_not_approved_for_that_pool()
    {
        await using var world = await StartedEverywhereAsync();
        world.Sender.Forget("usb/a");
        await world.ReloadAsync(Everywhere(Narrow));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(2);
        Assert.True(world.Jobs.ApprovePruning("j", world.Feed.Find("j")!.PruningHold!.Revision).IsSuccess);
        await world.RunAsync(3);
        Assert.Equal("@6", world.Sender.VersionsOf("tank/a"));
        world.Sender.Has("usb/a", Thirty);
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(4);
        Assert.Equal(Thirty, world.Sender.VersionsOf("usb/a"));
        Assert.Equal(29, Assert.Single(world.Feed.Find("j")!.PruningHold!.Sides).Snapshots);
    }

    [Fact]
    public async Task A_pool_that_is_back_and_loses_little_is_pruned_without_a_question()
    {
        await using var world = await StartedEverywhereAsync();
        world.Sender.Forget("usb/a");
        await world.ReloadAsync(Everywhere(Nearly));
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(2);
        world.Sender.Has("usb/a", Six);
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(3);
        Assert.Equal("@2 @3 @4 @5 @6", world.Sender.VersionsOf("usb/a"));
        world.Sender.Has("usb/a", Thirty); // now it is pruned by these rules as any other
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(4);
        Assert.Equal("@26 @27 @28 @29 @30", world.Sender.VersionsOf("usb/a"));
    }

    [Fact] // it could not be reached, so that nobody has seen what the rules destroy there
    public async Task A_side_that_could_not_be_compared_is_not_approved_with_the_other()
    {
        await using var world = await StartedAsync(Wide);
        world.Receiver.Has("tank/a", Six);
        await world.ReloadAsync(JobWorld.Push(keepSender: Narrow, keepReceiver: Narrow));
        world.Script.Fail("receiver list", new Zrepl.Engine.Endpoints.EndpointException("no route"), times: 2); // what both have, and what is to be pruned
        world.Jobs.Wakeup("j", RunScope.Pruning);
        await world.RunAsync(2);
        var hold = world.Feed.Find("j")!.PruningHold!;
        Assert.Equal(PruneSide.Sender, Assert.Single(hold.Sides).Side);
        Assert.True(world.Jobs.ApprovePruning("j", hold.Revision).IsSuccess);
        await world.SeenAsync("j", status => status.LastRun?.Number >= 3);
        Assert.Equal(Six, world.Receiver.VersionsOf("tank/a"));
        Assert.Equal(PruneSide.Receiver, Assert.Single(world.Feed.Find("j")!.PruningHold!.Sides).Side);
    }

    private static readonly string Thirty = string.Join(' ', Enumerable.Range(1, 30).Select(number => $"@{number}"));

    private static string Everywhere(string keepSender) => JobWorld.Push(keepSender: keepSender).Replace("\"tank<\"", "\"<\"", StringComparison.Ordinal);

    private async Task<JobWorld> StartedEverywhereAsync()
    {
        var world = World();
        world.Sender.Has("tank/a", Six);
        world.Sender.Has("usb/a", Thirty);
        await world.StartAsync(Everywhere("[{type: last_n, count: 100}]"));
        world.Jobs.Wakeup("j");
        await world.RunAsync(1);
        await world.WaitingAsync();
        return world;
    }

    private JobWorld World(string? file = null) => new(approved: new ApprovedRules(file ?? File, NullLogger.Instance));

    // A job that has run once by its first rules, with six snapshots on the sender.
    private async Task<JobWorld> StartedAsync(string keepSender, string rest = "")
    {
        var world = World();
        world.Sender.Has("tank/a", Six);
        await world.StartAsync(JobWorld.Push(keepSender: keepSender, rest: rest));
        world.Jobs.Wakeup("j");
        await world.RunAsync(1);
        await world.WaitingAsync();
        return world;
    }
}
