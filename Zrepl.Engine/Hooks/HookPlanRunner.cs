using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Hooks;

/// <summary>Runs the steps of a <see cref="HookPlan"/> around a callback. Whatever a hook does, the result is a plan, never an exception.</summary>
internal sealed class HookPlanRunner(TimeProvider clock, ILogger<HookPlanRunner> logger)
{
    /// <summary>Name of the step in the middle, as upstream prints it.</summary>
    public const string CallbackName = "snapshot";

    // Spec 5.2 for hooks without a timeout. A hook with one gets its own time plus what it takes to kill it.
    private static readonly TimeSpan PostTimeWithoutTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PostTimeBeyondTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Runs a plan to its end.</summary>
    /// <param name="hooks">The hooks that apply to the dataset, in the order of the configuration.</param>
    /// <param name="context">What the hooks are told.</param>
    /// <param name="callback">Takes the snapshot; throws if it could not.</param>
    /// <param name="changed">Called with the plan whenever a step begins or ends.</param>
    /// <param name="cancellation">
    /// Ends the running pre step or callback and skips the rest. Post steps of hooks whose pre step succeeded run all the same.
    /// </param>
    public async Task<HookPlan> RunAsync(
        ImmutableArray<IHook> hooks, HookContext context, Func<CancellationToken, Task> callback, Action<HookPlan> changed, CancellationToken cancellation)
    {
        var plan = HookPlan.Of(hooks, CallbackName);
        var runs = new Dictionary<IHook, IHookRun>(ReferenceEqualityComparer.Instance);
        try
        {
            while (plan.Next is { } index)
            {
                var edge = plan.Steps[index].Edge;
                if (edge != HookEdge.Post && cancellation.IsCancellationRequested)
                {
                    plan = plan.Cancelled();
                    continue;
                }

                changed(plan = plan.Begun(index, clock.GetUtcNow()));
                var report = edge == HookEdge.Callback
                    ? await RunCallbackAsync(callback, cancellation)
                    : await RunHookAsync(plan.HookOf(index), edge, RunOf, cancellation);
                changed(plan = plan.Ended(index, clock.GetUtcNow(), report));
                Log(plan, index);
            }
        }
        finally
        {
            foreach (var (hook, run) in runs) await CloseAsync(hook, run);
        }

        return plan;

        IHookRun RunOf(IHook hook) => runs.TryGetValue(hook, out var run) ? run : runs[hook] = hook.Open(context);
    }

    private static async Task<HookReport> RunCallbackAsync(Func<CancellationToken, Task> callback, CancellationToken cancellation)
    {
        try
        {
            await callback(cancellation);
            return new HookReport(CallbackName);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            var reason = failure is OperationCanceledException && cancellation.IsCancellationRequested ? HookReasons.Cancelled : failure.Message;
            var message = $"{CallbackName} error: {reason}";
            return new HookReport(message, new HookFailure(reason, message));
        }
    }

    private async Task<HookReport> RunHookAsync(IHook hook, HookEdge edge, Func<IHook, IHookRun> runOf, CancellationToken cancellation)
    {
        // A post step undoes what the pre step did: cancelling the run only limits its time.
        using var post = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        var limit = hook.Timeout is { } timeout ? timeout + PostTimeBeyondTimeout : PostTimeWithoutTimeout;
        await using var limited = cancellation.Register(() => post.CancelAfter(limit));
        var token = edge == HookEdge.Post ? post.Token : cancellation;
        try
        {
            return await runOf(hook).RunAsync(edge, token);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            var reason = failure is OperationCanceledException && token.IsCancellationRequested ? HookReasons.Cancelled : failure.Message;
            var message = $"{hook.Name} failed: {reason}";
            return new HookReport(message, new HookFailure(reason, message));
        }
    }

    private async ValueTask CloseAsync(IHook hook, IHookRun run)
    {
        try
        {
            await run.DisposeAsync();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.HookNotClosed(hook.Name, failure); // the snapshot's outcome is already decided
        }
    }

    private void Log(HookPlan plan, int index)
    {
        var step = plan.Steps[index];
        if (step.Report?.Failure is not { } failure) return;
        switch (step.Edge)
        {
            case HookEdge.Pre when plan.HookOf(index).ErrorIsFatal: logger.FatalHookFailed(step.Hook, failure.Message); break;
            case HookEdge.Pre: logger.PreHookFailed(step.Hook, failure.Message); break;
            case HookEdge.Post: logger.PostHookFailed(step.Hook, failure.Message); break;
            default: logger.CallbackFailed(failure.Message); break;
        }
    }
}
