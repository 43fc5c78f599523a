using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Zrepl.Web.Data.Configurations;
using Zrepl.Web.Data.Pools;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Data;

internal static class HistoryServices
{
    /// <summary>The history of this process: one database, one writer.</summary>
    /// <param name="services">Where it goes.</param>
    /// <param name="stateDirectory">Where the file is if the settings do not say.</param>
    public static IServiceCollection AddZreplHistory(this IServiceCollection services, string stateDirectory)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<HistoryOptions>().BindConfiguration("Zrepl:History").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HistoryOptions>, HistoryOptionsValidator>());
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<HistoryOptions>>().Value);
        services.TryAddSingleton(provider => new HistoryDatabase(
            Path.GetFullPath(provider.GetRequiredService<HistoryOptions>().DatabasePath ?? Path.Combine(stateDirectory, "zrepl.db")),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HistoryDatabase>>()));
        services.TryAddSingleton<HistoryWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<HistoryWriter>());
        services.TryAddSingleton<RunHistory>();
        services.TryAddSingleton<SnapshotRounds>();
        services.TryAddSingleton<PeerSnapshots>();
        services.TryAddSingleton<PoolHistory>();
        services.TryAddSingleton<HistoryAccess>();
        services.TryAddSingleton<ConfigurationVersions>();
        services.TryAddSingleton<HistoryRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<HistoryRetention>());
        return services;
    }

    /// <summary>What one engine tells the history.</summary>
    public static HistoryRecorder HistoryOf(this IServiceProvider provider, string engine) => new(
        engine, provider.GetRequiredService<HistoryWriter>(), provider.GetRequiredService<HistoryDatabase>(),
        provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<HistoryRecorder>>());
}
