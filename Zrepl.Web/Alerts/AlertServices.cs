using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Settings;

namespace Zrepl.Web.Alerts;

/// <summary>Wiring of this folder.</summary>
internal static class AlertServices
{
    /// <summary>Tells people what they should know.</summary>
    /// <param name="services">Where it goes.</param>
    /// <param name="host">Name of this machine, for what is told.</param>
    public static IServiceCollection AddZreplAlerts(this IServiceCollection services, string host)
    {
        services.AddOptions<NotificationSettings>().BindConfiguration("Zrepl:Notifications").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NotificationSettings>, HostSettingsValidator>());
        services.TryAddSingleton(new AlertSender(host));
        services.TryAddSingleton<HookClient>();
        services.TryAddSingleton<DeliveryBoard>();
        services.TryAddSingleton<NotificationStore>();
        services.TryAddSingleton<AlertMemory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAlertChannel, WebhookChannel>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAlertChannel, MailChannel>());
        services.TryAddSingleton<AlertWatch>();
        services.TryAddSingleton<Heartbeats>();
        services.TryAddSingleton<TestMessages>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertWatch>());
        services.AddHostedService(provider => provider.GetRequiredService<Heartbeats>());
        return services;
    }

    private sealed class HostSettingsValidator : IValidateOptions<NotificationSettings>
    {
        public ValidateOptionsResult Validate(string? name, NotificationSettings options) =>
            NotificationRules.ProblemsIn(options) is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems.Select(problem => "Zrepl:Notifications: " + problem))
                : ValidateOptionsResult.Success;
    }
}
