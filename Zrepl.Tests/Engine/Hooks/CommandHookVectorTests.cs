using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Hooks.Command;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Hooks;

/// <summary>The table of spec 8.11 with real scripts, phase <c>testing</c>.</summary>
public sealed class CommandHookVectorTests : IDisposable
{
    private const string Snapshot = "testpool/testdataset@testsnap";
    private const string PreFailed = "^command hook failed.*exit status 1$";

    private static readonly FilesystemFilter Nothing = FilesystemFilter.Of([FilterRule.Parse("<", includes: false)]);

    private readonly WatchedClock _clock = new();
    private readonly HookScripts _scripts = new();
    private readonly LogProbe<CommandHook> _log = new();
    private bool _callbackRan;

    public void Dispose() => _scripts.Dispose();

    [Fact] // 1
    public async Task Without_hooks_only_the_callback_runs()
    {
        var plan = await Run();
        AssertSteps(plan, "Callback Ok");
        AssertOutcome(plan, callbackRan: true, hadError: false, hadFatal: false);
    }

    [Fact] // 2
    public async Task A_hook_that_takes_too_long_is_ended_and_its_post_edge_skipped()
    {
        var hook = Hook(HookScripts.TooSlow, timeout: TimeSpan.FromSeconds(2));
        var running = Run(hook);
        await _clock.ArmedAsync(TimeSpan.FromSeconds(2));
        await _log.EntryAsync(entry => entry.Fields.ContainsKey("stdout"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        var plan = await EndOf(running);

        AssertSteps(plan, "Pre Err", "Callback Ok", "Post SkippedDueToPreErr");
        Assert.Contains($"TEST pre_testing {Snapshot} ZREPL_TIMEOUT=2", plan.Steps[0].Report!.OutputText, StringComparison.Ordinal);
        Assert.Matches(@"timed out after 2(.\d+)?s", plan.Steps[0].Report!.Failure!.Message);
        AssertOutcome(plan, callbackRan: true, hadError: true, hadFatal: false);
    }

    [Theory] // 3, 7
    [InlineData(1)]
    [InlineData(2)]
    public async Task Both_edges_are_told_what_they_are_about(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var plan = await Run(Hook(HookScripts.ReportEnvironment));
            AssertSteps(plan, "Pre Ok", "Callback Ok", "Post Ok");
            AssertPrinted(plan, 0, $"TEST pre_testing {Snapshot}");
            AssertPrinted(plan, 2, $"TEST post_testing {Snapshot}");
            AssertOutcome(plan, callbackRan: true, hadError: false, hadFatal: false);
        }
    }

    [Fact] // 4
    public async Task A_failing_pre_edge_skips_its_post_edge_but_not_the_snapshot()
    {
        var plan = await Run(Hook(HookScripts.Error));
        AssertSteps(plan, "Pre Err", "Callback Ok", "Post SkippedDueToPreErr");
        AssertPrinted(plan, 0, $"TEST ERROR pre_testing {Snapshot}");
        Assert.Matches(PreFailed, plan.Steps[0].Report!.Failure!.Message);
        AssertOutcome(plan, callbackRan: true, hadError: true, hadFatal: false);
    }

    [Fact] // 5
    public async Task A_fatal_failure_skips_the_later_hooks_and_the_snapshot()
    {
        var plan = await Run(Hook(HookScripts.Error, isFatal: true), Hook(HookScripts.ReportEnvironment));
        AssertSteps(plan,
            "Pre Err", "Pre SkippedDueToFatalErr", "Callback SkippedDueToFatalErr", "Post SkippedDueToFatalErr", "Post SkippedDueToFatalErr");
        AssertOutcome(plan, callbackRan: false, hadError: true, hadFatal: true);
    }

    [Fact] // 6
    public async Task A_failing_post_edge_is_never_fatal()
    {
        var plan = await Run(Hook(HookScripts.PostError, isFatal: true), Hook(HookScripts.ReportEnvironment));
        AssertSteps(plan, "Pre Ok", "Pre Ok", "Callback Ok", "Post Ok", "Post Err");
        Assert.Empty(plan.Steps[0].Report!.OutputText);
        AssertPrinted(plan, 1, $"TEST pre_testing {Snapshot}");
        AssertPrinted(plan, 3, $"TEST post_testing {Snapshot}");
        AssertPrinted(plan, 4, $"TEST ERROR post_testing {Snapshot}");
        Assert.Matches(PreFailed, plan.Steps[4].Report!.Failure!.Message);
        AssertOutcome(plan, callbackRan: true, hadError: true, hadFatal: false);
    }

    [Fact] // 8
    public async Task A_failed_pre_edge_cancels_a_post_edge_that_would_succeed()
    {
        var plan = await Run(Hook(HookScripts.PreErrorPostOk));
        AssertSteps(plan, "Pre Err", "Callback Ok", "Post SkippedDueToPreErr");
        AssertOutcome(plan, callbackRan: true, hadError: true, hadFatal: false);
    }

    [Fact] // 9
    public async Task A_failed_pre_edge_cancels_only_its_own_post_edge()
    {
        var plan = await Run(Hook(HookScripts.ReportEnvironment), Hook(HookScripts.PreErrorPostOk));
        AssertSteps(plan, "Pre Ok", "Pre Err", "Callback Ok", "Post SkippedDueToPreErr", "Post Ok");
        AssertPrinted(plan, 4, $"TEST post_testing {Snapshot}");
        AssertOutcome(plan, callbackRan: true, hadError: true, hadFatal: false);
    }

    [Fact] // 10
    public async Task Of_too_much_output_exactly_the_limit_is_kept()
    {
        var plan = await Run(Hook(HookScripts.LargeOutput));
        AssertSteps(plan, "Pre Ok", "Callback Ok", "Post Ok");
        Assert.Equal(1048576, plan.Steps[0].Report!.Output.Length);
        Assert.StartsWith("(...)xxx", plan.Steps[0].Report!.OutputText, StringComparison.Ordinal);
        Assert.Empty(plan.Steps[2].Report!.Output);
        AssertOutcome(plan, callbackRan: true, hadError: false, hadFatal: false);
    }

    [Fact] // 11
    public async Task A_hook_whose_filter_selects_nothing_does_not_run()
    {
        var plan = await Run(Hook(HookScripts.Error, isFatal: true, appliesTo: false));
        AssertSteps(plan, "Callback Ok");
        AssertOutcome(plan, callbackRan: true, hadError: false, hadFatal: false);
    }

    [Fact] // 12, BAD-36
    public async Task After_a_fatal_failure_the_post_edges_of_earlier_hooks_run()
    {
        var plan = await Run(Hook(HookScripts.ReportEnvironment), Hook(HookScripts.Error, isFatal: true));
        AssertSteps(plan, "Pre Ok", "Pre Err", "Callback SkippedDueToFatalErr", "Post SkippedDueToFatalErr", "Post Ok");
        AssertPrinted(plan, 4, $"TEST post_testing {Snapshot}");
        AssertOutcome(plan, callbackRan: false, hadError: true, hadFatal: true);
    }

    [Fact] // 13, BAD-37
    public async Task A_process_left_in_the_background_holds_the_run_up_for_two_seconds_at_most()
    {
        var hook = Hook("""[ "$ZREPL_HOOKTYPE" = pre_testing ] || exit 0; sleep 60 & echo begun $!""");
        var running = Run(hook);
        await _log.EntryAsync(entry => entry.Fields.ContainsKey("stdout"));
        await _clock.ArmedAsync(TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(2));
        var plan = await EndOf(running);

        AssertSteps(plan, "Pre Ok", "Callback Ok", "Post Ok");
        AssertPrinted(plan, 0, "begun");
        using var left = Process.GetProcessById(int.Parse(plan.Steps[0].Report!.OutputText.Split(' ')[1], CultureInfo.InvariantCulture));
        left.Kill();
        AssertOutcome(plan, callbackRan: true, hadError: false, hadFatal: false);
    }

    [Fact] // 14
    public async Task Cancelled_in_the_callback_the_post_edges_of_successful_pre_edges_run_all_the_same()
    {
        using var cancellation = new CancellationTokenSource();
        var plan = await Run([Hook(HookScripts.ReportEnvironment), Hook(HookScripts.Error)], async token =>
        {
            await cancellation.CancelAsync();
            token.ThrowIfCancellationRequested();
        }, cancellation.Token);

        AssertSteps(plan, "Pre Ok", "Pre Err", "Callback Err", "Post SkippedDueToPreErr", "Post Ok");
        AssertPrinted(plan, 4, $"TEST post_testing {Snapshot}");
        Assert.Equal("snapshot error: cancelled", plan.Callback.Report!.Text);
        Assert.True(plan.HadError);
    }

    private Task<HookPlan> Run(params IHook[] hooks) => Run(hooks, _ =>
    {
        _callbackRan = true;
        return Task.CompletedTask;
    }, CancellationToken.None);

    private Task<HookPlan> Run(IHook[] hooks, Func<CancellationToken, Task> callback, CancellationToken cancellation)
    {
        var snapshot = SnapshotPath.Parse(Snapshot);
        ImmutableArray<IHook> applying = [.. hooks.Where(hook => hook.AppliesTo(snapshot.Dataset))];
        return new HookPlanRunner(_clock, NullLogger<HookPlanRunner>.Instance)
            .RunAsync(applying, new HookContext(snapshot, "testing"), callback, _ => { }, cancellation);
    }

    private CommandHook Hook(string body, bool isFatal = false, bool appliesTo = true, TimeSpan? timeout = null) => new(_clock, _log)
    {
        Path = _scripts.Write(body), Filesystems = appliesTo ? FilesystemFilter.Everything : Nothing, ErrorIsFatal = isFatal, Timeout = timeout ?? TimeSpan.FromSeconds(30),
    };

    private static Task<HookPlan> EndOf(Task<HookPlan> running) => running.WaitAsync(Deadline.OfATest);

    private static void AssertSteps(HookPlan plan, params string[] steps) => Assert.Equal(steps, plan.Steps.Select(step => $"{step.Edge} {step.Status}"));

    private static void AssertPrinted(HookPlan plan, int step, string text) =>
        Assert.Contains(text, plan.Steps[step].Report!.OutputText, StringComparison.Ordinal);

    private void AssertOutcome(HookPlan plan, bool callbackRan, bool hadError, bool hadFatal) =>
        Assert.Equal((callbackRan, hadError, hadFatal), (_callbackRan, plan.HadError, plan.HadFatalError));
}
