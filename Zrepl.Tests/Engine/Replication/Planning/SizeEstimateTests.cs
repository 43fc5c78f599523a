using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Planning;

/// <summary>1.5.7.</summary>
public sealed class SizeEstimateTests
{
    private readonly PlannerWorld _world = new();

    [Fact] // 1.5.7: the first error withdraws the other questions; a cancellation is never the reason
    public async Task A_refused_estimate_is_the_planning_error()
    {
        _world.Sender.Has(PlannerWorld.Path, "@1 @2 @3 @4");
        _world.Receiver.Has(PlannerWorld.Path, "@1");
        _world.Script.Hold("sender estimate tank/a @1 @2");
        _world.Script.Fail("sender estimate tank/a @2 @3", new EndpointException("validate send arguments: encryption"));
        var failure = await Assert.ThrowsAsync<EndpointException>(() => _world.PlanAsync());
        Assert.Equal("validate send arguments: encryption", failure.Message);
    }

    [Fact]
    public async Task Estimates_run_side_by_side_up_to_the_limit()
    {
        _world.Sender.Has(PlannerWorld.Path, PlannerWorld.Numbered(10));
        _world.Receiver.Has(PlannerWorld.Path, "@1");
        var held = Enumerable.Range(1, 9).Select(i => _world.Script.Hold($"sender estimate tank/a @{i} @{i + 1}")).ToList();
        var planning = _world.PlanAsync();
        foreach (var gate in held[..4]) await gate.Reached;
        Assert.Equal(4, _world.Script.CallsTo("sender estimate").Count());
        for (var i = 0; i < 9; i++)
        {
            held[i].Open();
            if (i + 4 < 9) await held[i + 4].Reached;
            Assert.Equal(Math.Min(9, i + 5), _world.Script.CallsTo("sender estimate").Count());
        }

        Assert.All(Assert.IsType<FilesystemPlan.Steps>(await planning).InOrder, step => Assert.Equal(100, step.ExpectedBytes));
    }

    [Fact]
    public async Task Of_a_long_plan_only_the_first_steps_are_estimated_beforehand()
    {
        _world.Sender.Has(PlannerWorld.Path, PlannerWorld.Numbered(52));
        _world.Receiver.Has(PlannerWorld.Path, "@1");
        var plan = Assert.IsType<FilesystemPlan.Steps>(await _world.PlanAsync());
        Assert.Equal(51, plan.InOrder.Length);
        Assert.Equal(16, plan.InOrder.Count(step => step.ExpectedBytes is not null));
        Assert.Equal(16, _world.Script.CallsTo("sender estimate").Count());
    }
}
