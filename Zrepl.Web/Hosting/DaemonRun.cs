using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Zrepl.Engine.Logging;
using Zrepl.Web.Api;

namespace Zrepl.Web.Hosting;

/// <summary>
/// The life of a daemon. Up: state directory, log, control socket and dashboard, jobs. Down: jobs first, so that no command of ours outlives
/// us; then the web server; then the traces and the log, which tell of the end.
/// </summary>
internal sealed class DaemonRun(DaemonSettings settings)
{
    /// <summary>After it, whoever still holds on is let go.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1.5);

    /// <summary>Adds what this daemon has beside the ordinary.</summary>
    public Action<IServiceCollection> AddServices { get; init; } = _ => { };

    /// <summary>Hears that the daemon runs, with the addresses of the dashboard.</summary>
    public Func<WebApplication, IReadOnlyCollection<string>, Task> Started { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="StartFailedException">It cannot start.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var global = settings.Configuration.Global ?? throw new InvalidOperationException("A configuration with errors cannot be run.");
        using var state = StateDirectory.Take(settings.StatePath);
        ControlSocketFile.Prepare(global.ControlSocketPath);
        var options = new LogPipelineOptions { SubsystemLevels = DebugVariables.Levels(settings.Variable) };
        await using var log = ZreplLogging.Create(global.Logging, options, settings.Clock);
        var logger = log.Factory.CreateLogger<DaemonRun>();
        logger.Version(VersionInformation.OfThisProgram.ToString());
        logger.StartingDaemon();
        foreach (var problem in settings.Configuration.Problems) logger.ConfigurationWarning(problem.ToString());
        await using var app = ZreplHost.Build(settings, state, log, AddServices);
        var systemd = new SystemdNotify(settings.Variable("NOTIFY_SOCKET"));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var signals = new DaemonSignals(signal => End(signal, logger, ending), () => { });
        await StartAsync(app, ending.Token);
        try
        {
            List<string> addresses = [.. app.Urls.Where(url => !url.Contains("://unix:", StringComparison.Ordinal))];
            logger.DashboardListens(string.Join(", ", addresses));
            systemd.Ready("running");
            await Started(app, addresses);
            await ending.Token.WaitAsync();
        }
        finally
        {
            systemd.Stopping();
            logger.WaitingForJobs();
            await StopAsync(app);
            logger.DaemonExiting();
        }
    }

    private static void End(string signal, ILogger logger, CancellationTokenSource ending)
    {
        logger.GotSignal(signal);
        ending.Cancel();
    }

    private static async Task StartAsync(WebApplication app, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception failure) when (failure is IOException or SocketException or AddressInUseException)
        {
            throw new StartFailedException($"{failure.Message} Is another zrepl running? --listen chooses another address for the dashboard.", failure);
        }
    }

    private static async Task StopAsync(WebApplication app)
    {
        using var patience = new CancellationTokenSource(LongestStop);
        await app.StopAsync(patience.Token);
    }
}
