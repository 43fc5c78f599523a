using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Metrics;

namespace Zrepl.Engine.Wire;

/// <summary>Wires up the network.</summary>
public static class WireServices
{
    /// <summary>
    /// Adds <see cref="NetworkTransport"/>, to be given to engines that shall reach other daemons. <see cref="WireLimits"/> may be registered before.
    /// </summary>
    public static IServiceCollection AddNetworkTransport(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(WireLimits.Default);
        services.TryAddSingleton<MetricRegistry>();
        services.TryAddSingleton<WireMetrics>();
        services.TryAddSingleton(provider => new NetworkTransport(
            provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<WireLimits>() with { MayCompress = true }, provider.GetRequiredService<WireMetrics>()));
        return services;
    }
}
