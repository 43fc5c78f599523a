using Zrepl.Web.Alerts.Settings;

namespace Zrepl.Web.Components.Pages.Settings;

/// <summary>What stands in the form of notifications. Secrets go in and never come out: an empty field keeps the one there is, unless it is to be removed.</summary>
internal sealed class NotificationsForm
{
    public bool UsesWebhook { get; set; }

    public string WebhookUrl { get; set; } = "";

    public string WebhookSecret { get; set; } = "";

    public bool RemovesSecret { get; set; }

    public bool UsesMail { get; set; }

    public string Host { get; set; } = "";

    public int Port { get; set; } = new MailSettings().Port;

    public string Security { get; set; } = new MailSettings().Security;

    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    public bool RemovesPassword { get; set; }

    public string From { get; set; } = "";

    public string To { get; set; } = "";

    public int RepeatHours { get; set; }

    public string DashboardUrl { get; set; } = "";

    public List<Heartbeat> Heartbeats { get; } = [];

    /// <summary>The form over settings.</summary>
    public static NotificationsForm Of(NotificationSettings settings)
    {
        var form = new NotificationsForm
        {
            UsesWebhook = settings.Webhook is not null, UsesMail = settings.Mail is not null, RepeatHours = Math.Max(1, (int)settings.RepeatAfter.TotalHours),
            DashboardUrl = settings.DashboardUrl,
        };
        if (settings.Mail is { } mail)
            (form.Host, form.Port, form.Security, form.User, form.From, form.To) = (mail.Host, mail.Port, mail.Security, mail.User, mail.From, mail.To);
        form.Heartbeats.AddRange(settings.Heartbeats.Select(heartbeat => new Heartbeat { Shown = heartbeat, Job = heartbeat.Job }));
        return form;
    }

    /// <summary>The settings that the form means.</summary>
    /// <param name="before">Those it was made over.</param>
    public NotificationSettings Over(NotificationSettings before) => new()
    {
        RepeatAfter = TimeSpan.FromHours(RepeatHours),
        DashboardUrl = DashboardUrl.Trim(),
        Webhook = !UsesWebhook ? null : new() { Url = Kept(WebhookUrl, before.Webhook?.Url), Secret = Kept(WebhookSecret, RemovesSecret ? null : before.Webhook?.Secret) },
        Mail = !UsesMail ? null : new()
        {
            // A password belongs to its server and its user: it is not handed to another one.
            Host = Host.Trim(), Port = Port, Security = Security, User = User.Trim(), From = From.Trim(), To = To.Trim(),
            Password = Kept(Password, !RemovesPassword && before.Mail is { } mail && mail.Host == Host.Trim() && mail.User == User.Trim() ? mail.Password : null),
        },
        Heartbeats =
        [
            .. Heartbeats.Select(heartbeat => new HeartbeatSettings
            {
                Job = heartbeat.Job.Trim(), StartUrl = Kept(heartbeat.StartUrl, heartbeat.RemovesStart ? null : heartbeat.Shown?.StartUrl),
                SuccessUrl = Kept(heartbeat.SuccessUrl, heartbeat.RemovesSuccess ? null : heartbeat.Shown?.SuccessUrl),
                FailUrl = Kept(heartbeat.FailUrl, heartbeat.RemovesFail ? null : heartbeat.Shown?.FailUrl),
            }),
        ],
    };

    private static string Kept(string typed, string? before) => typed.Trim() is { Length: > 0 } text ? text : before ?? "";

    /// <summary>One heartbeat.</summary>
    internal sealed class Heartbeat
    {
        public HeartbeatSettings? Shown { get; init; }

        public string Job { get; set; } = "*";

        public string StartUrl { get; set; } = "";

        public string SuccessUrl { get; set; } = "";

        public string FailUrl { get; set; } = "";

        public bool RemovesStart { get; set; }

        public bool RemovesSuccess { get; set; }

        public bool RemovesFail { get; set; }
    }
}
