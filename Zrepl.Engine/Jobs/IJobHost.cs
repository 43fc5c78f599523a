using System.Collections.Immutable;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Jobs;

/// <summary>Runs the jobs of one engine: owns and awaits one task for each (design D13).</summary>
public interface IJobHost : IJobControl
{
    /// <summary>Starts the jobs of a configuration. Once.</summary>
    Task StartAsync(ZreplConfiguration configuration, CancellationToken cancellation);

    /// <summary>
    /// Takes another configuration (design D3): jobs whose definition means the same are not touched; changed jobs are stopped and begun
    /// anew, busy ones after their run; jobs that are gone are stopped, busy ones after their run. Does not wait for runs.
    /// </summary>
    Task<ReloadResult> ReloadAsync(ZreplConfiguration configuration, CancellationToken cancellation);

    /// <summary>Cancels what runs and waits until all jobs have ended.</summary>
    /// <param name="cancellation">Ends the wait: jobs that still run are named in the log and left behind.</param>
    Task StopAsync(CancellationToken cancellation);
}

/// <summary>What came of taking another configuration. Each job is in one list.</summary>
public sealed record ReloadResult
{
    /// <summary>Jobs that are new and were started.</summary>
    public ImmutableArray<string> Added { get; init; } = [];

    /// <summary>Jobs that are gone and were stopped.</summary>
    public ImmutableArray<string> Removed { get; init; } = [];

    /// <summary>Jobs that go on with another definition.</summary>
    public ImmutableArray<string> Changed { get; init; } = [];

    /// <summary>Changed or removed jobs that are busy: they follow after the run under way.</summary>
    public ImmutableArray<string> AfterRun { get; init; } = [];

    /// <summary>Jobs that mean the same as before.</summary>
    public ImmutableArray<string> Unchanged { get; init; } = [];
}
