using Zrepl.Engine.Configuration.Variables;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Replication.Execution;

namespace Zrepl.Engine.Jobs;

/// <summary>What is the same for all jobs of an engine.</summary>
public sealed record JobOptions
{
    /// <summary>Attempts and waits of replications; the job's definition is put in for each run.</summary>
    public ReplicationOptions Replication { get; init; } = new();

    /// <summary>Waits of prune runs.</summary>
    public PruneOptions Pruning { get; init; } = new();

    /// <summary>When a phase counts as stalled, and when it is cancelled.</summary>
    public WatchdogLimits Watchdog { get; init; } = new();

    /// <summary>Pause before a passive job tries to listen again, and before a job that ended unexpectedly is begun anew (BAD-21). Default 30 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often rates and stalls are looked at while a run is under way. Default 1 s.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a placeholder whose replacement failed is marked as one again.</summary>
    public bool RestoresPlaceholders { get; init; } = true;

    /// <summary>Reads the environment.</summary>
    public static JobOptions From(EnvironmentConstants constants)
    {
        var window = constants.Get(KnownVariables.ReconnectHardFailTimeout);
        var watchdog = constants.Get(KnownVariables.JobWatchdogTimeout);
        return new()
        {
            Replication = new() { AttemptLimit = AttemptLimit.Of(constants.Get(KnownVariables.ReplicationMaxAttempts) ?? -1), ReconnectWindow = window },
            Pruning = new() { RetryInterval = constants.Get(KnownVariables.PrunerRetryInterval), ReconnectWindow = window },
            Watchdog = new() { CancelAfter = watchdog > TimeSpan.Zero ? watchdog : null },
            RestoresPlaceholders = !constants.Get(KnownVariables.DisablePlaceholderRestoration),
        };
    }
}
