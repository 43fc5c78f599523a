using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Alerts.Settings;

namespace Zrepl.Web.Alerts.Delivery;

/// <summary>Who tells.</summary>
/// <param name="Host">Name of this machine.</param>
internal sealed record AlertSender(string Host)
{
    /// <summary>The page about a problem; null if nobody said how the dashboard is reached.</summary>
    public static string? LinkOf(NotificationSettings settings, AlertMessage message)
    {
        if (settings.DashboardUrl.Length == 0) return null;
        var root = settings.DashboardUrl.TrimEnd('/');
        return message.Job.Length == 0 ? root + "/" : $"{root}/jobs/{Uri.EscapeDataString(message.Job)}";
    }
}
