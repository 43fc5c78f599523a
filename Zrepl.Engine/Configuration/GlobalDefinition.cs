namespace Zrepl.Engine.Configuration;

/// <summary>The <c>global</c> section. Source: spec config 5.</summary>
/// <param name="Logging">
/// The outlets; the first one takes reports of failing outlets. Empty only if the file says <c>logging: []</c>: then plain messages go to
/// stdout from level warn on, without time and level. Without the key it is <see cref="LoggingOutletDefinition.Default"/>.
/// </param>
/// <param name="Monitoring">Where Prometheus may ask for metrics; null: nowhere.</param>
/// <param name="ControlSocketPath">Unix socket of the Go-compatible control API.</param>
/// <param name="StdinserverSocketDirectory">Directory of one Unix socket for each client identity of <c>zrepl stdinserver</c>.</param>
public sealed record GlobalDefinition(
    ValueList<LoggingOutletDefinition> Logging,
    PrometheusDefinition? Monitoring,
    string ControlSocketPath,
    string StdinserverSocketDirectory)
{
    /// <summary>
    /// After how long holds and bookmarks of ours that nobody needs are released; null: never. Key <c>stale_marks.release_after</c>, unknown to Go zrepl.
    /// </summary>
    public TimeSpan? ReleaseStaleMarksAfter { get; init; }

    /// <summary>Default of <c>control.sockpath</c>.</summary>
    public const string DefaultControlSocketPath = "/var/run/zrepl/control";

    /// <summary>Default of <c>serve.stdinserver.sockdir</c>.</summary>
    public const string DefaultStdinserverSocketDirectory = "/var/run/zrepl/stdinserver";

    /// <summary>What a file without <c>global</c> says.</summary>
    public static GlobalDefinition Default { get; } =
        new([LoggingOutletDefinition.Default], null, DefaultControlSocketPath, DefaultStdinserverSocketDirectory);
}
