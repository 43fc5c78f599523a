namespace Zrepl.Engine.Configuration;

/// <summary>One entry of <c>global.logging</c>. Source: spec config 5.1.</summary>
/// <param name="Level">Entries below it are not written.</param>
/// <param name="Format">How an entry becomes text.</param>
public abstract record LoggingOutletDefinition(LogLevelName Level, LogFormat Format)
{
    /// <summary>The outlet of a file without <c>logging</c>: stdout, from warn on, for people.</summary>
    public static LoggingOutletDefinition Default { get; } = new Stdout(LogLevelName.Warn, LogFormat.Human, Color: true);

    /// <summary>The word in <c>type</c>.</summary>
    public abstract string Type { get; }

    /// <summary>False: lines carry no time, unless they go to a terminal. For other outlets than stdout the key is unknown to Go zrepl.</summary>
    public bool Time { get; init; } = true;

    /// <summary>Names of fields that are not written. Key <c>hide_fields</c>, unknown to Go zrepl.</summary>
    public ValueList<string> HideFields { get; init; } = [];

    /// <summary><c>type: stdout</c>.</summary>
    /// <param name="Level">See <see cref="LoggingOutletDefinition"/>.</param>
    /// <param name="Format">See <see cref="LoggingOutletDefinition"/>.</param>
    /// <param name="Color">False: no colour on a terminal.</param>
    public sealed record Stdout(LogLevelName Level, LogFormat Format, bool Color) : LoggingOutletDefinition(Level, Format)
    {
        /// <inheritdoc/>
        public override string Type => "stdout";
    }

    /// <summary><c>type: syslog</c>.</summary>
    /// <param name="Level">See <see cref="LoggingOutletDefinition"/>.</param>
    /// <param name="Format">See <see cref="LoggingOutletDefinition"/>.</param>
    /// <param name="Facility">Where syslog sorts it.</param>
    /// <param name="RetryInterval">Pause between attempts to connect, more than zero.</param>
    public sealed record Syslog(LogLevelName Level, LogFormat Format, SyslogFacility Facility, TimeSpan RetryInterval)
        : LoggingOutletDefinition(Level, Format)
    {
        /// <inheritdoc/>
        public override string Type => "syslog";
    }

    /// <summary><c>type: tcp</c>.</summary>
    /// <param name="Level">See <see cref="LoggingOutletDefinition"/>.</param>
    /// <param name="Format">See <see cref="LoggingOutletDefinition"/>.</param>
    /// <param name="Address">The collector.</param>
    /// <param name="Network">Go's name of the network: <c>tcp</c>, <c>tcp4</c>, <c>tcp6</c>, <c>udp</c>, <c>udp4</c>, <c>udp6</c>,
    /// <c>unix</c>. Key <c>net</c>.</param>
    /// <param name="RetryInterval">Pause between attempts to connect, more than zero.</param>
    /// <param name="Tls">Certificates; null: no TLS.</param>
    public sealed record Tcp(LogLevelName Level, LogFormat Format, HostPort Address, string Network, TimeSpan RetryInterval, TlsFiles? Tls)
        : LoggingOutletDefinition(Level, Format)
    {
        /// <inheritdoc/>
        public override string Type => "tcp";
    }

    /// <summary><c>type: file</c>, unknown to Go zrepl.</summary>
    /// <param name="Level">See <see cref="LoggingOutletDefinition"/>.</param>
    /// <param name="Format">See <see cref="LoggingOutletDefinition"/>.</param>
    /// <param name="FileName">Appended to, and opened again when it was moved away; null: standard error. Key <c>filename</c>.</param>
    public sealed record File(LogLevelName Level, LogFormat Format, string? FileName) : LoggingOutletDefinition(Level, Format)
    {
        /// <inheritdoc/>
        public override string Type => "file";
    }
}
