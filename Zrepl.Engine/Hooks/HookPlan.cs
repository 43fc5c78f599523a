using System.Collections.Immutable;

namespace Zrepl.Engine.Hooks;

/// <summary>
/// The steps around one snapshot and what has become of them: pure and immutable. With n hooks the steps are
/// <c>pre[0] … pre[n-1]  callback  post[n-1] … post[0]</c>; the first pending one is next, and what a step's end does to the
/// steps after it is decided here (spec 5.2).
/// </summary>
internal sealed record HookPlan
{
    private readonly ImmutableArray<IHook> _hooks;

    private HookPlan(ImmutableArray<IHook> hooks, ImmutableArray<HookStep> steps)
    {
        _hooks = hooks;
        Steps = steps;
    }

    /// <summary>All steps in the order in which they run.</summary>
    public ImmutableArray<HookStep> Steps { get; private init; }

    /// <summary>Index of the step to run now, or null if the plan is done.</summary>
    public int? Next => Enumerable.Range(0, Steps.Length).Where(IsPending).Select(step => (int?)step).FirstOrDefault();

    /// <summary>True if any step failed; a hook that is not fatal counts too.</summary>
    public bool HadError => Steps.Any(step => step.Status == HookStepStatus.Err);

    /// <summary>True if the callback was not run: a fatal hook failed, or the run was cancelled before it.</summary>
    public bool HadFatalError => Steps.Any(step => step.Status == HookStepStatus.SkippedDueToFatalErr);

    /// <summary>True if a step other than the callback failed.</summary>
    public bool HooksHadError => Steps.Any(step => step is { Status: HookStepStatus.Err, Edge: not HookEdge.Callback });

    /// <summary>The step in the middle.</summary>
    public HookStep Callback => Steps[_hooks.Length];

    /// <summary>A plan of which nothing has run.</summary>
    /// <param name="hooks">In the order of the configuration.</param>
    /// <param name="callback">Name of the step in the middle.</param>
    public static HookPlan Of(ImmutableArray<IHook> hooks, string callback) => new(hooks,
    [
        .. hooks.Select(hook => HookStep.Waiting(hook.Name, HookEdge.Pre)),
        HookStep.Waiting(callback, HookEdge.Callback),
        .. hooks.Reverse().Select(hook => HookStep.Waiting(hook.Name, HookEdge.Post)),
    ]);

    /// <summary>The hook a pre or post step belongs to.</summary>
    public IHook HookOf(int step) => _hooks[HookNumber(step)];

    /// <summary>The plan after a step has begun.</summary>
    public HookPlan Begun(int step, DateTimeOffset now) =>
        With(step, Steps[step] with { Status = HookStepStatus.Exec, Begin = now });

    /// <summary>The plan after a step has ended, with the steps marked that cannot run any more because of it.</summary>
    public HookPlan Ended(int step, DateTimeOffset now, HookReport report)
    {
        var status = report.Failure is null ? HookStepStatus.Ok : HookStepStatus.Err;
        var plan = With(step, Steps[step] with { Status = status, End = now, Report = report });
        return status == HookStepStatus.Err && Steps[step].Edge == HookEdge.Pre ? plan.AfterFailedPre(step) : plan;
    }

    /// <summary>
    /// The plan after a cancellation: what has not begun does not begin, except the post steps of hooks whose pre step succeeded,
    /// because those undo something.
    /// </summary>
    public HookPlan Cancelled()
    {
        var firstNotRun = Enumerable.Range(0, _hooks.Length).FirstOrDefault(IsPending, _hooks.Length);
        return WithoutHooksFrom(firstNotRun);
    }

    private HookPlan AfterFailedPre(int pre)
    {
        var hook = _hooks[pre];
        var plan = this;
        if (!hook.AlwaysRunsPost)
            plan = plan.Skip(PostOf(pre), hook.ErrorIsFatal ? HookStepStatus.SkippedDueToFatalErr : HookStepStatus.SkippedDueToPreErr);
        return hook.ErrorIsFatal ? plan.WithoutHooksFrom(pre + 1) : plan;
    }

    // The hooks from this one on and the callback never run. Post steps of the hooks before stay pending (BAD-36).
    private HookPlan WithoutHooksFrom(int first)
    {
        var plan = Skip(_hooks.Length, HookStepStatus.SkippedDueToFatalErr);
        for (var hook = first; hook < _hooks.Length; hook++)
            plan = plan.Skip(hook, HookStepStatus.SkippedDueToFatalErr).Skip(PostOf(hook), HookStepStatus.SkippedDueToFatalErr);
        return plan;
    }

    private HookPlan Skip(int step, HookStepStatus status) => IsPending(step) ? With(step, Steps[step] with { Status = status }) : this;

    private HookPlan With(int step, HookStep changed) => this with { Steps = Steps.SetItem(step, changed) };

    private bool IsPending(int step) => Steps[step].Status == HookStepStatus.Pending;

    private int PostOf(int hook) => Steps.Length - 1 - hook;

    private int HookNumber(int step) => step < _hooks.Length ? step : Steps.Length - 1 - step;
}
