using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing.Commands;
using Zrepl.Web.Api;
using Zrepl.Web.Api.Metrics;
using Zrepl.Zfs.Features;

namespace Zrepl.Web.Hosting;

/// <summary>The engines of the process as one: what pages, API and control socket see and ask. Names of jobs differ among all of them.</summary>
internal sealed class HostedEngines(ImmutableArray<HostedEngine> engines) : IJobControl, IRunningZfsCommands, IDaemonFigures
{
    private readonly ImmutableArray<HostedEngine> _engines = engines;

    /// <summary>The engine of a name.</summary>
    public HostedEngine this[string name] => _engines.First(engine => engine.Name == name);

    /// <summary>What all jobs are doing.</summary>
    public IStatusFeed Status { get; } = engines is [var only] ? only.Status : new MergedStatusFeed([.. engines.Select(engine => engine.Status)]);

    /// <summary>The engines themselves.</summary>
    public ImmutableArray<EngineInstance> Instances => [.. _engines.Select(engine => engine.Instance).OfType<EngineInstance>()];

    /// <summary>The engine that a job of this definition runs in; null where only jobs are stood in for.</summary>
    public EngineInstance? InstanceOf(JobDefinition job) => _engines.FirstOrDefault(engine => engine.Runs(job))?.Instance;

    /// <inheritdoc/>
    public ImmutableArray<string> JobNames => [.. _engines.SelectMany(engine => engine.Jobs.JobNames)];

    /// <inheritdoc/>
    public ImmutableArray<ActiveZfsCommand> Running => [.. _engines.SelectMany(engine => engine.Commands()).OrderBy(command => command.StartedAt)];

    /// <inheritdoc/>
    public int RememberedGuarantees => Instances.Sum(engine => engine.Endpoints.Cache.Count);

    /// <summary>Versions of ZFS, of the first engine's machine.</summary>
    public Task<ZfsVersions> VersionsAsync(CancellationToken cancellation) => _engines[0].VersionsAsync(cancellation);

    public async Task StartAsync(ZreplConfiguration configuration, CancellationToken cancellation)
    {
        foreach (var engine in _engines) await engine.Jobs.StartAsync(engine.PartOf(configuration), cancellation);
    }

    public async Task<ReloadResult> ReloadAsync(ZreplConfiguration configuration, CancellationToken cancellation)
    {
        var all = new ReloadResult();
        foreach (var engine in _engines)
        {
            var one = await engine.Jobs.ReloadAsync(engine.PartOf(configuration), cancellation);
            all = new()
            {
                Added = all.Added.AddRange(one.Added),
                Removed = all.Removed.AddRange(one.Removed),
                Changed = all.Changed.AddRange(one.Changed),
                AfterRun = all.AfterRun.AddRange(one.AfterRun),
                Unchanged = all.Unchanged.AddRange(one.Unchanged),
            };
        }

        return all;
    }

    /// <summary>Cancels what runs and waits for it.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public Task StopAsync(CancellationToken cancellation) => Task.WhenAll(_engines.Select(engine => engine.Jobs.StopAsync(cancellation)));

    /// <inheritdoc/>
    public JobAnswer Wakeup(string job, RunScope scope = RunScope.Everything) => Owner(job).Wakeup(job, scope);

    /// <inheritdoc/>
    public JobAnswer Reset(string job) => Owner(job).Reset(job);

    /// <inheritdoc/>
    public JobAnswer Snapshot(string job) => Owner(job).Snapshot(job);

    /// <inheritdoc/>
    public JobAnswer ResetSnapshotting(string job) => Owner(job).ResetSnapshotting(job);

    /// <inheritdoc/>
    public JobAnswer Pause(string job, DateTimeOffset? until = null) => Owner(job).Pause(job, until);

    /// <inheritdoc/>
    public JobAnswer Resume(string job) => Owner(job).Resume(job);

    /// <inheritdoc/>
    public JobAnswer ApprovePruning(string job, string revision) => Owner(job).ApprovePruning(job, revision);

    /// <inheritdoc/>
    public JobAnswer Signal(string job, string operation) => Owner(job).Signal(job, operation);

    // Any engine says that it does not know a job.
    private IJobHost Owner(string job) => (_engines.FirstOrDefault(engine => engine.Jobs.JobNames.Contains(job, StringComparer.Ordinal)) ?? _engines[0]).Jobs;
}
