using System.Collections.Frozen;
using Serilog.Formatting;
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

    /// <summary>Makes an outlet. Nothing is opened or connected before the first entry, except that TLS files are read.</summary>
    /// <exception cref="IOException">The TLS files cannot be used.</exception>
    public LogOutlet Make(OutletDefinition definition)
    {
        var (type, writer) = definition switch
        {
            StdoutDefinition => ("stdout", (ILogWriter)new StreamLogWriter("standard output", Console.OpenStandardOutput())),
            SyslogDefinition syslog => ("syslog", new SyslogLogWriter(syslog.Facility, SyslogLogWriter.UsualSockets, syslog.RetryInterval, clock)),
            TcpDefinition tcp => ("tcp", new TcpLogWriter(tcp.Target, tcp.Tls?.Load(tcp.Target.Host), tcp.RetryInterval, clock)),
            FileDefinition { Path: { Length: > 0 } path } => ("file", new FileLogWriter(path)),
            FileDefinition => ("file", new StreamLogWriter("standard error", Console.OpenStandardError())),
            _ => throw new ArgumentException($"unknown outlet {definition}", nameof(definition)),
        };
        return new LogOutlet(type, LogLevels.Of(definition.Level), FormatOf(definition), writer, clock);
    }

    internal ITextFormatter FormatOf(OutletDefinition definition)
    {
        var hidden = definition.HiddenFields.ToFrozenSet(StringComparer.Ordinal);
        return definition.Format switch
        {
            OutletFormat.Human => new HumanFormat(PartsOf(definition), hidden),
            OutletFormat.Logfmt => new LogfmtFormat(PartsOf(definition), hidden),
            _ => new JsonFormat(hidden),
        };
    }

    private LogLineParts PartsOf(OutletDefinition definition)
    {
        var time = definition.ShowsTime ? LogLineParts.Time : LogLineParts.None;
        return definition switch
        {
            StdoutDefinition { ShowsLevel: false } => LogLineParts.None,
            StdoutDefinition stdout when isTerminal =>
                LogLineParts.Time | LogLineParts.Level | (stdout.Coloured && allowsColour ? LogLineParts.Colour : LogLineParts.None),
            SyslogDefinition => LogLineParts.None, // it keeps time and level itself
            _ => time | LogLineParts.Level,
        };
    }
}
