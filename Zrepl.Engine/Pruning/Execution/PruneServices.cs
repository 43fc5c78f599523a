using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Progress;

namespace Zrepl.Engine.Pruning.Execution;

/// <summary>What a prune run needs from its surroundings.</summary>
/// <param name="Clock">Time.</param>
/// <param name="Backoff">The job's waiting times; an operator's wakeup shortens them.</param>
/// <param name="Refused">Of this job and side, kept from run to run.</param>
/// <param name="Progress">Of this run; watched by <see cref="ProgressWatchdog"/>.</param>
/// <param name="Logger">Category of pruning.</param>
public sealed record PruneServices(
    TimeProvider Clock, ReconnectBackoff Backoff, RefusedDestroys Refused, ProgressToken Progress, ILogger Logger);
