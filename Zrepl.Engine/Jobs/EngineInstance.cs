using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing.Commands;
using Zrepl.Zfs.Host;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// zrepl for one host: its ZFS, its jobs, their status. A daemon has one; a demonstration has several in one process, each with a simulated
/// host of its own.
/// </summary>
public sealed class EngineInstance : IAsyncDisposable
{
    private readonly JobServices _services;
    private readonly JobHost _jobs;

    internal EngineInstance(string name, JobServices services, ActiveZfsCommands commands, string? forgottenMarksFile = null)
    {
        Name = name;
        _services = services;
        _jobs = new(services, forgottenMarksFile);
        Commands = commands;
        commands.HangingChanged += () => _jobs.ShowHanging(commands);
    }

    /// <summary>Name of the engine.</summary>
    public string Name { get; }

    /// <summary>Its clock.</summary>
    public TimeProvider Clock => _services.Clock;

    /// <summary>Its ZFS, every command traced and listed in <see cref="Commands"/>.</summary>
    public ZfsHost Zfs => _services.Endpoints.Zfs;

    /// <summary>What its endpoints share, holds and bookmarks among it.</summary>
    public EndpointServices Endpoints => _services.Endpoints;

    /// <summary>What running replications need and nobody may destroy.</summary>
    public VersionsInUse InUse => _services.InUse;

    /// <summary>Commands that run now.</summary>
    public ActiveZfsCommands Commands { get; }

    /// <summary>What its jobs are doing.</summary>
    public IStatusFeed Status => _services.Feed;

    /// <summary>Starts, changes, stops and asks its jobs.</summary>
    public IJobHost Jobs => _jobs;

    /// <summary>Looks at what jobs would do, without doing it.</summary>
    public JobPreview Preview => new(_services);

    /// <summary>Repairs copies that jobs cannot go on with, with the consent of whoever asks.</summary>
    public JobRepairs Repairs => RepairsWith(_ => this);

    /// <summary>The same where a local sink may belong to another engine of this process.</summary>
    /// <param name="engineOf">The engine of a job.</param>
    public JobRepairs RepairsWith(Func<JobDefinition, EngineInstance> engineOf) => new(_services, job => engineOf(job)._services);

    /// <summary>
    /// Holds and bookmarks that jobs left which are in no configuration any more, such as renamed ones: they keep snapshots from being destroyed
    /// (BAD-31). To be shown and offered for release; <c>Endpoints.Keeper</c> releases them.
    /// </summary>
    /// <param name="configured">All jobs of the configuration, disabled ones included.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<ImmutableArray<Guarantee>> FindOrphanedGuaranteesAsync(IEnumerable<JobName> configured, CancellationToken cancellation) =>
        OrphanedGuarantees.FindAsync(Zfs, configured.ToHashSet(), cancellation);

    /// <summary>Stops the jobs, if that was not done before, and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _jobs.StopAsync(CancellationToken.None);
        _jobs.Dispose();
        (_services.States as KeptRunStates)?.Dispose();
        await _services.Alarms.DisposeAsync();
    }
}
