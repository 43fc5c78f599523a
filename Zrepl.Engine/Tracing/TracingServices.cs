using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Zrepl.Engine.Tracing.Runs;

namespace Zrepl.Engine.Tracing;

/// <summary>Wiring of this folder.</summary>
public static class TracingServices
{
    /// <summary>
    /// Adds <see cref="RunTraceFiles"/> and starts it with the host. The host binds <see cref="RunTraceOptions"/> and adds this before the jobs,
    /// so that it stops after them.
    /// </summary>
    public static IServiceCollection AddTracing(this IServiceCollection services)
    {
        services.AddOptions<RunTraceOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RunTraceFiles>();
        services.AddHostedService(provider => provider.GetRequiredService<RunTraceFiles>());
        return services;
    }
}
