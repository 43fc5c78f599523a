using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Hooks;

// Messages and field names of hook output are upstream's: people search for them.
internal static partial class HooksLog // events 3300-3399
{
    [LoggerMessage(3300, LogLevel.Information, "hook output")]
    public static partial void HookStdout(this ILogger logger, string command, string stdout);

    [LoggerMessage(3301, LogLevel.Warning, "hook output")]
    public static partial void HookStderr(this ILogger logger, string command, string stderr);

    [LoggerMessage(3302, LogLevel.Error, "hook invocation failed for pre-edge")]
    public static partial void PreHookFailed(this ILogger logger, string hook, string err);

    [LoggerMessage(3303, LogLevel.Error, "hook invocation failed for pre-edge, the error is fatal: no snapshot will be taken, only post-edges of successful pre-edges run")]
    public static partial void FatalHookFailed(this ILogger logger, string hook, string err);

    [LoggerMessage(3304, LogLevel.Error, "hook invocation failed for post-edge")]
    public static partial void PostHookFailed(this ILogger logger, string hook, string err);

    [LoggerMessage(3305, LogLevel.Error, "callback failed")]
    public static partial void CallbackFailed(this ILogger logger, string err);

    [LoggerMessage(3306, LogLevel.Error, "hook {Hook}: its resources could not be given back")]
    public static partial void HookNotClosed(this ILogger logger, string hook, Exception failure);

    [LoggerMessage(3307, LogLevel.Warning, "hook {Command}: processes of its group outlived SIGTERM by {Grace} and were killed")]
    public static partial void HookGroupKilled(this ILogger logger, string command, TimeSpan grace);

    [LoggerMessage(3308, LogLevel.Warning, "hook {Command}: a process it left running keeps its output open; reading stopped {Grace} after the hook's end")]
    public static partial void HookOutputAbandoned(this ILogger logger, string command, TimeSpan grace);
}
