using Microsoft.Extensions.Logging;
using Serilog.Events;
using Serilog.Parsing;
using Zrepl.Engine.Logging.Formats;

namespace Zrepl.Tests.Engine.Logging;

/// <summary>Log entries for tests of formats and outlets.</summary>
internal static class AnEntry
{
    public static readonly DateTimeOffset Time = new DateTimeOffset(2026, 2, 16, 10, 0, 5, TimeSpan.FromHours(1)).AddTicks(1042331);

    /// <summary>The entry of the checklist: info, job j, subsystem job, span R$R.s, message m, fields a=1 and err="x y".</summary>
    public static LogEvent OfTheChecklist() => Of(LogEventLevel.Information, "m", ("err", "x y"), ("a", 1), ("span", "R$R.s"), ("subsystem", "job"), ("job", "j"));

    public static LogEvent Of(LogEventLevel level, string message, params (string Name, object? Value)[] fields) => At(Time, level, message, fields);

    public static LogEvent At(DateTimeOffset time, LogEventLevel level, string message, params (string Name, object? Value)[] fields) =>
        new(time, level, null, new MessageTemplateParser().Parse(message), fields.Select(f => new LogEventProperty(f.Name, LogValue.Freeze(f.Value))));

    /// <summary>Logs a text as it stands.</summary>
    public static void Say(this ILogger logger, LogLevel level, string message, Exception? failure = null) =>
        logger.Log(level, 0, message, failure, (text, _) => text);
}
