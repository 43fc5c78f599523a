namespace Zrepl.Web.Alerts.Settings;

/// <summary>Who is told and how. Section <c>Zrepl:Notifications</c> of appsettings.json; what is saved on the dashboard comes before it.</summary>
internal sealed record NotificationSettings
{
    /// <summary>After this time a problem that lasts is told again; from 5 minutes to 30 days. Default a day.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Address of the dashboard as those who are told reach it, for links; empty: no links.</summary>
    public string DashboardUrl { get; init; } = "";

    /// <summary>Where JSON is posted to; null: nowhere.</summary>
    public WebhookSettings? Webhook { get; init; }

    /// <summary>How mail is sent; null: none is.</summary>
    public MailSettings? Mail { get; init; }

    /// <summary>What hears of the runs of jobs.</summary>
    public HeartbeatSettings[] Heartbeats { get; init; } = [];

    /// <summary>Nobody is told.</summary>
    public static NotificationSettings None { get; } = new();
}

/// <summary>A webhook.</summary>
internal sealed record WebhookSettings
{
    /// <summary>The address, which may itself be secret.</summary>
    public string Url { get; init; } = "";

    /// <summary>Signs the body: header <c>X-Zrepl-Signature</c> is then <c>sha256=</c> and the HMAC in hexadecimal; empty: it is not signed.</summary>
    public string Secret { get; init; } = "";
}

/// <summary>Mail by SMTP.</summary>
internal sealed record MailSettings
{
    /// <summary>The server.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port. Default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary><c>starttls</c>, <c>tls</c> from the first byte, or <c>none</c>, which is allowed without a password only.</summary>
    public string Security { get; init; } = "starttls";

    /// <summary>Name to sign in with; empty: without.</summary>
    public string User { get; init; } = "";

    /// <summary>Password to sign in with.</summary>
    public string Password { get; init; } = "";

    /// <summary>Sender.</summary>
    public string From { get; init; } = "";

    /// <summary>Receivers, separated by commas.</summary>
    public string To { get; init; } = "";
}

/// <summary>Addresses that are fetched when a job begins and ends a run: as services want it that warn when nothing comes.</summary>
internal sealed record HeartbeatSettings
{
    /// <summary>Name of the job, or <c>*</c> for all.</summary>
    public string Job { get; init; } = "*";

    /// <summary>Fetched when a run begins; empty: nothing is.</summary>
    public string StartUrl { get; init; } = "";

    /// <summary>Fetched when a run did everything.</summary>
    public string SuccessUrl { get; init; } = "";

    /// <summary>Fetched when a run failed, wholly or in part.</summary>
    public string FailUrl { get; init; } = "";

    /// <summary>True if it is about a job.</summary>
    public bool IsAbout(string job) => Job == "*" || Job == job;
}
