using System.Collections.Frozen;
using System.Collections.Immutable;
using Serilog.Events;
using Serilog.Formatting;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Logging.Formats;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>Makes outlets from their definitions.</summary>
/// <param name="isTerminal">Whether standard output is a terminal.</param>
/// <param name="allowsColour">False where the environment says <c>NO_COLOR</c>.</param>
/// <param name="clock">For retry intervals and deadlines.</param>
internal sealed class OutletFactory(bool isTerminal, bool allowsColour, TimeProvider clock)
{
    /// <summary>For this process: its terminal, its environment.</summary>
    public static OutletFactory ForThisProcess(TimeProvider clock) =>
        new(!Console.IsOutputRedirected, string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")), clock);

    /// <summary>Makes the outlets of a configuration; an empty list gives bare messages on standard output from warnings on.</summary>
    public ImmutableArray<LogOutlet> Make(ValueList<LoggingOutletDefinition> definitions)
    {
        if (definitions.Count > 0) return [.. definitions.Select(Make)];
        var bare = new HumanFormat(LogLineParts.None, FrozenSet<string>.Empty);
        return [new LogOutlet(LoggingOutletDefinition.Default.Type, LogEventLevel.Warning, bare, StandardOutput(), clock)];
    }

    internal ITextFormatter FormatOf(LoggingOutletDefinition definition)
    {
        var hidden = definition.HideFields.ToFrozenSet(StringComparer.Ordinal);
        return definition.Format switch
        {
            LogFormat.Human => new HumanFormat(PartsOf(definition), hidden),
            LogFormat.Logfmt => new LogfmtFormat(PartsOf(definition), hidden),
            _ => new JsonFormat(hidden),
        };
    }

    // Nothing is opened or connected before the first entry: what fails then is reported and tried again.
    private LogOutlet Make(LoggingOutletDefinition definition)
    {
        ILogWriter writer = definition switch
        {
            LoggingOutletDefinition.Syslog syslog => new SyslogLogWriter(syslog.Facility, SyslogLogWriter.UsualSockets, syslog.RetryInterval, clock),
            LoggingOutletDefinition.Tcp tcp => new TcpLogWriter(new NetworkTarget(tcp.Network, tcp.Address), tcp.Tls, tcp.RetryInterval, clock),
            LoggingOutletDefinition.File { FileName: { } path } => new FileLogWriter(path),
            LoggingOutletDefinition.File => new StreamLogWriter("standard error", Console.OpenStandardError()),
            _ => StandardOutput(),
        };
        return new LogOutlet(definition.Type, LogLevels.Of(definition.Level), FormatOf(definition), writer, clock);
    }

    private static StreamLogWriter StandardOutput() => new("standard output", Console.OpenStandardOutput());

    private LogLineParts PartsOf(LoggingOutletDefinition definition)
    {
        var time = definition.Time ? LogLineParts.Time : LogLineParts.None;
        return definition switch
        {
            LoggingOutletDefinition.Stdout stdout when isTerminal =>
                LogLineParts.Time | LogLineParts.Level | (stdout.Color && allowsColour ? LogLineParts.Colour : LogLineParts.None),
            LoggingOutletDefinition.Syslog => LogLineParts.None, // it keeps time and level itself
            _ => time | LogLineParts.Level,
        };
    }
}
