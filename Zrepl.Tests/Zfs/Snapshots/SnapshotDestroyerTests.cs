using System.Text;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Snapshots;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Zfs.Snapshots;

public sealed class SnapshotDestroyerTests
{
    private const ulong Guid = 7;

    [Fact] // A6.5, first vector; B14 48
    public async Task A_batch_leaves_out_what_cannot_be_destroyed_and_falls_back_on_unknown_errors()
    {
        var zfs = Pretend("z@foo,a@foo,a@bar,b@bar,b@zab,b@undestroyable,c@baz,c@randomerror,c@bar,d@blup");
        var outcomes = await Destroy(zfs, "z@foo", "a@foo", "a@bar", "b@bar", "b@zab", "b@undestroyable", "c@baz", "c@randomerror", "c@bar", "d@blup");
        Assert.Equal(
            ["a@bar,foo", "b@bar,undestroyable,zab", "b@bar,zab", "b@undestroyable", "c@bar,baz,randomerror", "c@bar", "c@baz", "c@randomerror", "d@blup", "z@foo"],
            zfs.Destroyed);
        Assert.Equal(["b@undestroyable", "c@randomerror"], outcomes.Where(o => o.Failure is not null).Select(o => o.Request.Path));
        Assert.Equal("dataset is busy", outcomes.Single(o => o.Request.Path == "b@undestroyable").Error);
        Assert.Equal("z@foo", outcomes[0].Request.Path);
    }

    [Fact] // A6.5, second vector; B14 48
    public async Task When_all_are_undestroyable_each_gets_its_own_reason()
    {
        var zfs = Pretend("a@undestroyable1,a@undestroyable2");
        var outcomes = await Destroy(zfs, "a@undestroyable2", "a@undestroyable1");
        Assert.Equal(["a@undestroyable1,undestroyable2", "a@undestroyable1", "a@undestroyable2"], zfs.Destroyed);
        Assert.All(outcomes, o => Assert.Equal("dataset is busy", o.Error));
    }

    [Fact] // A6.5, third vector; B14 item 51
    public async Task An_argument_list_that_is_too_long_is_halved_until_it_fits()
    {
        string[] names = ["p111@a", "p111@b", "p111@c", .. Enumerable.Range(1, 10).Select(i => $"p222@{i:00}")];
        var zfs = Pretend(string.Join(',', names), longestArgument: 10);
        var outcomes = await Destroy(zfs, names);
        Assert.Equal(
            ["p111@a,b,c", "p222@01,02", "p222@03", "p222@04,05", "p222@06,07", "p222@08", "p222@09,10"],
            zfs.Destroyed.Where(argument => argument.Length <= 10));
        Assert.All(outcomes, o => Assert.Null(o.Failure));
    }

    [Fact]
    public async Task What_was_destroyed_before_zfs_could_not_be_started_any_more_is_told_as_destroyed()
    {
        var zfs = Pretend("a@1,a@2,a@3,a@4", startsDestroys: 1);
        var destroyer = new SnapshotDestroyer(zfs, new VersionLister(zfs), _ => Task.FromResult(true), largestBatch: 2);
        var outcomes = await destroyer.DestroyAsync([.. "1234".Select(name => new DestroyRequest(DatasetPath.Parse("a"), $"{name}", Guid))], default);
        Assert.Equal([true, true, false, false], outcomes.Select(outcome => outcome.Failure is null));
        Assert.IsType<ZfsUnavailableException>(outcomes[3].Failure);
    }

    [Fact] // A6.5
    public async Task Nothing_to_destroy_runs_nothing()
    {
        var zfs = Pretend("");
        await Destroy(zfs);
        Assert.Empty(zfs.Lines);
    }

    [Theory] // A6.3, B14 item 52: "%" is a range and "," a list
    [InlineData("%")]
    [InlineData("a%b")]
    [InlineData("a,b")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a@b")]
    public async Task A_name_that_zfs_would_read_as_a_range_or_list_is_refused_without_running_anything(string name)
    {
        var zfs = Pretend("a@x");
        var outcomes = await Destroyer(zfs).DestroyAsync([new(DatasetPath.Parse("a"), name, Guid)], default);
        Assert.IsType<InvalidNameException>(outcomes.Single().Failure);
        Assert.Empty(zfs.Lines);
    }

    [Fact] // A6.6, B14 item 53
    public async Task A_name_that_now_belongs_to_another_snapshot_is_left_alone()
    {
        var zfs = Pretend("a@x,a@y");
        var outcomes = await Destroyer(zfs).DestroyAsync([new(DatasetPath.Parse("a"), "x", Guid + 1), new(DatasetPath.Parse("a"), "y", Guid)], default);
        Assert.IsType<SnapshotGuidChangedException>(outcomes[0].Failure);
        Assert.Null(outcomes[1].Failure);
        Assert.Equal(["a@y"], zfs.Destroyed);
    }

    [Fact] // A6.6: alone or beside others, a snapshot that is gone is destroyed
    public async Task A_snapshot_that_is_gone_already_counts_as_destroyed()
    {
        var zfs = Pretend("a@x");
        var outcomes = await Destroy(zfs, "a@gone", "a@x", "nodataset@y");
        Assert.All(outcomes, o => Assert.Null(o.Failure));
    }

    [Fact] // A5.5, B14 item 54
    public async Task A_snapshot_with_clones_does_not_keep_the_others()
    {
        var zfs = Pretend("a@clones,a@x,a@y");
        var outcomes = await Destroy(zfs, "a@x", "a@clones", "a@y");
        Assert.Equal(["a@clones,x,y", "a@x,y", "a@clones"], zfs.Destroyed);
        Assert.Equal("snapshot has dependent clones (a/kid, a/kid2)", outcomes[1].Error);
    }

    [Fact] // A5.4 since OpenZFS 2.3.3; the name contains the separator of the message
    public void A_held_snapshot_is_recognised_also_when_its_name_contains_a_colon()
    {
        var text = "cannot destroy snapshot tank/foo bar@4: 5 6: it's being held. Run 'zfs holds -r tank/foo bar@4: 5 6' to see holders.\n";
        var failure = DestroyErrors.Explain(new(ZfsCommand.Zfs("destroy"), new(1), "", text), "tank/foo bar", "tank/foo bar@1,4: 5 6,7");
        var undestroyable = Assert.IsType<SnapshotsUndestroyableException>(failure);
        Assert.Equal(["4: 5 6"], undestroyable.Snapshots.Select(s => s.Name));
        Assert.True(undestroyable.AreAllHolds);
    }

    private static Task<System.Collections.Immutable.ImmutableArray<DestroyOutcome>> Destroy(ScriptedZfs zfs, params string[] paths) =>
        Destroyer(zfs).DestroyAsync([.. paths.Select(p => new DestroyRequest(DatasetPath.Parse(p.Split('@')[0]), p.Split('@')[1], Guid))], default);

    private static SnapshotDestroyer Destroyer(ScriptedZfs zfs) => new(zfs, new VersionLister(zfs), _ => Task.FromResult(true));

    // A zfs that has these snapshots, refuses names with "undestroyable" and "clones", and fails otherwise on "randomerror".
    private static ScriptedZfs Pretend(string snapshots, int longestArgument = int.MaxValue, int startsDestroys = int.MaxValue)
    {
        var existing = snapshots.Split(',', StringSplitOptions.RemoveEmptyEntries).ToList();
        return new(command => command.Verb == "list" ? List(command.Arguments[^1]) : Destroy(command));

        ScriptedZfs.Answer List(string dataset)
        {
            var lines = new StringBuilder();
            foreach (var snapshot in existing.Where(s => s.StartsWith(dataset + "@", StringComparison.Ordinal)))
                lines.Append(snapshot).Append($"\t{Guid}\t1\t1\t0\n");
            return lines.Length > 0 || dataset != "nodataset" ? new(lines.ToString()) : ScriptedZfs.Answer.Fail($"cannot open '{dataset}': dataset does not exist");
        }

        ScriptedZfs.Answer Destroy(ZfsCommand command)
        {
            var argument = command.Arguments[1];
            if (startsDestroys-- <= 0) return new(Failure: new ZfsUnavailableException("cannot run 'zfs': Resource temporarily unavailable"));
            if (argument.Length > longestArgument) return new(Failure: new ArgumentListTooLongException(command));
            var (dataset, names) = (argument.Split('@')[0], argument.Split('@')[1].Split(','));
            if (names.Any(n => n.Contains("randomerror", StringComparison.Ordinal))) return ScriptedZfs.Answer.Fail("something else\n");
            if (names.Contains("clones"))
                return ScriptedZfs.Answer.Fail($"cannot destroy '{dataset}@clones': snapshot has dependent clones\nuse '-R' to destroy the following datasets:\na/kid\na/kid2\n");
            var refused = names.Where(n => n.StartsWith("undestroyable", StringComparison.Ordinal)).ToList();
            return refused.Count == 0 ? new() : ScriptedZfs.Answer.Fail(string.Concat(refused.Select(n => $"cannot destroy snapshot {dataset}@{n}: dataset is busy\n")));
        }
    }
}
