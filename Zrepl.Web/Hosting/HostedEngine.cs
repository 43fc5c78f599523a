using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing.Commands;
using Zrepl.Zfs.Features;

namespace Zrepl.Web.Hosting;

/// <summary>One engine of the process: a daemon has one, the demonstration one for each simulated machine.</summary>
/// <param name="Name">Which.</param>
/// <param name="Jobs">Its jobs.</param>
/// <param name="Status">What they are doing.</param>
/// <param name="Commands">Its <c>zfs</c> commands that run now.</param>
/// <param name="Runs">Which jobs of the configuration are its.</param>
internal sealed record HostedEngine(
    string Name, IJobHost Jobs, IStatusFeed Status, Func<ImmutableArray<ActiveZfsCommand>> Commands, Func<JobDefinition, bool> Runs)
{
    /// <summary>The engine itself, whose ZFS pages show; null where only jobs are stood in for.</summary>
    public EngineInstance? Instance { get; init; }

    /// <summary>Asks for the versions of its ZFS.</summary>
    public Func<CancellationToken, Task<ZfsVersions>> VersionsAsync { get; init; } = _ => Task.FromResult(new ZfsVersions(null, null));

    /// <summary>An engine of this process.</summary>
    public static HostedEngine Of(EngineInstance engine, Func<JobDefinition, bool> runs) =>
        new(engine.Name, engine.Jobs, engine.Status, () => engine.Commands.Current, runs) { Instance = engine, VersionsAsync = engine.Zfs.Version.ReadAsync };

    /// <summary>The part of a configuration that is this engine's.</summary>
    public ZreplConfiguration PartOf(ZreplConfiguration configuration) => configuration with { Jobs = [.. configuration.Jobs.Where(Runs)] };
}
