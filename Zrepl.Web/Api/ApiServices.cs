using Zrepl.Engine.Configuration.Variables;

namespace Zrepl.Web.Api;

/// <summary>Wiring of this folder.</summary>
internal static class ApiServices
{
    /// <summary>Adds what the control socket and the REST API answer with, except what they ask: feed, control and commands come from the host.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services, EnvironmentConstants constants, InternalJobs internalJobs)
    {
        services.AddSingleton(constants);
        services.AddSingleton(internalJobs);
        services.AddSingleton<ControlAnswers>();
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        return services;
    }

    /// <summary>Maps the REST API.</summary>
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1");
        api.MapJobs();
        api.MapRuns();
        api.MapLogs();
        api.MapTraces();
    }
}
