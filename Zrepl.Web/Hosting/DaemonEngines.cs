using System.Collections.Immutable;
using Zrepl.Engine.Jobs;
using Zrepl.Zfs.Commands;

namespace Zrepl.Web.Hosting;

/// <summary>The engine of an ordinary daemon: this machine's ZFS, all jobs.</summary>
internal static class DaemonEngines
{
    public static ImmutableArray<HostedEngine> OfThisMachine(IServiceProvider services)
    {
        var binaries = ZfsBinaries.FromEnvironment();
        var engine = services.GetRequiredService<EngineFactory>().Create(new()
        {
            Runner = new ZfsProcessRunner(binaries, services.GetRequiredService<ILogger<ZfsProcessRunner>>()),
            PathOf = binaries.PathOf,
            Constants = services.GetRequiredService<DaemonSettings>().Constants,
        });
        return [HostedEngine.Of(engine, _ => true)];
    }
}
