using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Retention;
using Zrepl.Tests.Support.Pruning;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Pruning.Execution;

/// <summary>What stays although no rule keeps it: 3.9, BAD-28 and the safety net.</summary>
public sealed class HeldSnapshotTests
{
    private const string OldCursor = "zrepl_CURSOR_G_0000000000000001_J_";
    private const string Cursor = "zrepl_CURSOR_G_0000000000000002_J_";
    private const string Held = "it's being held. Run 'zfs holds -r sink/tank@a' to see holders.";

    private readonly PruneWorld _world = new() { Rules = PruneWorld.RulesOf(PruneWorld.Regex("^keep")) };

    private CallScript Script => _world.Script;

    [Fact]
    public async Task A_snapshot_known_to_be_held_is_not_asked_for_BAD_28()
    {
        _world.Sender.Has("tank", "@a:1 @b:2! @c:3");
        var report = await _world.StartAsync();
        Assert.Equal(PruneState.Done, report.State);
        Assert.Equal(["sender destroy tank @a @c"], Script.CallsTo("sender destroy"));
        Assert.Equal([new HeldSnapshot("b", "held by 1 hold")], report.Completed!.Single().HeldList!.Value);
        Assert.Single(_world.Log.Entries, entry => entry.Message.StartsWith("tank: @b would go but cannot: held by somebody", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dataset is busy")]
    [InlineData(Held)]
    public async Task A_hold_nobody_could_see_becomes_an_error_in_the_third_run_BAD_28(string refusal)
    {
        PruneReceiverWith("@a:1? @b:2? @keep:3?");
        _world.Receiver.DestroyErrors["tank@a"] = refusal;
        for (var run = 1; run <= 2; run++)
        {
            var report = await _world.StartAsync();
            Assert.Equal(PruneState.Done, report.State);
            Assert.Equal([new HeldSnapshot("a", refusal)], report.Completed!.Single().HeldList!.Value);
        }

        var third = await _world.StartAsync();
        Assert.Equal(PruneState.ExecErr, third.State);
        Assert.StartsWith($"destroys failed @a: {refusal} (in 3 runs in a row; ", third.Completed!.Single().LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_that_ended_in_between_is_counted_anew_BAD_28()
    {
        PruneReceiverWith("@a:1? @b:2? @keep:3?");
        _world.Receiver.DestroyErrors["tank@a"] = "dataset is busy";
        await _world.StartAsync();
        await _world.StartAsync();
        _world.Receiver.DestroyErrors.Clear();
        await _world.StartAsync();
        PruneReceiverWith("@a:1? @keep:3?");
        _world.Receiver.DestroyErrors["tank@a"] = "dataset is busy";
        Assert.Equal(PruneState.Done, (await _world.StartAsync()).State);
    }

    [Fact]
    public async Task Another_refusal_is_an_error_at_once()
    {
        PruneReceiverWith("@a:1? @keep:3?");
        _world.Receiver.DestroyErrors["tank@a"] = "snapshot has dependent clones";
        Assert.Equal(PruneState.ExecErr, (await _world.StartAsync()).State);
    }

    [Fact]
    public async Task The_newest_snapshot_of_a_receiver_stays()
    {
        PruneReceiverWith("@a:1? @b:2? @c:3?");
        var report = await _world.StartAsync();
        Assert.Equal("@c", _world.Receiver.VersionsOf("tank"));
        Assert.Equal([new HeldSnapshot("c", "needed for replication")], report.Completed!.Single().HeldList!.Value);
    }

    [Fact] // somebody made @d on the receiver: @b is what replication would go on from after a rollback
    public async Task The_snapshot_at_the_senders_cursor_stays_on_the_receiver()
    {
        PruneReceiverWith("@a:1? @b:2? @c:3? @d:4?");
        _world.Sender.WithCursor("tank", 2);
        await _world.StartAsync();
        Assert.Equal("@b @d", _world.Receiver.VersionsOf("tank"));
    }

    [Fact]
    public async Task A_receiver_loses_nothing_while_the_cursor_is_unknown()
    {
        PruneReceiverWith("@a:1? @b:2? @c:3?");
        Script.Fail("sender cursor", new Zrepl.Engine.Endpoints.EndpointException("pool is suspended"));
        Assert.Equal("pool is suspended", (await _world.StartAsync()).Completed!.Single().LastError);
        Assert.Equal("@a @b @c", _world.Receiver.VersionsOf("tank"));
    }

    [Fact]
    public async Task What_the_replication_before_has_seen_is_not_asked_for_again()
    {
        PruneReceiverWith("@a:1? @b:2? @c:3?");
        Shared(2);
        await _world.StartAsync();
        Assert.Equal("@b @c", _world.Receiver.VersionsOf("tank"));
        Assert.Empty(Script.CallsTo("sender cursor"));
    }

    [Fact] // as with guarantee_nothing: without a cursor and without a replication before, the sender's list has to tell
    public async Task What_both_sides_have_stays_on_the_receiver_also_without_a_cursor()
    {
        PruneReceiverWith("@a:1? @b:2? @c:3? @d:4?");
        _world.Sender.Has("tank", "@a:1 #b:2 @keep:5");
        await _world.StartAsync();
        Assert.Equal("@b @d", _world.Receiver.VersionsOf("tank"));
    }

    [Fact]
    public async Task A_receiver_loses_nothing_while_the_senders_versions_are_unknown()
    {
        PruneReceiverWith("@a:1? @b:2? @c:3?");
        Script.Fail("sender versions", new Zrepl.Engine.Endpoints.EndpointException("pool is suspended"));
        Assert.Equal("pool is suspended", (await _world.StartAsync()).Completed!.Single().LastError);
        Assert.Equal("@a @b @c", _world.Receiver.VersionsOf("tank"));
    }

    [Theory]
    [InlineData("@a:1 @b:2 @keep:3", null, "@b @keep")] // nothing else holds the chain together, as with guarantee_nothing
    [InlineData("@a:1 #mine:2 @b:2 @keep:3", null, "#mine @b @keep")] // whoever made that bookmark may destroy it
    [InlineData($"@a:1 #{Cursor}push:2 @b:2 @keep:3", 2UL, $"#{Cursor}push @keep")]
    [InlineData($"@a:1 #{Cursor}other:2 @b:2 @keep:3", null, $"#{Cursor}other @b @keep")] // another job moves its cursor when it likes
    [InlineData($"@a:1 #{OldCursor}push:1 #{Cursor}other:2 @b:2 @keep:3", 1UL, $"#{OldCursor}push #{Cursor}other @b @keep")]
    public async Task The_last_common_snapshot_stays_on_the_sender_unless_the_jobs_own_cursor_takes_its_place(
        string versions, ulong? cursor, string left)
    {
        _world.Sender.Has("tank", versions);
        if (cursor is { } guid) _world.Sender.WithCursor("tank", guid);
        Shared(2);
        await _world.StartAsync();
        Assert.Equal(left, _world.Sender.VersionsOf("tank"));
    }

    [Theory]
    [InlineData("@a:1 @b:2 @keep:3")] // no cursor stands there, whoever's
    [InlineData($"@a:1 #{Cursor}push:2 @keep_b:2 @keep:3")] // the last common one is kept anyway
    public async Task The_cursor_is_asked_for_only_if_something_depends_on_it(string versions)
    {
        _world.Sender.Has("tank", versions);
        Shared(2);
        await _world.StartAsync();
        Assert.Empty(Script.CallsTo("sender cursor"));
    }

    [Fact]
    public async Task A_snapshot_may_be_destroyed_at_the_cursor_if_the_rules_say_so()
    {
        _world.Rules = PruneWorld.RulesOf(new KeepNotReplicated(KeepSnapshotAtCursor: false));
        _world.Sender.WithCursor("tank", 2).Has("tank", "@a:1 #zrepl_CURSOR_G_0000000000000002_J_push:2 @b:2 @c:3");
        await _world.StartAsync();
        Assert.Equal("#zrepl_CURSOR_G_0000000000000002_J_push @c", _world.Sender.VersionsOf("tank"));
    }

    [Theory]
    [InlineData(PruneSide.Sender)]
    [InlineData(PruneSide.Local)]
    public async Task What_a_running_replication_needs_stays(PruneSide side)
    {
        _world.Side = side;
        _world.Sender.Has("tank", "@a:1 @b:2");
        using var plan = _world.InUse.Open();
        plan.Replace(DatasetPath.Parse("elsewhere"), [1]);
        var report = await _world.StartAsync();
        Assert.Equal("@a", _world.Sender.VersionsOf("tank"));
        Assert.Equal([new HeldSnapshot("a", "needed for replication")], report.Completed!.Single().HeldList!.Value);
    }

    [Fact]
    public async Task What_a_replication_began_to_need_since_the_decision_stays()
    {
        _world.Sender.Has("tank/a", "@x:1").Has("tank/b", "@x:5 @y:6");
        var destroy = Script.Hold("sender destroy tank/a");
        var run = _world.StartAsync();
        await destroy.Reached;
        using var plan = _world.InUse.Open();
        plan.Replace(DatasetPath.Parse("tank/b"), [5]);
        destroy.Open();
        var report = await run;
        Assert.Equal("@x", _world.Sender.VersionsOf("tank/b"));
        Assert.Equal([new HeldSnapshot("x", "needed for replication")], report.Completed![1].HeldList!.Value);
    }

    private void PruneReceiverWith(string versions)
    {
        _world.Side = PruneSide.Receiver;
        _world.Sender.Has("tank", "@keep:3");
        _world.Receiver.Has("tank", versions);
    }

    private void Shared(ulong guid) =>
        _world.NewestShared = ImmutableDictionary<DatasetPath, ulong>.Empty.Add(DatasetPath.Parse("tank"), guid);
}
