using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Repairs;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Engine.Repairs;

/// <summary>Ways out of a copy that replication cannot go on with.</summary>
public sealed class RepairPlannerTests
{
    private static readonly DatasetPath Source = DatasetPath.Parse("tank/a");
    private static readonly DatasetPath Copy = DatasetPath.Parse("backup/tank/a");

    [Fact]
    public void A_copy_with_snapshots_of_its_own_can_be_rolled_back_or_set_aside()
    {
        var plan = Plan("@1 @2 @3", Received("@1 @2 @by-hand:7 #mark:8") with { LastReceived = 2, WrittenBytes = 5, HasPartialState = true });
        Assert.Equal(RepairSituation.Diverged, plan.Situation);
        Assert.Equal([RepairKind.RollBack, RepairKind.SetAside], plan.Ways.Select(way => way.Kind));
        Assert.Equal([1, 2], plan.Ways.Select(way => way.Number));
        Assert.All(plan.Ways, way => Assert.Null(way.NotPossible));
        Assert.Equal(
            [
                "what has arrived of an interrupted step", "backup/tank/a@by-hand, of 1970-01-01 00:00:07Z", "backup/tank/a#mark, of 1970-01-01 00:00:08Z",
                "what was written into it since its newest snapshot (5 bytes)",
            ],
            plan.Ways[0].Lost);
        Assert.Equal(
            ["zfs receive -A backup/tank/a", "zfs destroy backup/tank/a@by-hand; zfs destroy backup/tank/a#mark", "zfs rollback backup/tank/a@2"],
            plan.Ways[0].Steps.Select(step => step.Text));
        Assert.Empty(plan.Ways[1].Lost);
        Assert.Equal(["zfs rename backup/tank/a backup/tank/a_set_aside_1"], plan.Ways[1].Steps.Select(step => step.Text));
    }

    [Fact]
    public void What_came_from_the_sender_and_is_not_there_any_more_is_never_offered_for_destruction()
    {
        // @3 was received, as the hold tells, and destroyed on the sender, cursor and all.
        var plan = Plan("@1 @2 @5", Received("@1 @2 @3 @by-hand:7") with { LastReceived = 3 });
        Assert.Equal(RepairSituation.Diverged, plan.Situation);
        Assert.Contains("backup/tank/a@3 may have come from the sender", plan.Ways[0].NotPossible, StringComparison.Ordinal);
        Assert.Null(plan.Ways[1].NotPossible);
    }

    [Theory]
    [InlineData("@zrepl_20240103_000000_000:3", true)] // may well be one of the sender's
    [InlineData("@before the move:3", false)]
    public void Without_a_hold_that_tells_the_shape_of_the_name_decides(string own, bool isPrecious)
    {
        const string Common = "@zrepl_20240101_000000_000:1";
        var received = new ReceivedDataset { Versions = [Versions.One(Common), Versions.One(own)] };
        var plan = RepairPlanner.Plan(new() { Filesystem = Source, Target = Copy, Sent = [Versions.One(Common), Versions.One("@zrepl_20240105_000000_000:5")], Received = received });
        Assert.Equal(isPrecious, plan.Ways[0].NotPossible is not null);
    }

    [Fact]
    public void A_snapshot_that_somebody_holds_is_not_offered_for_destruction()
    {
        var plan = Plan("@1 @2", Received("@1 @by-hand:7") with { LastReceived = 1, HeldBy = ImmutableSortedDictionary<ulong, string>.Empty.Add(7, "keep for audit") });
        Assert.Contains("is held (keep for audit)", plan.Ways[0].NotPossible, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_that_has_a_clone_is_not_offered_for_destruction()
    {
        var plan = Plan("@1 @2", Received("@1 @by-hand:7 @more:8") with { LastReceived = 1, Clones = ImmutableSortedDictionary<ulong, string>.Empty.Add(7, "backup/test") });
        Assert.Contains("backup/tank/a@by-hand has a clone (backup/test)", plan.Ways[0].NotPossible, StringComparison.Ordinal);
        Assert.Contains("Clones of its snapshots (backup/test) stay where they are.", plan.Ways[1].Follows, StringComparison.Ordinal);
    }

    [Fact] // promise 1
    public void The_cursor_of_a_job_that_sends_the_copy_on_is_not_offered_for_destruction()
    {
        var cursor = "#" + GuaranteeNames.Cursor(JobName.Parse("cascade"), 7) + ":7";
        var plan = Plan("@1 @2", Received("@1 @by-hand:7 " + cursor) with { LastReceived = 1 });
        Assert.Contains("is where job cascade goes on from, which sends the copy on", plan.Ways[0].NotPossible, StringComparison.Ordinal);
        var modified = Plan("@1 @2", Received("@1 " + cursor) with { WrittenBytes = 4096 });
        Assert.Contains("is where job cascade goes on from", modified.Ways[0].NotPossible, StringComparison.Ordinal);
    }

    [Fact] // the process died between receiving it and holding it
    public void What_came_last_from_the_sender_is_not_offered_for_destruction_though_the_hold_is_on_the_one_before()
    {
        var received = new ReceivedDataset { LastReceived = 3, Versions = [Versions.One("@zrepl_3:3"), Versions.One("@zrepl_4:4")] };
        var plan = RepairPlanner.Plan(new() { Filesystem = Source, Target = Copy, Sent = [Versions.One("@zrepl_3:3"), Versions.One("@other:5")], Received = received });
        Assert.Contains("backup/tank/a@zrepl_4 may have come from the sender", plan.Ways[0].NotPossible, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_interrupted_first_receive_goes_on_by_itself_and_is_not_in_the_way(bool isPlaceholder)
    {
        var plan = Plan("@1 @2", Received("") with { HasPartialState = true, IsPlaceholder = isPlaceholder });
        Assert.Equal(RepairSituation.Interrupted, plan.Situation);
        Assert.Contains("The next run continues it", plan.Explanation, StringComparison.Ordinal);
        Assert.Empty(plan.Ways);
    }

    [Fact]
    public void What_is_set_aside_under_a_name_that_another_job_works_on_says_so()
    {
        var jobs = Facts("@1", Received("@7")) with { JobsThere = [new(JobName.Parse("local_snaps"), FilesystemFilter.Of([FilterRule.Parse("backup<", includes: true)]))] };
        Assert.Contains("Job local_snaps of this machine, whose filesystems include backup/tank/a_set_aside_1, works on it", RepairPlanner.Plan(jobs).Ways[0].Follows, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_job_begins_no_copy_by_itself_nobody_is_told_that_it_does()
    {
        var missing = RepairPlanner.Plan(Facts("@1", null) with { Initial = InitialReplication.Fail });
        Assert.Contains("begins none by itself", missing.Explanation, StringComparison.Ordinal);
        Assert.DoesNotContain("The next run begins", missing.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void The_copy_of_another_job_is_not_offered_for_adoption_nor_a_mounted_placeholder_for_destruction()
    {
        var found = new FoundElsewhere(DatasetPath.Parse("backup/tank/b"), Versions.Of("@1 @2"), [], JobName.Parse("other"));
        Assert.Contains("Job other receives there", RepairPlanner.Plan(Facts("@1 @2 @3", null) with { Elsewhere = [found] }).Ways[0].NotPossible, StringComparison.Ordinal);
        var mounted = RepairPlanner.Plan(Facts("@1 @2 @3", Received("") with { IsPlaceholder = true, IsMounted = true }) with { Elsewhere = [found with { Owner = null }] });
        Assert.Contains("is mounted", mounted.Ways[0].NotPossible, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_that_was_made_anew_leaves_only_setting_the_copy_aside()
    {
        var plan = Plan("@1 @2", Received("@7 @8") with { Below = [Copy.Child("b"), Copy.Child("c")] });
        Assert.Equal(RepairSituation.Unrelated, plan.Situation);
        var way = Assert.Single(plan.Ways);
        Assert.Equal(RepairKind.SetAside, way.Kind);
        Assert.Equal("The next run begins a new copy with everything, for which there has to be room. 2 datasets below it (backup/tank/a/b, backup/tank/a/c) are renamed along; their copies begin anew, too.", way.Follows);
    }

    [Fact]
    public void The_name_for_what_is_set_aside_is_free()
    {
        var facts = Facts("@1", Received("@7")) with { Taken = [DatasetPath.Parse("backup/tank/a_set_aside_1"), DatasetPath.Parse("backup/tank/a_set_aside_2")] };
        Assert.Equal("zfs rename backup/tank/a backup/tank/a_set_aside_3", RepairPlanner.Plan(facts).Ways[0].Steps[0].Text);
    }

    [Theory]
    [InlineData("backup", "is the root of a pool")]
    [InlineData("backup/long", "no name left")]
    public void What_cannot_be_renamed_is_told(string target, string reason)
    {
        var path = target.EndsWith("long", StringComparison.Ordinal) ? DatasetPath.Parse("backup/" + new string('x', 248)) : DatasetPath.Parse(target);
        var plan = RepairPlanner.Plan(Facts("@1", Received("@7")) with { Target = path });
        Assert.Contains(reason, plan.Ways[^1].NotPossible, StringComparison.Ordinal);
        Assert.Empty(plan.Ways[^1].Steps);
    }

    [Fact]
    public void A_copy_under_another_name_can_be_adopted_and_a_placeholder_gives_way()
    {
        var found = new FoundElsewhere(DatasetPath.Parse("backup/old/a"), Versions.Of("@1 @2"), []);
        var missing = RepairPlanner.Plan(Facts("@1 @2 @3", null) with { Elsewhere = [found] });
        Assert.Equal((RepairSituation.Missing, RepairKind.Adopt), (missing.Situation, missing.Ways[0].Kind));
        Assert.Equal(["zfs rename backup/old/a backup/tank/a"], missing.Ways[0].Steps.Select(step => step.Text));

        var placeholder = RepairPlanner.Plan(Facts("@1 @2 @3", Received("") with { IsPlaceholder = true }) with { Elsewhere = [found] });
        Assert.Equal(["zfs destroy backup/tank/a", "zfs rename backup/old/a backup/tank/a"], placeholder.Ways[0].Steps.Select(step => step.Text));
        Assert.Null(placeholder.Ways[0].NotPossible);

        var full = RepairPlanner.Plan(Facts("@1 @2 @3", Received("") with { IsPlaceholder = true, Below = [Copy.Child("b")] }) with { Elsewhere = [found] });
        Assert.Contains("a placeholder with datasets below it", full.Ways[0].NotPossible, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_dataset_from_which_replication_goes_on_is_offered_for_adoption()
    {
        var diverged = new FoundElsewhere(DatasetPath.Parse("backup/old/a"), Versions.Of("@1 @own:7"), []);
        Assert.Empty(RepairPlanner.Plan(Facts("@1 @2", null) with { Elsewhere = [diverged] }).Ways);
    }

    [Fact]
    public void What_was_written_into_the_copy_can_be_taken_back()
    {
        var plan = Plan("@1 @2", Received("@1") with { WrittenBytes = 4096 });
        Assert.Equal(RepairSituation.Modified, plan.Situation);
        Assert.Equal(["what was written into it since @1 (4096 bytes)"], plan.Ways[0].Lost);
        Assert.Equal(["zfs rollback backup/tank/a@1"], plan.Ways[0].Steps.Select(step => step.Text));
    }

    [Theory]
    [InlineData("@1 @2", "@1", RepairSituation.Well)]
    [InlineData("@1", "@1", RepairSituation.Well)]
    [InlineData("", "@1", RepairSituation.NothingToSend)]
    [InlineData("@1", "", RepairSituation.InTheWay)]
    public void Each_situation_has_a_name(string sent, string received, RepairSituation situation) => Assert.Equal(situation, Plan(sent, Received(received)).Situation);

    [Fact]
    public void The_revision_is_the_same_as_long_as_nothing_changes_and_another_one_as_soon_as_anything_does()
    {
        var facts = Facts("@1 @2 @3", Received("@1 @2 @by-hand:7") with { LastReceived = 2 });
        var revision = RepairPlanner.Plan(facts).Revision;
        Assert.Equal(revision, RepairPlanner.Plan(facts with { Sent = [.. facts.Sent.Reverse()] }).Revision);
        Assert.Equal(revision, RepairPlanner.Plan(facts with { Received = facts.Received! with { } }).Revision);
        Assert.Equal(revision, RepairPlanner.Plan(facts with { Sent = Versions.Of("@1 @2 @3 @4") }).Revision); // a busy sender changes nothing of what is consented to
        var received = facts.Received!;
        RepairFacts[] changed =
        [
            facts with { Received = received with { Versions = Versions.Of("@1 @2 @by-hand:7 @one-more:8") } },
            facts with { Received = received with { Versions = Versions.Of("@1 @2 @by-hand:7/8") } }, // the same name, another snapshot
            facts with { Received = received with { LastReceived = 1 } },
            facts with { Received = received with { WrittenBytes = 4096 } },
            facts with { Received = received with { WrittenBytes = 40L << 30 } }, // much more than was shown
            facts with { Received = received with { Clones = received.Clones.Add(7, "backup/clone") } },
            facts with { Received = received with { HasPartialState = true } },
            facts with { Received = received with { Below = [Copy.Child("b")] } },
            facts with { Received = received with { HeldBy = received.HeldBy.Add(7, "x") } },
            facts with { Received = null },
            facts with { Elsewhere = [new(DatasetPath.Parse("backup/x"), Versions.Of("@1"), [])] },
            facts with { Taken = [DatasetPath.Parse("backup/tank/a_set_aside_1")] },
        ];
        Assert.Equal(changed.Length, changed.Select(one => RepairPlanner.Plan(one).Revision).Where(other => other != revision).Distinct().Count());
    }

    [Fact] // promises 1 and 2
    public void Whatever_the_sides_look_like_nothing_of_the_sender_is_destroyed_and_nothing_that_is_not_listed()
    {
        var random = new Random(7);
        var destroyed = 0;
        for (var round = 0; round < 60_000; round++)
        {
            var sent = Some(random, 8);
            var received = Some(random, 8, "mine");
            var held = random.Next(3) == 0 || received.IsEmpty ? (ulong?)null : received[random.Next(received.Length)].Guid;
            var plan = RepairPlanner.Plan(new()
            {
                Filesystem = Source, Target = Copy, Sent = sent,
                Received = new() { Versions = received, LastReceived = held, WrittenBytes = random.Next(2), HasPartialState = random.Next(2) == 0 },
            });
            foreach (var way in plan.Ways.Where(way => way.NotPossible is null))
            {
                var victims = way.Steps.OfType<RepairStep.Destroy>().SelectMany(step => step.Versions).Where(version => version.IsSnapshot).ToList();
                destroyed += victims.Count;
                Assert.DoesNotContain(victims, victim => sent.Any(version => version.Guid == victim.Guid));
                Assert.All(victims, victim => Assert.Contains(way.Lost, lost => lost.StartsWith(victim.On(Copy) + ",", StringComparison.Ordinal)));
                if (held is not null) Assert.DoesNotContain(victims, victim => victim.CreateTxg <= received.First(version => version.Guid == held).CreateTxg);
                if (victims.Count > 0) Assert.Contains(received, kept => kept.IsSnapshot && !victims.Contains(kept) && sent.Any(version => version.Guid == kept.Guid));
            }
        }

        Assert.True(destroyed > 1000, $"only {destroyed} victims were looked at");
    }

    private static ImmutableArray<FilesystemVersion> Some(Random random, int of, string own = "own-x") =>
        [.. Enumerable.Range(1, of).Where(_ => random.Next(2) == 0).Select(number => Versions.One($"@{(random.Next(3) == 0 ? own : "s")}{number}:{number}"))];

    private static RepairPlan Plan(string sent, ReceivedDataset? received) => RepairPlanner.Plan(Facts(sent, received));

    private static RepairFacts Facts(string sent, ReceivedDataset? received) => new() { Filesystem = Source, Target = Copy, Sent = Versions.Of(sent), Received = received };

    private static ReceivedDataset Received(string versions) => new() { Versions = Versions.Of(versions) };
}
