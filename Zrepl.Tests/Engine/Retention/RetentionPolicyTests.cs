using System.Globalization;
using Zrepl.Engine.Retention;

namespace Zrepl.Tests.Engine.Retention;

public sealed class RetentionPolicyTests
{
    private const string S1 = "1@10 2@20 3@15 4@30 5@30";
    private const string Names = "foo_123@1 foo_456@2 bar_123@3";

    [Theory] // 8.7 last_n
    [InlineData(2, "", S1, "1 2 3")]
    [InlineData(1, "", S1, "1 2 3 4")]
    [InlineData(100, "", S1, "")]
    [InlineData(100, "", "", "")]
    [InlineData(4, "", S1, "1")]
    [InlineData(4, "a", "a1@10 b1@11 a2@12", "b1")]
    public void Last_n_keeps_the_youngest_that_match(int count, string regex, string snapshots, string destroyed) =>
        Assert.Equal(destroyed, Destroyed(snapshots, new KeepLastN(count, regex.Length == 0 ? null : GoRegex.Parse(regex))));

    [Fact] // 8.7
    public void Two_last_n_rules_keep_side_by_side() => Assert.Equal("a1 b1", Destroyed(
        "a1@10 b1@11 a2@20 b2@21 a3@30 b3@31", new KeepLastN(2, GoRegex.Parse("^a")), new KeepLastN(2, GoRegex.Parse("^b"))));

    [Theory] // 8.7, I14
    [InlineData(0)]
    [InlineData(-5)]
    public void Last_n_needs_a_positive_count(int count) => Assert.Equal(
        $"must specify positive number as 'keep last count', got {count}", Assert.Throws<FormatException>(() => new KeepLastN(count)).Message);

    [Fact] // 8.7: an empty pattern is legal and matches every name
    public void Last_n_takes_an_empty_pattern_for_every_name()
    {
        var rule = new KeepLastN(23, GoRegex.Parse(""));
        Assert.Equal("1 2", Destroyed(string.Join(' ', Enumerable.Range(1, 25).Select(i => $"{i}@{i}")), rule));
    }

    [Fact] // 8.7, last row: a list handed over and changed later changes no decision
    public void Decisions_are_about_what_was_there_when_they_were_made()
    {
        var snapshots = new List<RetentionSnapshot> { Snapshot("a", 1, true), Snapshot("b", 2, true) };
        var decisions = new RetentionPolicy([new KeepLastN(1)]).Decide(snapshots);
        snapshots[0] = Snapshot("new", 3, false);
        Assert.Equal(["a", "b"], decisions.Select(d => d.Snapshot.Name));
    }

    [Theory] // 8.7 regex
    [InlineData(false, "zrepl barfoo")]
    [InlineData(true, "zrepl_foobar")]
    public void Regex_keeps_by_name(bool negate, string destroyed) =>
        Assert.Equal(destroyed, Destroyed("zrepl_foobar@1 zrepl@2 barfoo@3", new KeepRegex(GoRegex.Parse("^zrepl_"), negate)));

    [Fact] // 8.7 not_replicated
    public void Not_replicated_keeps_what_the_other_side_lacks()
    {
        var policy = new RetentionPolicy([new KeepNotReplicated()]);
        var decisions = policy.Decide([Snapshot("1", 1, true), Snapshot("2", 2, false), Snapshot("3", 3, true)]);
        Assert.Equal(["1", "3"], decisions.Where(d => d.Destroy).Select(d => d.Snapshot.Name));
        Assert.Empty(policy.Decide([]));
    }

    [Theory] // 8.8
    [InlineData("foo_", Names, "bar_123")]
    [InlineData("foo_ bar_", Names, "")]
    [InlineData("notInS1 bar_", Names, "foo_123 foo_456")]
    [InlineData("", Names, "")]
    [InlineData("foo_", "", "")]
    public void One_keeping_rule_is_enough_and_no_rules_keep_all(string regexes, string snapshots, string destroyed) => Assert.Equal(
        destroyed,
            Destroyed(snapshots,
            [.. regexes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(r => new KeepRegex(GoRegex.Parse(r)))]));

    [Fact] // 8.8, last row
    public void Each_grid_counts_from_its_own_youngest_snapshot() => Assert.Equal("p1_a p2_a", Destroyed(
        "p1_a@4 p2_a@5 p1_b@14 p2_b@15 p1_c@29 p2_c@30",
        new KeepGrid(RetentionGrid.Parse("1x10s | 1x10s"), GoRegex.Parse("^p1_")),
            new KeepGrid(RetentionGrid.Parse("1x10s | 1x10s"), GoRegex.Parse("^p2_"))));

    [Fact] // 3.7.3
    public void The_worked_example_comes_out_as_written()
    {
        (string Name, string At)[] rows =
        [
            ("O", "06-08 08:59"), ("N", "06-08 09:00"), ("M", "06-08 09:30"), ("L", "06-09 09:00"), ("K", "06-09 20:00"), ("J", "06-10 00:00"),
            ("I", "06-10 08:15"), ("H", "06-10 09:00"), ("G", "06-10 09:30"), ("F", "06-10 10:00"), ("E", "06-10 10:40"), ("D", "06-10 11:00"),
            ("C", "06-10 11:20"), ("B", "06-10 11:40"), ("A", "06-10 12:00"),
        ];
        var snapshots = rows.Select((row, txg) => new RetentionSnapshot(
            row.Name, (ulong)txg, DateTimeOffset.ParseExact("2024-" + row.At, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal), true));
        var decisions =
            new RetentionPolicy([new KeepGrid(RetentionGrid.Parse("1x1h(keep=all) | 2x1h | 2x1d"), GoRegex.Parse("."))]).Decide(snapshots);

        Assert.Equal("M K G E C B A", string.Join(' ', decisions.Where(d => !d.Destroy).Select(d => d.Snapshot.Name)));
        Assert.Equal("O N L J I H F D", string.Join(' ', decisions.Where(d => d.Destroy).Select(d => d.Snapshot.Name)));
        Assert.Equal("grid: oldest of bucket 4 (2x1d)", decisions.Single(d => d.Snapshot.Name == "K").KeptBecause.Single());
        Assert.Equal("grid: bucket 2 (2x1h) keeps only its oldest", decisions.Single(d => d.Snapshot.Name == "D").NotKeptBecause.Single());
        Assert.Equal("grid: bucket 1 (1x1h(keep=all)) keeps all", decisions.Single(d => d.Snapshot.Name == "B").KeptBecause.Single());
        Assert.Equal("grid: older than the last bucket", decisions.Single(d => d.Snapshot.Name == "N").NotKeptBecause.Single());
    }

    [Fact]
    public void Every_decision_gives_the_reason_of_every_rule()
    {
        var policy = new RetentionPolicy(
            [new KeepNotReplicated(), new KeepLastN(2, GoRegex.Parse("^auto_")), new KeepRegex(GoRegex.Parse("^manual_")),
                new KeepGrid(RetentionGrid.Parse("1x1h"), GoRegex.Parse("^auto_"))]);
        var decisions = policy.Decide(
            [Snapshot("auto_1", 1, true), Snapshot("manual_x", 2, true), Snapshot("auto_2", 3, true), Snapshot("auto_3", 4, true),
                Snapshot("auto_4", 5, false)]);

        Assert.Equal(
            ["not_replicated: already replicated", "last_n 2 ^auto_: number 3", "regex ^manual_: name does not match",
                "grid: bucket 1 (1x1h) keeps only its oldest"],
            decisions.Single(d => d.Snapshot.Name == "auto_2").NotKeptBecause);
        Assert.True(decisions.Single(d => d.Snapshot.Name == "auto_2").Destroy);
        Assert.Equal(["regex ^manual_"], decisions.Single(d => d.Snapshot.Name == "manual_x").KeptBecause);
        Assert.Contains("grid: name does not match ^auto_", decisions.Single(d => d.Snapshot.Name == "manual_x").NotKeptBecause);
        Assert.Equal(
            ["not_replicated: at the cursor or younger", "last_n 2 ^auto_: number 1"],
                decisions.Single(d => d.Snapshot.Name == "auto_4").KeptBecause);
        Assert.Equal(["grid: oldest of bucket 1 (1x1h)"], decisions.Single(d => d.Snapshot.Name == "auto_1").KeptBecause);
    }

    [Fact] // 3.5: upstream's order is random
    public void What_is_destroyed_is_listed_oldest_first_whatever_the_order_given()
    {
        var policy = new RetentionPolicy([new KeepLastN(1)]);
        var decisions = policy.Decide([Snapshot("c", 7, true), Snapshot("b", 5, true), Snapshot("a", 5, true), Snapshot("z", 1, true)]);
        Assert.Equal(["z", "a", "b"], decisions.Where(d => d.Destroy).Select(d => d.Snapshot.Name));
    }

    [Fact] // 3.8: fail safe
    public void A_pattern_that_takes_too_long_keeps_the_snapshot()
    {
        var slow = GoRegexTests.Slow();
        RetentionSnapshot[] snapshots = [Snapshot(GoRegexTests.SlowName, 1, true), Snapshot(GoRegexTests.SlowName, 2, true)];
        KeepRule[] rules =
            [new KeepRegex(slow), new KeepRegex(slow, Negate: true), new KeepLastN(1, slow),
            new KeepGrid(RetentionGrid.Parse("1x1s"), slow)];
        Assert.All(rules, rule => Assert.All(rule.Judge([.. snapshots]), verdict => Assert.True(verdict.Keeps)));
    }

    [Fact]
    public void A_policy_tells_what_it_needs_to_know()
    {
        Assert.False(new RetentionPolicy([new KeepLastN(1)]).AsksForReplicationCursor);
        Assert.True(new RetentionPolicy([new KeepNotReplicated()]).AsksForReplicationCursor);
        Assert.False(new RetentionPolicy([new KeepNotReplicated()]).CursorSnapshotIsReplicated);
        Assert.True(new RetentionPolicy([new KeepNotReplicated(), new KeepNotReplicated(false)]).CursorSnapshotIsReplicated);
        Assert.True(RetentionPolicy.KeepEverything.KeepsEverything);
    }

    [Fact]
    public void Policies_are_equal_if_their_rules_are()
    {
        RetentionPolicy Make(string grid) =>
            new([new KeepGrid(RetentionGrid.Parse(grid), GoRegex.Parse("^a")), new KeepLastN(3), new KeepRegex(GoRegex.Parse("x"), true)]);
        Assert.Equal(Make("1x1h|2x1d"), Make("1x1h | 2x1d"));
        Assert.Equal(Make("1x1h|2x1d").GetHashCode(), Make("1x1h | 2x1d").GetHashCode());
        Assert.NotEqual(Make("1x1h"), Make("1x2h"));
    }

    [Fact] // one boot with a wrong clock must not cost the history
    public void A_snapshot_from_the_future_is_kept_and_decides_nothing_about_the_others()
    {
        var now = new DateTimeOffset(2024, 6, 10, 12, 0, 0, TimeSpan.Zero);
        var daily = Enumerable.Range(0, 40).Select(i => new RetentionSnapshot($"d{i:00}", (ulong)(i + 1), now.AddDays(i - 40), true)).ToList();
        var ahead = new RetentionSnapshot("ahead", 41, now.AddDays(365), true);
        var policy = new RetentionPolicy([new KeepGrid(RetentionGrid.Parse("1x1h(keep=all) | 24x1h | 30x1d"), GoRegex.Parse(".")), new KeepLastN(3)]);

        var without = policy.Decide(daily, now.AddDays(1));
        var with = policy.Decide([.. daily, ahead], now.AddDays(1));

        Assert.Contains(without, decision => decision.Destroy);
        Assert.Equal(without.Select(decision => (decision.Snapshot.Name, decision.Destroy)), with.SkipLast(1).Select(decision => (decision.Snapshot.Name, decision.Destroy)));
        Assert.Equal(("ahead", false), (with[^1].Snapshot.Name, with[^1].Destroy));
        Assert.Equal([RetentionPolicy.FromTheFuture], with[^1].KeptBecause);
        Assert.Equal(38, policy.Decide([.. daily, ahead]).Count(decision => decision.Destroy)); // what it would do without: all but the youngest three
    }

    [Fact] // found by the campaign: a clock that is behind must not cost what is new
    public void While_a_clock_is_behind_neither_the_last_made_nor_the_last_dated_go()
    {
        var decisions = new RetentionPolicy([new KeepLastN(2)]).Decide(
            [new("a", 1, At(100), true), new("b", 2, At(200), true), new("c", 3, At(300), true), new("d", 4, At(10), true), new("e", 5, At(20), true), new("f", 6, At(30), true)]);

        Assert.Equal("a d", string.Join(' ', decisions.Where(decision => decision.Destroy).Select(decision => decision.Snapshot.Name)));
        Assert.Equal(["last_n 2: number 1 made, though dated earlier"], decisions.Single(decision => decision.Snapshot.Name == "f").KeptBecause);

        static DateTimeOffset At(int minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);
    }

    [Fact] // a clock that is behind by less than a day: each new snapshot fell into an old bucket, which keeps its oldest
    public void While_a_clock_is_behind_a_grid_keeps_what_is_made_and_thins_it_out_once_the_clock_has_caught_up()
    {
        var policy = new RetentionPolicy([new KeepGrid(RetentionGrid.Parse("1x1h(keep=all) | 24x1h"), GoRegex.Parse("."))]);
        // Every half hour; after s20 the clock is three hours behind, for the next eight snapshots.
        var snapshots = Enumerable.Range(0, 21).Select(i => Made(i, i * 30)).Concat(Enumerable.Range(21, 8).Select(i => Made(i, (i * 30) - 181))).ToList();
        var before = policy.Decide(snapshots.Take(21)).Where(decision => decision.Destroy).Select(decision => decision.Snapshot.Name);

        Assert.Equal("s21 s22 s23 s24 s25", Names(policy.Decide(snapshots.Take(26)), 21));
        Assert.Equal(before, policy.Decide(snapshots.Take(26)).Where(decision => decision.Destroy).Select(decision => decision.Snapshot.Name)); // none of the older ones goes for them
        Assert.Contains("grid: made after s20, though dated earlier", policy.Decide(snapshots.Take(26))[^1].KeptBecause);
        Assert.Equal("s27 s28", Names(policy.Decide(snapshots), 27)); // s27 is dated 10:29, s20 10:00: a date is the greatest again
        Assert.NotEqual("s21 s22 s23 s24 s25 s26", Names(policy.Decide(snapshots)[..27], 21));

        static RetentionSnapshot Made(int number, int minute) => new($"s{number:00}", (ulong)number + 1, DateTimeOffset.UnixEpoch.AddMinutes(minute), true);

        static string Names(IEnumerable<RetentionDecision> decisions, int from) => string.Join(' ', decisions.Skip(from).Where(decision => !decision.Destroy).Select(decision => decision.Snapshot.Name));
    }

    private static RetentionSnapshot Snapshot(string name, int minute, bool isReplicated) =>
        new(name, (ulong)minute, DateTimeOffset.UnixEpoch.AddMinutes(minute), isReplicated);

    // "name@second name@second ..." -> the names destroyed, in the order of the input as its createtxg.
    private static string Destroyed(string snapshots, params KeepRule[] rules)
    {
        var list = snapshots.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('@')).Select(
            (s, txg) =>
                new RetentionSnapshot(s[0], (ulong)txg, DateTimeOffset.UnixEpoch.AddSeconds(int.Parse(s[1], CultureInfo.InvariantCulture)),
                false));
        return string.Join(' ', new RetentionPolicy([.. rules]).Decide(list).Where(d => d.Destroy).Select(d => d.Snapshot.Name));
    }
}
