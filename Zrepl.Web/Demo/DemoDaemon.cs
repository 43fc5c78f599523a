using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Web.Components;
using Zrepl.Web.Hosting;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Demo;

/// <summary>
/// <c>zrepl demo</c>: the daemon as it is, over simulated machines on which something always happens. Writes nothing outside of its directory.
/// </summary>
internal static class DemoDaemon
{
    /// <summary>Puts the demonstration together.</summary>
    /// <param name="directory">Its directory, which exists.</param>
    /// <param name="listen">Value of <c>--listen</c>.</param>
    /// <param name="constants">What the environment says.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="machines">The machines; stay the caller's to dispose.</param>
    /// <param name="started">Hears that it runs.</param>
    /// <param name="change">Changes the settings before they are used.</param>
    /// <exception cref="StartFailedException">The configuration in the directory was changed to one that cannot be used.</exception>
    public static DaemonRun Of(
        string directory, string? listen, EnvironmentConstants constants, TimeProvider clock, DemoMachines machines, Func<IServiceProvider, IReadOnlyList<string>, Task> started,
        Func<DaemonSettings, DaemonSettings>? change = null)
    {
        var file = Path.Combine(directory, "zrepl.yml");
        if (!File.Exists(file)) File.WriteAllText(file, DemoConfiguration.Text(directory));
        var loaded = new ConfigurationLoader(new()).Load(file);
        if (loaded.HasErrors) throw new StartFailedException("The demonstration's configuration has errors:\n" + string.Join('\n', loaded.Problems));
        var settings = new DaemonSettings
        {
            ConfigurationPath = file,
            Configuration = loaded,
            StatePath = directory,
            Listen = listen,
            Constants = constants,
            Clock = clock,
        };
        return new DaemonRun(change?.Invoke(settings) ?? settings)
        {
            MakeEngines = DemoEngines.Of,
            AddServices = services => AddServices(services, machines),
            Started = started,
        };
    }

    private static void AddServices(IServiceCollection services, DemoMachines machines)
    {
        services.AddSingleton(new DashboardFacts(DemoEngines.Prod, IsDemo: true));
        services.AddSingleton(machines);
        services.AddSingleton(Random.Shared);
        services.AddSingleton(provider => new DemoFaults(
            machines, provider.GetRequiredService<HostedEngines>()[DemoEngines.Backup].Jobs, provider.GetRequiredService<ConfigurationInForce>()));
        services.AddHostedService<DemoWriter>();
        services.AddHostedService<DemoScript>();
    }
}
