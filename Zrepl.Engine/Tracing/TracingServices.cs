using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Zrepl.Engine.Tracing.Runs;

namespace Zrepl.Engine.Tracing;

/// <summary>Wiring of this folder.</summary>
public static class TracingServices
{
    /// <summary>
    /// Adds <see cref="RunTraceFiles"/> and <see cref="EverythingRecorder"/> and starts them with the host. The host binds <see cref="RunTraceOptions"/> and adds this before the jobs,
    /// so that it stops after them.
    /// </summary>
    public static IServiceCollection AddTracing(this IServiceCollection services)
    {
        services.AddOptions<RunTraceOptions>()
            .Validate(options => options.KeepPerJob >= 1, $"{nameof(RunTraceOptions.KeepPerJob)} must be at least 1")
            .Validate(options => options.QueuedEvents >= 1, $"{nameof(RunTraceOptions.QueuedEvents)} must be at least 1")
            .Validate(options => options.BytesPerRun >= 1 << 20, $"{nameof(RunTraceOptions.BytesPerRun)} must be at least 1 MiB")
            .Validate(options => options.KeepBytes >= options.BytesPerRun, $"{nameof(RunTraceOptions.KeepBytes)} must be at least {nameof(RunTraceOptions.BytesPerRun)}")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RunTraceFiles>();
        services.AddHostedService(provider => provider.GetRequiredService<RunTraceFiles>());
        services.TryAddSingleton<EverythingRecorder>();
        services.AddHostedService(provider => provider.GetRequiredService<EverythingRecorder>());
        return services;
    }
}
