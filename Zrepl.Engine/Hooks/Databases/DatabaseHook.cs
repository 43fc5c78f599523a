using Zrepl.Engine.Filters;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Hooks.Databases;

/// <summary>What hooks that speak to a database have in common: their keys.</summary>
internal abstract class DatabaseHook : IHook
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The datasets whose snapshots it accompanies.</summary>
    public required FilesystemFilter Filesystems { get; init; }

    /// <inheritdoc/>
    public bool ErrorIsFatal { get; init; }

    /// <inheritdoc/>
    public bool AlwaysRunsPost => false;

    /// <inheritdoc/>
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc/>
    public bool AppliesTo(DatasetPath filesystem) => Filesystems.Includes(filesystem);

    /// <inheritdoc/>
    public abstract IHookRun Open(HookContext context);
}
