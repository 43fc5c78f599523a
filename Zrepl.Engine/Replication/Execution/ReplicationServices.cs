using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Stalls;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>What a run needs from its surroundings.</summary>
/// <param name="Clock">Time.</param>
/// <param name="Backoff">The job's waiting times; an operator's wakeup shortens them.</param>
/// <param name="InUse">One per process: what pruners must leave alone.</param>
/// <param name="Progress">Of this run; watched by <see cref="ProgressWatchdog"/>.</param>
/// <param name="Logger">Category of replication.</param>
public sealed record ReplicationServices(
    TimeProvider Clock, ReconnectBackoff Backoff, VersionsInUse InUse, ProgressToken Progress, ILogger Logger)
{
    /// <summary>Looks at streams; null: nobody does.</summary>
    public StallGuard? Stalls { get; init; }
}
