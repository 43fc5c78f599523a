using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Logging;
using Zrepl.Engine.Scheduling;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Engine.Wire;
using Zrepl.Web.Alerts;
using Zrepl.Web.Api;
using Zrepl.Web.Api.Metrics;
using Zrepl.Web.Components;
using Zrepl.Web.Data;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Live.Datasets;
using Zrepl.Web.Live.Previews;
using Zrepl.Web.Live.Repairs;
using Zrepl.Web.Security;
using Zrepl.Web.Security.OpenId;
using Zrepl.Web.Security.Requests;

namespace Zrepl.Web.Hosting;

/// <summary>
/// Puts the web side of the daemon together: the dashboard's endpoints, and the control socket beside them. Which of the two a request came in
/// by is decided by its connection, before anything else: the socket never serves pages, the network never reaches the socket's answers.
/// </summary>
internal static class ZreplHost
{
    /// <summary>Settings of the host beside <c>zrepl.yml</c>, so that an update of the program does not touch them.</summary>
    private const string SettingsFile = "appsettings.json";

    public static WebApplication Build(DaemonSettings settings, StateDirectory state, LogPipeline log, Action<IServiceCollection> addServices)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ZreplHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        builder.WebHost.UseStaticWebAssets(); // finds them also in a tree that was built but not published
        AddSettingsBesideConfiguration(builder, settings);
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new("Zrepl:Traces:Directory", Path.Combine(state.Path, "traces"))],
        });
        ListenAddresses.Apply(builder.Configuration, settings.Listen);
        var listen = ListenAddresses.Of(builder.Configuration).ToList();
        var endpoints = ListenAddresses.Frozen(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => ConfigureKestrel(kestrel, settings, endpoints));
        DashboardCertificate.Check(builder.Configuration, listen);
        builder.Services.AddSingleton(ForeignRequestRules.Of(builder.Configuration["AllowedHosts"], listen));
        builder.Configuration["AllowedHosts"] = "*"; // ForeignRequests looks, after the control socket has been told apart
        AddServices(builder, settings, state, log);
        Telemetry.AddTo(builder.Services, builder.Configuration);
        addServices(builder.Services);
        builder.Services.AddZreplSecurity(state.Path, IsDemo(builder.Services));
        builder.Services.AddOpenIdSignIn(builder.Configuration);
        builder.Services.AddZreplAlerts(HostNameOf(builder.Services));
        builder.Services.AddZreplDashboard(); // what was registered earlier wins
        var app = builder.Build();
        app.MapWhen(ControlSocket.IsRequestOf, ControlSocket.Configure);
        app.UseTrustedProxies();
        app.UseDashboardSecurity();
        app.UseMiddleware<ForeignRequests>();
        app.UseApiProblems();
        app.UseNotFoundPage();
        app.UseRouting();
        app.UseZreplSecurity();
        app.UseEntityTags();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapApi();
        app.MapZreplDashboard();
        return app;
    }

    private static bool IsDemo(IServiceCollection services) =>
        services.Any(service => service.ImplementationInstance is DashboardFacts { IsDemo: true });

    private static string HostNameOf(IServiceCollection services) =>
        (services.Select(service => service.ImplementationInstance).OfType<DashboardFacts>().FirstOrDefault() ?? DashboardFacts.OfThisMachine).HostName;

    private static void AddServices(WebApplicationBuilder builder, DaemonSettings settings, StateDirectory state, LogPipeline log)
    {
        var services = builder.Services;
        services.AddZreplLogging(log);
        services.AddSingleton(log);
        services.AddSingleton(settings);
        services.AddSingleton(settings.Clock);
        services.AddSingleton<IHostLifetime, ManualLifetime>();
        // A page or service that breaks must not end the replication (design D13); it is logged.
        services.Configure<HostOptions>(options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        services.AddOptions<RunTraceOptions>().BindConfiguration("Zrepl:Traces");
        services.AddTracing();
        services.AddZreplHistory(state.Path);
        services.AddSingleton(WireLimits.Of(settings.Constants));
        services.AddZreplEngine();
        services.AddApi(settings.Constants);
        services.AddSingleton<Readiness>();
        services.AddSingleton(new ConfigurationInForce(settings.ConfigurationPath, settings.Configuration));
        services.AddSingleton<IJobDefinitions, DefinitionsInForce>();
        services.AddSingleton<IDatasetHosts, DatasetHosts>();
        services.AddSingleton<DatasetCatalog>();
        services.AddSingleton<ReleaseDesk>();
        services.AddSingleton<PoolCatalog>();
        services.AddSingleton<PoolForecasts>();
        services.AddHostedService<PoolMeasurements>();
        services.AddSingleton<IInstallation, Installation>();
        services.AddSingleton<ConfigurationReload>();
        services.AddSingleton<IConfigurationReload>(provider => provider.GetRequiredService<ConfigurationReload>());
        services.AddSingleton<IChangeConsequences, HostedConsequences>();
        services.AddSingleton<HostedPreviews>();
        services.AddSingleton<IPrunePreviews>(provider => new SharedPreviews(provider.GetRequiredService<HostedPreviews>()));
        services.AddSingleton<IConfigurationDisk, ConfigurationDisk>();
        services.AddSingleton<SaveJournal>();
        services.AddSingleton<IRepairs, HostedRepairs>();
        services.AddSingleton<RepairDesk>();
        services.AddSingleton<ConfigurationDesk>();
        services.AddSingleton<EditedJobTrials>();
        services.AddSingleton<PrometheusListener>();
        services.AddHostedService(provider => provider.GetRequiredService<PrometheusListener>());
        services.AddSingleton<PprofListener>();
        services.AddSingleton<IPprofListener>(provider => provider.GetRequiredService<PprofListener>());
        services.AddHostedService(provider => provider.GetRequiredService<PprofListener>());
        services.AddSingleton<ReloadRequests>();
        services.AddHostedService(provider => provider.GetRequiredService<ReloadRequests>());
        services.AddSingleton<IJobControl>(provider => provider.GetRequiredService<HostedEngines>());
        services.AddSingleton<IRunningZfsCommands>(provider => provider.GetRequiredService<HostedEngines>());
        services.AddSingleton<IDaemonFigures>(provider => provider.GetRequiredService<HostedEngines>());
        services.AddSingleton(provider => provider.GetRequiredService<HostedEngines>().Status);
    }

    private static void AddSettingsBesideConfiguration(WebApplicationBuilder builder, DaemonSettings settings)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(settings.ConfigurationPath)) is not { } directory) return;
        var file = Path.Combine(directory, SettingsFile);
        if (!File.Exists(file)) return;
        // Behind the program's own file, before the environment, which has the last word.
        var source = new JsonConfigurationSource { Path = file, Optional = true };
        source.ResolveFileProvider();
        var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
        var own = sources.OfType<JsonConfigurationSource>().Select(sources.IndexOf).DefaultIfEmpty(-1).Max();
        sources.Insert(own + 1, source);
    }

    private static void ConfigureKestrel(KestrelServerOptions kestrel, DaemonSettings settings, IConfiguration endpoints)
    {
        kestrel.Configure(endpoints, reloadOnChange: true); // the files of certificates change
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 4 << 20;
        if (settings.Configuration.Definition?.Global.ControlSocketPath is { } path) kestrel.ListenUnixSocket(path, ControlSocket.Listen);
    }
}
