using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entries;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Alerts.Settings;

/// <summary>The settings in force: those saved on the dashboard, else those of the host. Saved ones are encrypted in the database, since there are secrets in them.</summary>
internal sealed class NotificationStore
{
    private const string Name = "notifications";

    private readonly HistoryAccess _database;
    private readonly HistoryWriter _writer;
    private readonly IOptions<NotificationSettings> _host;
    private readonly IDataProtector _protector;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private NotificationSettings _current;
    private SettingSaved? _saved;
    private bool _isLoaded;

    /// <summary>The settings of this installation.</summary>
    /// <param name="database">Where those of the dashboard are.</param>
    /// <param name="writer">Tells when a damaged database was set aside; the new one is told the settings again.</param>
    /// <param name="host">Those of the host.</param>
    /// <param name="protection">Encrypts.</param>
    /// <param name="audit">Remembers who changed them.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Told what cannot be read.</param>
    public NotificationStore(
        HistoryAccess database, HistoryWriter writer, IOptions<NotificationSettings> host, IDataProtectionProvider protection, AuditTrail audit, TimeProvider clock,
        ILogger<NotificationStore> logger)
    {
        (_database, _writer, _host, _audit, _clock, _logger) = (database, writer, host, audit, clock, logger);
        _protector = protection.CreateProtector("zrepl/notifications");
        _current = host.Value;
        writer.BegunAnew += SayAgain;
    }

    /// <summary>The settings in force, from memory.</summary>
    public NotificationSettings Current => Volatile.Read(ref _current);

    /// <summary>True if they were saved on the dashboard.</summary>
    public bool IsFromDashboard => Volatile.Read(ref _saved) is not null;

    /// <summary>Reads what was saved, once.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read; what the host says is in force meanwhile.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _isLoaded)) return;
        var saved = await _database.UseAsync(async (db, token) => await db.Settings.FindAsync([Name], token), cancellation);
        if (saved is not null && Decrypt(saved.Value) is { } settings) Take(settings, new(Name, saved.Value, saved.ChangedAt, saved.ChangedBy));
        Volatile.Write(ref _isLoaded, true);
    }

    /// <summary>Saves settings; null: those of the host are in force again.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    /// <exception cref="SecurityRefusedException">They make no sense, or whoever asked may not.</exception>
    public async Task SaveAsync(Actor actor, NotificationSettings? settings, CancellationToken cancellation)
    {
        var action = settings is null ? "notifications.reset" : "notifications.change";
        _audit.Demand(actor, Role.Administrator, action);
        if (settings is not null && NotificationRules.ProblemsIn(settings) is [var problem, ..]) throw new SecurityRefusedException(problem);
        var saved = settings is null ? null : new SettingSaved(Name, _protector.Protect(JsonSerializer.Serialize(settings)), _clock.GetUtcNow(), actor.Name);
        await _database.UseAsync(async (db, token) =>
        {
            if (saved is not null) await saved.StoreAsync(db, token);
            else if (await db.Settings.FindAsync([Name], token) is { } row) db.Settings.Remove(row);
            await db.SaveChangesAsync(token);
        }, cancellation);
        Take(settings ?? _host.Value, saved);
        _audit.Done(actor, action, "", settings is null ? "" : Words(settings));
    }

    private void Take(NotificationSettings settings, SettingSaved? saved)
    {
        Volatile.Write(ref _current, settings);
        Volatile.Write(ref _saved, saved);
    }

    private void SayAgain()
    {
        if (Volatile.Read(ref _saved) is { } saved) _writer.Add(saved);
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
            _logger.SettingsUnreadable(failure.Message);
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
