using Zrepl.Engine.Hooks.Command;

namespace Zrepl.Engine.Hooks;

/// <summary>Limits of hooks that are the same for all jobs.</summary>
public sealed record HookOptions
{
    /// <summary>Bytes kept of what one step of a command hook prints (<c>ZREPL_MAX_HOOK_LOG_SIZE</c>). At least 1; default 1 MiB.</summary>
    public int OutputLimit { get; set; } = CommandHook.DefaultOutputLimit;
}
