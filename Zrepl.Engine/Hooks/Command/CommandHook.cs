using Microsoft.Extensions.Logging;
using Zrepl.Engine.Filters;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Hooks.Command;

/// <summary>A hook of type <c>command</c>: an executable started before and after each snapshot (spec 5.3).</summary>
internal sealed class CommandHook(TimeProvider clock, ILogger<CommandHook> logger) : IHook
{
    /// <summary>Default of <c>ZREPL_MAX_HOOK_LOG_SIZE</c>, in bytes.</summary>
    public const int DefaultOutputLimit = 1024 * 1024;

    /// <summary>The program; a name without a slash is searched in <c>PATH</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes of output kept of each step.</summary>
    public int OutputLimit { get; init; } = DefaultOutputLimit;

    /// <summary>The datasets whose snapshots it accompanies.</summary>
    public required FilesystemFilter Filesystems { get; init; }

    /// <inheritdoc/>
    public string Name => Path;

    /// <inheritdoc/>
    public bool ErrorIsFatal { get; init; }

    /// <inheritdoc/>
    public bool AlwaysRunsPost { get; init; }

    /// <inheritdoc/>
    public TimeSpan? Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public bool AppliesTo(DatasetPath filesystem) => Filesystems.Includes(filesystem);

    /// <inheritdoc/>
    public IHookRun Open(HookContext context) => new CommandHookRun(Path, Timeout, OutputLimit, context, clock, logger);
}
