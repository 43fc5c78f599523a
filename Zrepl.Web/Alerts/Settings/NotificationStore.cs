using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Alerts.Settings;

/// <summary>The settings in force: those saved on the dashboard, else those of the host. Saved ones are encrypted in the database, since there are secrets in them.</summary>
internal sealed class NotificationStore(
    HistoryAccess database, IOptions<NotificationSettings> host, IDataProtectionProvider protection, AuditTrail audit, TimeProvider clock,
    ILogger<NotificationStore> logger)
{
    private const string Name = "notifications";

    private readonly IDataProtector _protector = protection.CreateProtector("zrepl/notifications");
    private NotificationSettings _current = host.Value;
    private bool _isLoaded;

    /// <summary>The settings in force, from memory.</summary>
    public NotificationSettings Current => Volatile.Read(ref _current);

    /// <summary>True if they were saved on the dashboard.</summary>
    public bool IsFromDashboard { get; private set; }

    /// <summary>Reads what was saved, once.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read; what the host says is in force meanwhile.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _isLoaded)) return;
        var saved = await database.UseAsync(async (db, token) => await db.Settings.FindAsync([Name], token), cancellation);
        if (saved is not null && Decrypt(saved.Value) is { } settings) Take(settings, isFromDashboard: true);
        Volatile.Write(ref _isLoaded, true);
    }

    /// <summary>Saves settings; null: those of the host are in force again.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    /// <exception cref="SecurityRefusedException">They make no sense.</exception>
    public async Task SaveAsync(Actor actor, NotificationSettings? settings, CancellationToken cancellation)
    {
        if (settings is not null && NotificationRules.ProblemsIn(settings) is [var problem, ..]) throw new SecurityRefusedException(problem);
        await database.UseAsync(async (db, token) =>
        {
            var row = await db.Settings.FindAsync([Name], token);
            if (settings is null)
            {
                if (row is not null) db.Settings.Remove(row);
            }
            else
            {
                if (row is null) db.Settings.Add(row = new() { Name = Name, Value = "", ChangedBy = "" });
                row.Value = _protector.Protect(JsonSerializer.Serialize(settings));
                row.ChangedAt = clock.GetUtcNow();
                row.ChangedBy = actor.Name;
            }

            await db.SaveChangesAsync(token);
        }, cancellation);
        Take(settings ?? host.Value, settings is not null);
        audit.Done(actor, settings is null ? "notifications.reset" : "notifications.change", "", settings is null ? "" : Words(settings));
    }

    private void Take(NotificationSettings settings, bool isFromDashboard)
    {
        Volatile.Write(ref _current, settings);
        IsFromDashboard = isFromDashboard;
    }

    // The key is in the state directory; a database that was brought from elsewhere cannot be read.
    private NotificationSettings? Decrypt(string value)
    {
        try
        {
            return JsonSerializer.Deserialize<NotificationSettings>(_protector.Unprotect(value));
        }
        catch (Exception failure) when (failure is CryptographicException or JsonException or FormatException)
        {
            logger.SettingsUnreadable(failure.Message);
            return null;
        }
    }

    private static string Words(NotificationSettings settings) => string.Join(", ", new[]
    {
        settings.Webhook is { } webhook ? $"webhook {NotificationRules.Shown(webhook.Url)}" : "no webhook",
        settings.Mail is { } mail ? $"mail to {mail.To} by {mail.Host}" : "no mail",
        $"{settings.Heartbeats.Length} heartbeats",
    });
}
