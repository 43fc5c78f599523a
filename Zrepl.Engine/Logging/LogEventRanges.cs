using System.Collections.Immutable;

namespace Zrepl.Engine.Logging;

/// <summary>
/// Who numbers log events from where. Each folder declares its log methods in one static class and takes numbers from its own range; a
/// number, once used, keeps its meaning, because people filter by it. A test holds both.
/// </summary>
internal static class LogEventRanges
{
    public static readonly ImmutableArray<(string Namespace, int First, int Last)> Table =
    [
        ("Zrepl.Zfs.Commands", 1000, 1099),
        ("Zrepl.Zfs.Simulator", 1100, 1199),
        ("Zrepl.Zfs", 1200, 1999),
        ("Zrepl.Engine.Guarantees", 2000, 2099),
        ("Zrepl.Engine.Endpoints", 2100, 2199),
        ("Zrepl.Engine.Transport", 2200, 2299),
        ("Zrepl.Engine.Wire", 2300, 2399),
        ("Zrepl.Engine.Tracing", 2400, 2499),
        ("Zrepl.Engine.Logging", 2500, 2599),
        ("Zrepl.Engine.Configuration", 2600, 2699),
        ("Zrepl.Engine.Metrics", 2700, 2799),
        ("Zrepl.Engine.Replication", 3000, 3079),
        ("Zrepl.Engine.Stalls", 3080, 3089),
        ("Zrepl.Engine.Progress", 3090, 3099),
        ("Zrepl.Engine.Pruning", 3100, 3199),
        ("Zrepl.Engine.Snapshotting", 3200, 3299),
        ("Zrepl.Engine.Hooks", 3300, 3399),
        ("Zrepl.Engine.Status", 3400, 3499),
        ("Zrepl.Engine.Jobs", 3500, 3599),
        ("Zrepl.Engine.Scheduling", 3600, 3699),
        ("Zrepl.Engine.Repairs", 3700, 3799),
        ("Zrepl.Web.Data", 4000, 4099),
        ("Zrepl.Web.Security", 4100, 4199),
        ("Zrepl.Web.Live", 4200, 4299),
        ("Zrepl.Web.Api", 4300, 4399),
        ("Zrepl.Web.Components", 4400, 4499),
        ("Zrepl.Web.Hosting", 4500, 4599),
        ("Zrepl.Web.Demo", 4600, 4699),
        ("Zrepl.Web.Cli", 4700, 4799),
        ("Zrepl.Web.Alerts", 4800, 4899),
    ];
}
