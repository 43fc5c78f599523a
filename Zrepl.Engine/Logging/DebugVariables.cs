using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Logging;

/// <summary>
/// Environment variables with which Go zrepl prints debug lines of one package. Here any non-empty value sets the level of that subsystem to debug.
/// </summary>
public static class DebugVariables
{
    private static readonly ImmutableArray<(string Variable, ImmutableArray<string> Subsystems)> Table =
    [
        ("ZREPL_ZFS_DEBUG", [Subsystems.ZfsCommands]),
        ("ZREPL_RPC_DEBUG", ["rpc", "rpc.ctrl"]),
        ("ZREPL_RPC_DATACONN_DEBUG", ["rpc.data"]),
        ("ZREPL_RPC_DATACONN_HEARTBEATCONN_DEBUG", ["rpc.data"]),
        ("ZREPL_RPC_DATACONN_STREAM_DEBUG", ["rpc.data"]),
        ("ZREPL_REPLICATION_DRIVER_DEBUG", ["repl"]),
    ];

    /// <summary>The levels the environment asks for, for <see cref="LogPipelineOptions.SubsystemLevels"/>.</summary>
    public static ImmutableDictionary<string, LogLevel> Levels(Func<string, string?> variable) =>
        Table.Where(row => variable(row.Variable) is { Length: > 0 })
            .SelectMany(row => row.Subsystems)
            .Distinct()
            .ToImmutableDictionary(subsystem => subsystem, _ => LogLevel.Debug, StringComparer.Ordinal);
}
