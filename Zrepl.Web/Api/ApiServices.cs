using Microsoft.Extensions.DependencyInjection.Extensions;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Web.Api.Metrics;
using Zrepl.Web.Live;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Api;

/// <summary>Wiring of this folder.</summary>
internal static class ApiServices
{
    /// <summary>Adds what the control socket and the REST API answer with, except what they ask: feed, control and commands come from the host.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services, EnvironmentConstants constants)
    {
        services.AddSingleton(constants);
        services.AddSingleton<ControlAnswers>();
        services.AddSingleton<ControlMetrics>();
        services.TryAddSingleton<JobCertificates>();
        services.AddSingleton<MetricsText>();
        services.AddProblemDetails();
        services.TryAddSingleton<JobRequests>();
        services.TryAddSingleton<LogLevelDesk>();
        services.TryAddSingleton<RecordingDesk>();
        services.AddOpenApi("v1", OpenApiText.Configure);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true); // so that Problems can say what is wrong, not only that something is
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        return services;
    }

    /// <summary>What goes wrong below <c>/api</c> is told as problem details. Comes before what it watches over.</summary>
    public static void UseApiProblems(this IApplicationBuilder app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal),
        api =>
        {
            api.UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandler = Problems.OfFailureAsync,
                SuppressDiagnosticsCallback = failure => failure.Exception is BadHttpRequestException, // not ours to log
            });
            api.UseStatusCodePages();
        });

    /// <summary>Maps the REST API.</summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1");
        api.MapJobs();
        api.MapRepairs();
        api.MapRuns();
        api.MapSnapshotRounds();
        api.MapLogs();
        api.MapLogLevels();
        api.MapTraces();
        api.MapEvents();
        api.MapAudit();
        api.MapDatasets();
        api.MapAccounts();
        api.MapConfiguration();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapMetrics(app.ServiceProvider.GetRequiredService<SecurityOptions>().MetricsForEverybody);
    }
}
