using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Planning;

/// <summary>Vectors 8.4 with a resume token: 1.5.3, 1.5.4.</summary>
public sealed class ResumePlanTests
{
    private readonly PlannerWorld _world = new();

    [Theory]
    [InlineData("@1 @2 @3", "", "full 2", "full→@2 resumed, @2→@3")]
    [InlineData("@1 @2 @3", "@1", "1 2", "@1→@2 resumed, @2→@3")]
    [InlineData("#1 @2 @3", "@1", "1 2", "#1→@2 resumed, @2→@3")]
    [InlineData("@1 #1 @2", "@1", "1 2", "@1→@2 resumed")] // a snapshot is the better base
    public async Task An_interrupted_receive_is_continued_before_anything_else(string sender, string receiver, string token, string steps)
    {
        _world.Sender.Has(PlannerWorld.Path, sender);
        _world.Receiver.Has(PlannerWorld.Path, receiver, token: PlannerWorld.Token(token));
        Assert.Equal(steps, await _world.StepsAsync());
        Assert.Empty(_world.Script.CallsTo("receiver versions"));
    }

    [Fact]
    public async Task A_token_whose_target_is_gone_gives_way_to_a_fresh_plan_BAD_2()
    {
        _world.Sender.Has(PlannerWorld.Path, "@1 @3");
        _world.Receiver.Has(PlannerWorld.Path, "@1", token: PlannerWorld.Token("1 2"));
        var plan = Assert.IsType<FilesystemPlan.Steps>(await _world.PlanAsync());
        Assert.Equal("@1→@3", PlannerWorld.Text(plan));
        Assert.Equal(
            "the progress of an interrupted step is discarded: resume token `toguid` = 2 not found on sender (`toname` = \"tank/a@2\")",
            plan.Warning);
    }

    [Theory]
    [InlineData("1-badf00d")]
    [InlineData("1-1-1-00")]
    public async Task A_corrupt_token_gives_way_to_a_fresh_plan_BAD_2(string token)
    {
        _world.Sender.Has(PlannerWorld.Path, "@1 @3");
        _world.Receiver.Has(PlannerWorld.Path, "@1", token: token);
        var plan = Assert.IsType<FilesystemPlan.Steps>(await _world.PlanAsync());
        Assert.Equal("@1→@3", PlannerWorld.Text(plan));
        Assert.StartsWith("the progress of an interrupted step is discarded: resume token is corrupt: ", plan.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_whose_source_is_gone_gives_way_to_a_fresh_plan_BAD_2()
    {
        _world.Sender.Has(PlannerWorld.Path, "@2 @3 #0");
        _world.Receiver.Has(PlannerWorld.Path, "@0 @1", token: PlannerWorld.Token("1 2"));
        Assert.StartsWith("the receiver's latest snapshot is not present on sender", await _world.ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_the_sender_refuses_gives_way_to_a_fresh_plan_BAD_2()
    {
        _world.Sender.Has(PlannerWorld.Path, "@1 @2 @3");
        _world.Receiver.Has(PlannerWorld.Path, "@1", token: PlannerWorld.Token("1 2"));
        _world.Script.Fail("sender estimate tank/a @1 @2 resumed", new ResumeTokenUnusableException("policy mandates encrypted sends only"));
        var plan = Assert.IsType<FilesystemPlan.Steps>(await _world.PlanAsync());
        Assert.Equal("@1→@2, @2→@3", PlannerWorld.Text(plan));
        Assert.Contains("policy mandates encrypted sends only", plan.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_useless_token_with_nothing_to_send_is_only_warned_about_BAD_2()
    {
        _world.Sender.WithCursor(PlannerWorld.Path, 1).Has(PlannerWorld.Path, "@1");
        _world.Receiver.Has(PlannerWorld.Path, "@1", token: PlannerWorld.Token("1 2"));
        var plan = Assert.IsType<FilesystemPlan.UpToDate>(await _world.PlanAsync());
        Assert.StartsWith("the receiver keeps the state of an interrupted step", plan.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_dataset_gives_way_to_a_fresh_plan()
    {
        _world.Sender.Has(PlannerWorld.Path, "@1 @2");
        _world.Receiver.Has(PlannerWorld.Path, "@1", token: PlannerWorld.Token("1 2", "tank/renamed"));
        Assert.Equal("@1→@2", await _world.StepsAsync());
    }

    [Fact]
    public async Task A_token_that_ends_where_it_starts_is_a_problem()
    {
        _world.Sender.Has(PlannerWorld.Path, "@1");
        _world.Receiver.Has(PlannerWorld.Path, "@1", token: PlannerWorld.Token("1 1"));
        Assert.Equal("resume token `fromguid` and `toguid` match same version on sender", await _world.ProblemAsync());
    }
}
