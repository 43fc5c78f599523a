namespace Zrepl.Engine.Hooks;

/// <summary>Words for failures that are ours and not the hook's.</summary>
internal static class HookReasons
{
    /// <summary>The run was cancelled by an operator or by the end of the daemon.</summary>
    public const string Cancelled = "cancelled";
}
