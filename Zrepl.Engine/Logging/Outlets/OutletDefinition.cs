using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>Layout of the lines of an outlet.</summary>
internal enum OutletFormat
{
    Human,
    Logfmt,
    Json,
}

/// <summary>What every outlet of the configuration says.</summary>
internal abstract record OutletDefinition
{
    /// <summary>Lowest level it takes.</summary>
    public LogLevel Level { get; init; } = LogLevel.Warning;

    /// <summary>Layout.</summary>
    public OutletFormat Format { get; init; } = OutletFormat.Human;

    /// <summary>Whether lines begin with the time; not asked on a terminal, which always gets it.</summary>
    public bool ShowsTime { get; init; } = true;

    /// <summary>Fields to leave out.</summary>
    public ImmutableArray<string> HiddenFields { get; init; } = [];
}

/// <summary>Standard output.</summary>
internal sealed record StdoutDefinition : OutletDefinition
{
    /// <summary>Whether a terminal gets colours.</summary>
    public bool Coloured { get; init; } = true;

    /// <summary>False: neither time nor level, what an empty list of outlets gives.</summary>
    public bool ShowsLevel { get; init; } = true;
}

/// <summary>The syslog daemon of this machine.</summary>
internal sealed record SyslogDefinition : OutletDefinition
{
    public SyslogFacility Facility { get; init; } = SyslogFacility.Local0;

    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>A log server.</summary>
internal sealed record TcpDefinition : OutletDefinition
{
    public required NetworkTarget Target { get; init; }

    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Files of the certificates; null: not encrypted.</summary>
    public TlsFiles? Tls { get; init; }
}

/// <summary>A file, or standard error without a path.</summary>
internal sealed record FileDefinition : OutletDefinition
{
    public string? Path { get; init; }
}
