using Microsoft.Extensions.Logging;
using Serilog.Events;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Logging.Formats;

/// <summary>The four levels of zrepl (spec E1) and their names.</summary>
internal static class LogLevels
{
    /// <summary><c>debug info warn error</c></summary>
    public static string Name(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "debug",
        LogEventLevel.Information => "info",
        LogEventLevel.Warning => "warn",
        _ => "error",
    };

    /// <summary><c>DEBG INFO WARN ERRO</c></summary>
    public static string ShortName(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "DEBG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARN",
        _ => "ERRO",
    };

    /// <summary>Trace counts as debug and critical as error.</summary>
    public static LogEventLevel Of(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => LogEventLevel.Debug,
        LogLevel.Information => LogEventLevel.Information,
        LogLevel.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    /// <summary>The level of an outlet.</summary>
    public static LogEventLevel Of(LogLevelName level) => level switch
    {
        LogLevelName.Debug => LogEventLevel.Debug,
        LogLevelName.Info => LogEventLevel.Information,
        LogLevelName.Warn => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}
