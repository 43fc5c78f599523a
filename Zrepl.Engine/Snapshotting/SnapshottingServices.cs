using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Hooks;

namespace Zrepl.Engine.Snapshotting;

/// <summary>Wiring of this folder.</summary>
public static class SnapshottingServices
{
    /// <summary>Adds <see cref="SnapshotterFactory"/> and the hooks it needs. The host binds <see cref="SnapshottingOptions"/>.</summary>
    public static IServiceCollection AddSnapshotting(this IServiceCollection services)
    {
        services.AddOptions<SnapshottingOptions>();
        services.AddHooks();
        services.TryAddSingleton(provider => new SnapshotterFactory(
            provider.GetRequiredService<IOptions<SnapshottingOptions>>(), provider.GetRequiredService<HookFactory>(),
            provider.GetRequiredService<HookPlanRunner>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SnapshotterFactory>>()));
        return services;
    }
}
