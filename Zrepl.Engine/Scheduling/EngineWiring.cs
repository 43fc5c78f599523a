using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Wire;

namespace Zrepl.Engine.Scheduling;

/// <summary>Wiring of the engine.</summary>
public static class EngineWiring
{
    /// <summary>
    /// Adds <see cref="EngineFactory"/> and all it needs but logging and tracing (<c>AddZreplLogging</c>, <c>AddTracing</c>). The host makes its
    /// engines with it, starts them after the traces and stops them before.
    /// </summary>
    public static IServiceCollection AddZreplEngine(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHooks();
        services.TryAddSingleton<MetricRegistry>();
        services.TryAddSingleton<JobMetrics>();
        services.TryAddSingleton<IAlarmClocksFactory, QuartzAlarmClocksFactory>();
        services.TryAddSingleton<EngineFactory>();
        services.AddNetworkTransport();
        return services;
    }
}
