using System.Collections.Immutable;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Wire;
using Zrepl.Web.Data;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Web.Hosting;

/// <summary>The engine of an ordinary daemon: this machine's ZFS, all jobs.</summary>
internal static class DaemonEngines
{
    private const string Name = "zrepl";

    public static ImmutableArray<HostedEngine> OfThisMachine(IServiceProvider services)
    {
        var settings = services.GetRequiredService<DaemonSettings>();
        var binaries = ZfsBinaries.FromEnvironment();
        var history = services.HistoryOf(Name);
        var network = services.GetRequiredService<NetworkTransport>();
        if (settings.Configuration.Global is { } global) network.StdinserverDirectory = global.StdinserverSocketDirectory;
        var engine = services.GetRequiredService<EngineFactory>().Create(new()
        {
            Name = Name,
            Runner = settings.Simulated is { } simulated
                ? new SimulatedZfs(simulated)
                : new ZfsProcessRunner(binaries, services.GetRequiredService<ILogger<ZfsProcessRunner>>()),
            PathOf = binaries.PathOf,
            Constants = settings.Constants,
            Connecters = [network],
            Listeners = [network],
            StatesFile = settings.StatesOf(Name),
            ApprovedRulesFile = settings.ApprovedRulesOf(Name),
            ForgottenMarksFile = settings.ForgottenMarksOf(Name),
            Recorder = history,
            States = history,
        });
        return [HostedEngine.Of(engine, _ => true)];
    }
}
