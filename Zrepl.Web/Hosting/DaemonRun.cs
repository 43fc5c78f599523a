using System.Collections.Immutable;
using System.Net.Sockets;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Logging;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Units;
using Zrepl.Web.Api;
using Zrepl.Web.Data.Configurations;

namespace Zrepl.Web.Hosting;

/// <summary>
/// The life of a daemon. Up: state directory, log, control socket and dashboard, jobs. Down: jobs first, so that no command of ours outlives
/// us; then the web server; then the traces and the log, which tell of the end.
/// </summary>
internal sealed class DaemonRun(DaemonSettings settings)
{
    /// <summary>Makes the engines.</summary>
    public Func<IServiceProvider, ImmutableArray<HostedEngine>> MakeEngines { get; init; } = DaemonEngines.OfThisMachine;

    /// <summary>Adds what this daemon has beside the ordinary.</summary>
    public Action<IServiceCollection> AddServices { get; init; } = _ => { };

    /// <summary>Hears that the daemon runs, with the addresses of the dashboard.</summary>
    public Func<IServiceProvider, IReadOnlyList<string>, Task> Started { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="StartFailedException">It cannot start.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var definition = settings.Configuration.Definition ?? throw new InvalidOperationException("A configuration with errors cannot be run.");
        using var state = StateDirectory.Take(settings.StatePath);
        ControlSocketFile.Prepare(definition.Global.ControlSocketPath);
        var options = new LogPipelineOptions { SubsystemLevels = DebugVariables.Levels(settings.Variable) };
        await using var log = ZreplLogging.Create(definition.Global.Logging, options, settings.Clock);
        _ = Tracer.StartTask(TraceNames.Command); // ends with the process: jobs that are left behind still stand in it
        var logger = log.Factory.CreateLogger<DaemonRun>();
        logger.Version(VersionInformation.OfThisProgram.ToString());
        logger.StartingDaemon();
        if (settings.Simulated is not null) logger.OnSimulatedMachine();
        foreach (var problem in settings.Configuration.Problems) logger.ConfigurationWarning(problem.ToString());
        await using var app = ZreplHost.Build(settings, state, log, services =>
        {
            services.AddSingleton(provider => new HostedEngines(MakeEngines(provider)));
            AddServices(services);
        });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await RunAsync(app, definition, logger, ending);
    }

    private async Task RunAsync(WebApplication app, ZreplConfiguration definition, ILogger logger, CancellationTokenSource ending)
    {
        var systemd = new SystemdNotify(settings.Variable("NOTIFY_SOCKET"));
        var readiness = app.Services.GetRequiredService<Readiness>();
        var engines = app.Services.GetRequiredService<HostedEngines>();
        var reloads = app.Services.GetRequiredService<ReloadRequests>();
        using var signals = new DaemonSignals(
            signal =>
            {
                logger.GotSignal(signal);
                ending.Cancel();
            },
            reloads.Ask);
        await StartAsync(app, ending.Token);
        try
        {
            List<string> addresses = [.. app.Urls.Where(url => !url.Contains("://unix:", StringComparison.Ordinal))];
            logger.DashboardListens(string.Join(", ", addresses));
            await engines.StartAsync(definition, ending.Token);
            await JobsUp.WaitAsync(engines.Status, settings.Clock, ending.Token);
            app.Services.GetRequiredService<ConfigurationVersions>().RememberFiles(settings.Configuration.Files);
            readiness.Word = "ok";
            systemd.Ready($"{engines.JobNames.Length} jobs");
            var watched = new SystemdWatchdog(systemd, settings.Variable, Environment.ProcessId, settings.Clock).RunAsync(ending.Token);
            await Started(app.Services, addresses);
            await ending.Token.WaitAsync();
            await watched;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // told to end before everything had begun
        }
        finally
        {
            readiness.Word = "stopping";
            systemd.Stopping();
            logger.WaitingForJobs();
            await StopAsync(engines, app, logger);
            logger.DaemonExiting();
        }
    }

    private static async Task StartAsync(WebApplication app, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new StartFailedException($"{failure.Message} Is another zrepl running? --listen chooses another address for the dashboard.", failure);
        }
    }

    private async Task StopAsync(HostedEngines engines, WebApplication app, ILogger logger)
    {
        using var end = new CancellationTokenSource(settings.PatienceAtEnd);
        using (var endOfJobs = new CancellationTokenSource(settings.PatienceAtEnd * 0.75)) await engines.StopAsync(endOfJobs.Token);
        if (!await app.StopWithinAsync(end.Token)) logger.EndsLate(GoDuration.Format(settings.PatienceAtEnd)); // the process ends all the same, in order
    }
}
