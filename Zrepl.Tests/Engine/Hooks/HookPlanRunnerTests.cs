using Microsoft.Extensions.Logging;
using Zrepl.Engine.Hooks;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Hooks;

public sealed class HookPlanRunnerTests // spec 5.2
{
    private static readonly HookContext Context = new(SnapshotPath.Parse("tank/a@s"));

    private readonly WatchedClock _clock = new();
    private readonly LogProbe<HookPlanRunner> _log = new();

    [Fact]
    public async Task An_exception_of_a_hook_is_the_failure_of_its_step()
    {
        var plan = await Run(new FakeHook("sync") { Does = (_, _, _) => throw new IOException("disk gone") });
        Assert.Equal(["sync failed: disk gone", "snapshot"], plan.Steps.Take(2).Select(step => step.Report!.Text));
        Assert.Equal("disk gone", plan.Steps[0].Report!.Failure!.Reason);
        var entry = Assert.Single(_log.Of(LogLevel.Error));
        Assert.Equal(("hook invocation failed for pre-edge", "sync"), (entry.Message, entry.Fields["hook"]));
    }

    [Fact]
    public async Task A_failing_callback_is_reported_in_upstreams_words()
    {
        var plan = await Run(_ => throw new IOException("out of space"), CancellationToken.None);
        Assert.Equal("snapshot error: out of space", plan.Callback.Report!.Text);
        Assert.Equal(HookStepStatus.Err, plan.Callback.Status);
    }

    [Fact]
    public async Task What_a_pre_step_took_is_given_back_also_when_its_post_step_fails()
    {
        var closed = 0;
        await Run(new FakeHook("a")
        {
            Closed = () => closed++, Does = (edge, _, _) => edge == HookEdge.Post ? throw new IOException("no") : Task.FromResult(new HookReport("ok")),
        });
        Assert.Equal(1, closed);
    }

    [Fact]
    public async Task A_hook_that_cannot_give_back_what_it_took_does_not_spoil_the_plan()
    {
        var plan = await Run(new FakeHook("a") { Closed = () => throw new IOException("stuck") });
        Assert.False(plan.HadError);
        Assert.Equal(3306, Assert.Single(_log.Of(LogLevel.Error)).Event);
    }

    [Fact]
    public async Task A_cancelled_run_gives_a_post_step_its_timeout_and_ten_seconds_more()
    {
        using var cancellation = new CancellationTokenSource();
        var hook = new FakeHook("a") { Timeout = TimeSpan.FromSeconds(20), Does = WaitInPost };
        var running = Run([hook], _ => cancellation.CancelAsync(), cancellation.Token);
        await _clock.ArmedAsync(TimeSpan.FromSeconds(30));
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var plan = await running.WaitAsync(Deadline.OfATest);
        Assert.Equal("a failed: cancelled", plan.Steps[2].Report!.Text);
    }

    [Fact]
    public async Task A_run_that_is_not_cancelled_does_not_limit_a_post_step()
    {
        var release = new TaskCompletionSource();
        var running = Run(new FakeHook("a") { Does = async (edge, _, cancellation) =>
        {
            if (edge == HookEdge.Post) await release.Task.WaitAsync(cancellation);
            return new HookReport("ok");
        } });
        _clock.Advance(TimeSpan.FromDays(1));
        release.SetResult();
        Assert.False((await running).HadError);
    }

    [Fact]
    public async Task Every_step_is_shown_when_it_begins_and_when_it_ends()
    {
        var seen = new List<string>();
        await new HookPlanRunner(_clock, _log).RunAsync(
            [new FakeHook("a")], Context, _ => Task.CompletedTask, plan => seen.Add(string.Join(' ', plan.Steps.Select(step => step.Status))),
            CancellationToken.None);
        Assert.Equal(["Exec Pending Pending", "Ok Pending Pending", "Ok Exec Pending", "Ok Ok Pending", "Ok Ok Exec", "Ok Ok Ok"], seen);
    }

    private static async Task<HookReport> WaitInPost(HookEdge edge, HookContext context, CancellationToken cancellation)
    {
        if (edge == HookEdge.Post) await Task.Delay(Timeout.Infinite, cancellation);
        return new HookReport("ok");
    }

    private Task<HookPlan> Run(params IHook[] hooks) => Run(hooks, _ => Task.CompletedTask, CancellationToken.None);

    private Task<HookPlan> Run(Func<CancellationToken, Task> callback, CancellationToken cancellation) => Run([], callback, cancellation);

    private Task<HookPlan> Run(IHook[] hooks, Func<CancellationToken, Task> callback, CancellationToken cancellation) =>
        new HookPlanRunner(_clock, _log).RunAsync([.. hooks], Context, callback, _ => { }, cancellation);
}
