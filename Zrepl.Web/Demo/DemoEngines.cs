using System.Collections.Immutable;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Transport.Local;
using Zrepl.Web.Data;
using Zrepl.Web.Hosting;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Web.Demo;

/// <summary>One engine for each machine of the demonstration; they reach each other by the local transport.</summary>
internal static class DemoEngines
{
    public const string Prod = "prod";
    public const string Backup = "backup";

    public static ImmutableArray<HostedEngine> Of(IServiceProvider services)
    {
        var machines = services.GetRequiredService<DemoMachines>();
        var factory = services.GetRequiredService<EngineFactory>();
        var settings = services.GetRequiredService<DaemonSettings>();
        var between = new LocalListeners();
        return
        [
            HostedEngine.Of(factory.Create(OptionsOf(Prod, machines.Prod)), job => !DemoMachines.IsOnBackup(job)),
            HostedEngine.Of(factory.Create(OptionsOf(Backup, machines.Backup)), DemoMachines.IsOnBackup),
        ];

        EngineOptions OptionsOf(string name, SimulatedHost host)
        {
            var history = services.HistoryOf(name);
            return new()
            {
                Name = name, Runner = new SimulatedZfs(host), LocalListeners = between, Constants = settings.Constants, Recorder = history, States = history,
                StatesFile = settings.StatesOf(name), ApprovedRulesFile = settings.ApprovedRulesOf(name),
            };
        }
    }
}
