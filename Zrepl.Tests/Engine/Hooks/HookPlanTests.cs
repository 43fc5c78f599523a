using System.Collections.Immutable;
using Zrepl.Engine.Hooks;

namespace Zrepl.Tests.Engine.Hooks;

public sealed class HookPlanTests // spec 5.2
{
    private static readonly DateTimeOffset Now = new(2024, 6, 10, 10, 0, 0, TimeSpan.Zero);
    private static readonly HookReport Succeeded = new("fine");
    private static readonly HookReport Failed = new("broken", new HookFailure("broken", "it is broken"));

    [Fact]
    public void Steps_are_nested_around_the_callback() => Assert.Equal(
        ["Pre a", "Pre b", "Callback snapshot", "Post b", "Post a"],
        Plan(new("a"), new("b")).Steps.Select(step => $"{step.Edge} {step.Hook}"));

    [Fact]
    public void Everything_runs_in_order_if_nothing_fails() => Assert.Equal(
        ["a Pre", "b Pre", "snapshot Callback", "b Post", "a Post"], Run(Plan(new("a"), new("b"))).Order);

    [Fact]
    public void A_failing_callback_does_not_stop_the_post_steps()
    {
        var (order, plan) = Run(Plan(new FakeHook("a")), "snapshot Callback");
        Assert.Equal(["a Pre", "snapshot Callback", "a Post"], order);
        Assert.True(plan.HadError);
        Assert.False(plan.HadFatalError);
        Assert.False(plan.HooksHadError);
    }

    [Fact] // BAD-36
    public void After_a_fatal_failure_the_post_steps_of_the_hooks_before_it_run_in_reverse_order()
    {
        var (order, plan) = Run(Plan(new("a"), new("b"), new("c", IsFatal: true), new("d")), "c Pre");
        Assert.Equal(["a Pre", "b Pre", "c Pre", "b Post", "a Post"], order);
        Assert.Equal("Ok Ok Err SkippedDueToFatalErr SkippedDueToFatalErr SkippedDueToFatalErr SkippedDueToFatalErr Ok Ok", Statuses(plan));
        Assert.True(plan.HadFatalError);
    }

    [Fact] // BAD-36
    public void After_a_fatal_failure_the_post_step_of_an_earlier_failed_hook_stays_skipped()
    {
        var (order, plan) = Run(Plan(new("a"), new("b"), new("c", IsFatal: true)), "b Pre", "c Pre");
        Assert.Equal(["a Pre", "b Pre", "c Pre", "a Post"], order);
        Assert.Equal("Ok Err Err SkippedDueToFatalErr SkippedDueToFatalErr SkippedDueToPreErr Ok", Statuses(plan));
    }

    [Theory] // run_post: always (request 392)
    [InlineData(false, "Err Ok Ok")]
    [InlineData(true, "Err SkippedDueToFatalErr Ok")]
    public void A_hook_that_always_runs_its_post_step_runs_it_after_its_own_failure_too(bool isFatal, string statuses)
    {
        var (_, plan) = Run(Plan(new FakeHook("a", isFatal, AlwaysRunsPost: true)), "a Pre");
        Assert.Equal(statuses, Statuses(plan));
    }

    [Fact]
    public void Cancelled_before_anything_began_nothing_runs()
    {
        var plan = Plan(new("a"), new("b")).Cancelled();
        Assert.Null(plan.Next);
        Assert.Equal(5, plan.Steps.Count(step => step.Status == HookStepStatus.SkippedDueToFatalErr));
    }

    [Fact]
    public void Cancelled_between_pre_steps_only_the_post_steps_of_the_hooks_that_ran_remain()
    {
        var plan = Plan(new("a"), new("b")).Begun(0, Now).Ended(0, Now, Succeeded).Cancelled();
        Assert.Equal("Ok SkippedDueToFatalErr SkippedDueToFatalErr SkippedDueToFatalErr Pending", Statuses(plan));
        Assert.Equal(4, plan.Next);
    }

    [Fact]
    public void Cancelled_after_the_callback_changes_nothing()
    {
        var plan = Plan(new FakeHook("a")).Begun(0, Now).Ended(0, Now, Succeeded).Begun(1, Now).Ended(1, Now, Succeeded);
        Assert.Equal(plan.Steps, plan.Cancelled().Steps);
    }

    [Fact]
    public void Steps_carry_their_times_and_reports()
    {
        var plan = Plan().Begun(0, Now);
        Assert.Equal(HookStepStatus.Exec, plan.Callback.Status);
        Assert.Null(plan.Callback.Duration);
        plan = plan.Ended(0, Now.AddSeconds(3), Succeeded);
        Assert.Equal(TimeSpan.FromSeconds(3), plan.Callback.Duration);
        Assert.Same(Succeeded, plan.Callback.Report);
    }

    private static HookPlan Plan(params FakeHook[] hooks) => HookPlan.Of([.. hooks], "snapshot");

    private static (ImmutableArray<string> Order, HookPlan Plan) Run(HookPlan plan, params string[] failing)
    {
        var order = ImmutableArray.CreateBuilder<string>();
        while (plan.Next is { } next)
        {
            var name = $"{plan.Steps[next].Hook} {plan.Steps[next].Edge}";
            order.Add(name);
            plan = plan.Begun(next, Now).Ended(next, Now, failing.Contains(name) ? Failed : Succeeded);
        }

        return (order.ToImmutable(), plan);
    }

    private static string Statuses(HookPlan plan) => string.Join(' ', plan.Steps.Select(step => step.Status));
}
