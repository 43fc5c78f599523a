using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Execution;

/// <summary>What waits for the filesystem above it, and what does not: 1.8, 8.3.</summary>
public sealed class ParentTests
{
    private readonly ReplicationWorld _world = new();

    private CallScript Script => _world.Script;

    [Fact]
    public async Task A_child_waits_for_the_first_step_of_its_parent_and_not_for_the_others()
    {
        _world.Options = Options(initial: InitialReplication.All, slots: 2);
        _world.Sender.Has("tank", "@1 @2 @3").Has("tank/child", "@1");
        var first = Script.Hold("receiver receive tank @1");
        var second = Script.Hold("receiver receive tank @2");

        var run = _world.StartAsync();
        await first.Reached;
        await _world.Reported("tank/child", child => child.BlockedOn == BlockedOn.ParentInitialReplication);
        Assert.Empty(Script.CallsTo("sender send tank/child"));
        first.Open();
        await second.Reached;
        await _world.Reported("tank/child", child => child.State == FilesystemState.Done);
        second.Open();
        Assert.Equal([AttemptState.Done], (await run).States());
    }

    [Fact]
    public async Task A_child_does_not_wait_for_incremental_steps_of_its_parent()
    {
        _world.Options = Options(slots: 2);
        _world.Pair("tank", "@1 @2", "@1");
        _world.Sender.Has("tank/child", "@1");
        var parent = Script.Hold("receiver receive tank @2");
        var run = _world.StartAsync();
        await _world.Reported("tank/child", child => child.State == FilesystemState.Done);
        parent.Open();
        await run;
    }

    [Fact]
    public async Task A_child_is_not_begun_when_the_first_step_of_its_parent_fails()
    {
        _world.Sender.Has("p", "@1").Has("p/child", "@1").Has("p/child/grandchild", "@1");
        Script.Fail("receiver receive p", new EndpointException("out of space"));
        var report = await _world.StartAsync();
        Assert.Equal("parent(s) failed during initial replication: [p]", report.Of("p/child").StepError!.Err);
        Assert.Equal("parent(s) failed during initial replication: [p]", report.Of("p/child/grandchild").StepError!.Err);
        Assert.Empty(Script.CallsTo("sender send p/child"));
        Assert.Equal(3, report.FailedCount());
    }

    [Fact]
    public async Task Siblings_with_a_common_beginning_of_their_names_do_not_wait_for_each_other()
    {
        _world.Sender.Has("a", "@1").Has("aa", "@1");
        Script.Fail("receiver receive a @1", new EndpointException("out of space"));
        var report = await _world.StartAsync();
        Assert.Equal((FilesystemState.StepError, FilesystemState.Done), (report.Of("a").State, report.Of("aa").State));
    }

    [Theory]
    [InlineData("@1 @2", "@3", false)] // diverged, but there
    [InlineData("", "@3", false)] // the sender has no versions
    [InlineData("", "", true)] // the same onto a placeholder
    public async Task A_parent_that_cannot_be_planned_but_is_there_does_not_block_BAD_6(string sender, string receiver, bool isPlaceholder)
    {
        _world.Sender.Has("tank", sender).Has("tank/child", "@1");
        _world.Receiver.Has("tank", receiver, isPlaceholder);
        var report = await _world.StartAsync();
        Assert.Equal(FilesystemState.PlanningError, report.Of("tank").State);
        Assert.Equal(FilesystemState.Done, report.Of("tank/child").State);
    }

    [Fact]
    public async Task A_parent_that_cannot_be_planned_and_is_not_there_blocks()
    {
        _world.Sender.Has("tank", "@1").Has("tank/child", "@1");
        Script.Fail("sender estimate tank full", new EndpointException("key not loaded"));
        var report = await _world.StartAsync();
        Assert.Contains("key not loaded", report.Of("tank").PlanError!.Err, StringComparison.Ordinal);
        Assert.Equal("parent(s) failed during initial replication: [tank]", report.Of("tank/child").StepError!.Err);
    }

    [Theory] // promise 3: else the child would wait for a snapshot that nobody means to take
    [InlineData("", "sender does not have any versions")]
    [InlineData("#1", "no snapshots available on sender side")]
    public async Task A_parent_without_snapshots_does_not_keep_its_children_from_their_first_copy(string parent, string problem)
    {
        _world.Sender.Has("tank", parent).Has("tank/child", "@1");
        var report = await _world.StartAsync();
        Assert.Equal(problem, report.Of("tank").PlanError!.Err);
        Assert.Equal("full→@1", report.Of("tank/child").Plan());
        Assert.Equal(FilesystemState.Done, report.Of("tank/child").State);
    }

    [Fact] // promise 5: the copy would age for ever because of another dataset
    public async Task A_child_that_is_replicated_goes_on_although_its_parent_was_included_later_and_cannot_be_sent()
    {
        _world.Sender.Has("tank", "@1");
        _world.Pair("tank/child", "@1 @2", "@1");
        _world.Receiver.Has("tank", isPlaceholder: true);
        Script.Fail("sender estimate tank full", new EndpointException("encrypted send mandated by policy"));
        var report = await _world.StartAsync();
        Assert.Equal(FilesystemState.PlanningError, report.Of("tank").State);
        Assert.Equal("@1→@2", report.Of("tank/child").Plan());
        Assert.Equal(FilesystemState.Done, report.Of("tank/child").State);
    }

    [Fact]
    public async Task A_child_that_is_replicated_does_not_wait_for_the_first_copy_of_its_parent()
    {
        _world.Options = Options(slots: 2);
        _world.Sender.Has("tank", "@3");
        _world.Pair("tank/child", "@1 @2", "@1");
        _world.Receiver.Has("tank", isPlaceholder: true);
        var parent = Script.Hold("receiver receive tank @3");
        var run = _world.StartAsync();
        await parent.Reached;
        await _world.Reported("tank/child", child => child.State == FilesystemState.Done);
        parent.Open();
        Assert.Equal([AttemptState.Done], (await run).States());
    }

    [Fact] // the interrupted receive looks like a filesystem, but is none yet
    public async Task A_half_received_parent_does_not_count_as_present()
    {
        _world.Sender.Has("tank", "@2").Has("tank/child", "@1");
        _world.Receiver.Has("tank", token: "1-1-1-00");
        Script.Fail("sender estimate tank full", new EndpointException("key not loaded"));
        var report = await _world.StartAsync();
        Assert.Equal("parent(s) failed during initial replication: [tank]", report.Of("tank/child").StepError!.Err);
    }

    [Fact]
    public async Task A_parent_without_steps_on_a_retry_is_only_present_if_it_was_received_BAD_7()
    {
        _world.Sender.Has("tank", "@1").Has("tank/child", "@1");
        Script.Fail("receiver receive tank @1", new LinkDownException());
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.FilesystemError, AttemptState.Done], report.States());
        Assert.Equal("full→@1", report.Of("tank").Plan()); // upstream: no step, and the child made a placeholder of the parent
        Assert.False(_world.Receiver.IsPlaceholder("tank"));
    }

    private static ReplicationOptions Options(
        InitialReplication initial = InitialReplication.MostRecent, int slots = 1) =>
        new() { Definition = ReplicationDefinition.Default with { InitialReplication = initial, StepConcurrency = slots } };
}
