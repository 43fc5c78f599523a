namespace Zrepl.Engine.Hooks.Command;

/// <summary>Why a hook's process was ended before it ended by itself.</summary>
internal enum HookStop
{
    /// <summary>It ended by itself.</summary>
    None,

    /// <summary>Its timeout passed.</summary>
    TimedOut,

    /// <summary>The run was cancelled.</summary>
    Cancelled,
}

/// <summary>How a hook's process ended.</summary>
/// <param name="Code">Exit code; 128 + n when it died by signal n, which cannot be told from a shell that exits so itself.</param>
/// <param name="Stop">Whether we ended it.</param>
internal readonly record struct HookExit(int Code, HookStop Stop)
{
    /// <summary>The failure in Go's words, or null for success.</summary>
    public string? Reason(string timeout) => Stop switch
    {
        HookStop.TimedOut => $"timed out after {timeout}: {How}",
        HookStop.Cancelled => $"{HookReasons.Cancelled}: {How}",
        _ => Code == 0 ? null : $"exit status {Code}",
    };

    private string How => Code switch
    {
        128 + 9 => "signal: killed",
        128 + 15 => "signal: terminated",
        _ => $"exit status {Code}",
    };
}
