using Zrepl.Engine.Hooks;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Hooks;

/// <summary>A hook that does what a test says.</summary>
internal sealed record FakeHook(string Name, bool IsFatal = false, bool AlwaysRunsPost = false) : IHook
{
    public bool ErrorIsFatal => IsFatal;

    public TimeSpan? Timeout { get; init; }

    public Func<DatasetPath, bool> Applies { get; init; } = _ => true;

    /// <summary>What a step does; by default it succeeds and says its edge and its dataset.</summary>
    public Func<HookEdge, HookContext, CancellationToken, Task<HookReport>> Does { get; init; } =
        (edge, context, _) => Task.FromResult(new HookReport($"{edge} {context.Snapshot}"));

    public Action Closed { get; init; } = () => { };

    public bool AppliesTo(DatasetPath filesystem) => Applies(filesystem);

    public IHookRun Open(HookContext context) => new Run(this, context);

    private sealed class Run(FakeHook hook, HookContext context) : IHookRun
    {
        public Task<HookReport> RunAsync(HookEdge edge, CancellationToken cancellation) => hook.Does(edge, context, cancellation);

        public ValueTask DisposeAsync()
        {
            hook.Closed();
            return ValueTask.CompletedTask;
        }
    }
}
