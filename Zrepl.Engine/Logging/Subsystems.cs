using System.Collections.Immutable;

namespace Zrepl.Engine.Logging;

/// <summary>Which part of the program a logger's category speaks for (spec E2), by namespace.</summary>
public static class Subsystems
{
    /// <summary>What belongs to no other: configuration, startup, web server, libraries.</summary>
    public const string Meta = "meta";

    /// <summary>Commands of <c>zfs</c> and <c>zpool</c>.</summary>
    public const string ZfsCommands = "zfs.cmd";

    /// <summary>Begins and ends of spans.</summary>
    public const string TraceData = "trace.data";

    internal const string OurNamespace = "Zrepl";

    // The longest matching namespace counts.
    private static readonly ImmutableArray<(string Namespace, string Subsystem)> Table =
    [
        .. new[]
        {
            ("Zrepl.Zfs", ZfsCommands),
            ("Zrepl.Engine.Tracing", TraceData),
            ("Zrepl.Engine.Tracing.Commands", ZfsCommands),
            ("Zrepl.Engine.Guarantees", "endpoint"),
            ("Zrepl.Engine.Endpoints", "endpoint"),
            ("Zrepl.Engine.Transport", "transport"),
            ("Zrepl.Engine.Wire", "rpc"),
            ("Zrepl.Engine.Wire.Multiplexing", "transportmux"),
            ("Zrepl.Engine.Wire.Control", "rpc.ctrl"),
            ("Zrepl.Engine.Wire.Framing", "rpc.data"),
            ("Zrepl.Engine.Wire.Heartbeat", "rpc.data"),
            ("Zrepl.Engine.Wire.Streaming", "rpc.data"),
            ("Zrepl.Engine.Hooks", "hook"),
            ("Zrepl.Engine.Snapshotting", "snapshot"),
            ("Zrepl.Engine.Stalls", "repl"),
            ("Zrepl.Engine.Replication", "repl"),
            ("Zrepl.Engine.Pruning", "pruning"),
            ("Zrepl.Engine.Repairs", "endpoint"),
            ("Zrepl.Engine.Status", "job"),
            ("Zrepl.Engine.Jobs", "job"),
            ("Zrepl.Engine.Scheduling", "job"),
        }.OrderByDescending(row => row.Item1.Length),
    ];

    /// <summary>Every subsystem, sorted; what run-time levels can be set for.</summary>
    public static ImmutableArray<string> All { get; } = [.. Table.Select(row => row.Subsystem).Append(Meta).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The subsystem of a category, <see cref="Meta"/> if it has none.</summary>
    public static string Of(string category)
    {
        foreach (var (space, subsystem) in Table)
        {
            if (IsInside(category, space)) return subsystem;
        }

        return Meta;
    }

    /// <summary>True for categories of our own code; libraries are heard from warnings on.</summary>
    internal static bool IsOurs(string category) => IsInside(category, OurNamespace);

    private static bool IsInside(string category, string space) =>
        category.StartsWith(space, StringComparison.Ordinal) && (category.Length == space.Length || category[space.Length] == '.');
}
