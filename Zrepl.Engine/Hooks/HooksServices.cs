using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Zrepl.Engine.Hooks;

/// <summary>Wiring of this folder.</summary>
public static class HooksServices
{
    /// <summary>Adds what runs hooks. The host binds <see cref="HookOptions"/>.</summary>
    public static IServiceCollection AddHooks(this IServiceCollection services)
    {
        services.AddOptions<HookOptions>().Validate(
            options => options.OutputLimit > 0, "ZREPL_MAX_HOOK_LOG_SIZE (Zrepl:Hooks:OutputLimit) must be more than 0 bytes").ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HookPlanRunner>();
        services.TryAddSingleton<HookFactory>();
        return services;
    }
}
