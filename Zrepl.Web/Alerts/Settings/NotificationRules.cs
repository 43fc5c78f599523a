using MimeKit;

namespace Zrepl.Web.Alerts.Settings;

/// <summary>What can be wrong with settings: pure.</summary>
internal static class NotificationRules
{
    private static readonly TimeSpan LeastRepeat = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostRepeat = TimeSpan.FromDays(30);

    /// <summary>Every problem in a sentence; empty if there is none. Never quotes a secret.</summary>
    public static IReadOnlyList<string> ProblemsIn(NotificationSettings settings)
    {
        List<string> problems = [];
        if (settings.RepeatAfter < LeastRepeat || settings.RepeatAfter > MostRepeat) problems.Add("A problem is told again after 5 minutes to 30 days.");
        if (settings.DashboardUrl.Length > 0 && !IsWebAddress(settings.DashboardUrl)) problems.Add("The dashboard's address must begin with http:// or https://.");
        if (settings.Webhook is { } webhook && !IsWebAddress(webhook.Url)) problems.Add("The webhook's address must begin with http:// or https://.");
        if (settings.Mail is { } mail) problems.AddRange(ProblemsIn(mail));
        foreach (var heartbeat in settings.Heartbeats)
        {
            string[] addresses = [heartbeat.StartUrl, heartbeat.SuccessUrl, heartbeat.FailUrl];
            if (addresses.All(address => address.Length == 0)) problems.Add($"The heartbeat of {heartbeat.Job} needs at least one address.");
            if (addresses.Any(address => address.Length > 0 && !IsWebAddress(address)))
                problems.Add($"The addresses of the heartbeat of {heartbeat.Job} must begin with http:// or https://.");
            if (heartbeat.Job.Trim().Length == 0) problems.Add("A heartbeat needs the name of a job, or * for all.");
        }

        return problems;
    }

    /// <summary>An address as far as it may be shown: where it goes, not what lets somebody in.</summary>
    public static string Shown(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? $"{address.Scheme}://{address.Authority}/…" : "";

    private static IEnumerable<string> ProblemsIn(MailSettings mail)
    {
        if (mail.Host.Trim().Length == 0) yield return "Mail needs a server.";
        if (mail.Port is < 1 or > 65535) yield return "The mail server's port is from 1 to 65535.";
        if (mail.Security is not ("starttls" or "tls" or "none")) yield return "The security of mail is starttls, tls or none.";
        if (mail.Security == "none" && mail.Password.Length > 0) yield return "A password is not sent over a connection that everybody can read: choose starttls or tls.";
        if (!MailboxAddress.TryParse(mail.From, out _)) yield return "The sender of mail must be an address.";
        if (!InternetAddressList.TryParse(mail.To, out var to) || to.Count == 0) yield return "Mail needs at least one receiver; several are separated by commas.";
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
