using Zrepl.Engine.Filters;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Hooks;

/// <summary>
/// A hook that is configured but of a kind this version cannot run. It fails its pre step instead of being passed over in silence:
/// the operator relies on it for the consistency of the snapshot.
/// </summary>
internal sealed class NotRunnableHook : IHook
{
    /// <summary>Its <c>type</c> in zrepl.yml.</summary>
    public required string Type { get; init; }

    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <summary>The datasets whose snapshots it accompanies.</summary>
    public required FilesystemFilter Filesystems { get; init; }

    /// <inheritdoc/>
    public bool ErrorIsFatal { get; init; }

    /// <inheritdoc/>
    public bool AlwaysRunsPost => false;

    /// <inheritdoc/>
    public TimeSpan? Timeout => null;

    /// <inheritdoc/>
    public bool AppliesTo(DatasetPath filesystem) => Filesystems.Includes(filesystem);

    /// <inheritdoc/>
    public IHookRun Open(HookContext context) => new Run(this);

    private sealed class Run(NotRunnableHook hook) : IHookRun
    {
        public Task<HookReport> RunAsync(HookEdge edge, CancellationToken cancellation) => throw new NotSupportedException(
            $"hooks of type {hook.Type} are not supported by this version of zrepl; use a command hook that does the same, or remove the hook");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
