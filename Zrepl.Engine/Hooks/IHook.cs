using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Hooks;

/// <summary>A configured hook. Has no state of its own: one object serves all datasets of a job.</summary>
internal interface IHook
{
    /// <summary>How the hook is called in reports and logs: the path of a command, or the name of what is done.</summary>
    string Name { get; }

    /// <summary>Whether a failing pre step forbids the snapshot (<c>err_is_fatal</c>).</summary>
    bool ErrorIsFatal { get; }

    /// <summary>Whether the post step runs although the pre step failed (<c>run_post: always</c>).</summary>
    bool AlwaysRunsPost { get; }

    /// <summary>How long one step may take; null if there is no limit.</summary>
    TimeSpan? Timeout { get; }

    /// <summary>Whether the hook's <c>filesystems</c> filter selects a dataset.</summary>
    bool AppliesTo(DatasetPath filesystem);

    /// <summary>Prepares the hook for one snapshot. What the pre step needs to hand to the post step lives in the returned object.</summary>
    IHookRun Open(HookContext context);
}

/// <summary>A hook at work on one snapshot: its pre step and then its post step. Disposing it gives back what the pre step took.</summary>
internal interface IHookRun : IAsyncDisposable
{
    /// <summary>Runs one step and reports how it went; enforces the hook's timeout itself.</summary>
    /// <param name="edge"><see cref="HookEdge.Pre"/> or <see cref="HookEdge.Post"/>.</param>
    /// <param name="cancellation">Ends the step, which then reports a failure.</param>
    /// <exception cref="Exception">Also a failure of the step: the plan records its message.</exception>
    Task<HookReport> RunAsync(HookEdge edge, CancellationToken cancellation);
}
