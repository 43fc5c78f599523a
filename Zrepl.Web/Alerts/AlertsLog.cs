namespace Zrepl.Web.Alerts;

internal static partial class AlertsLog // events 4800-4899
{
    [LoggerMessage(4800, LogLevel.Warning, "notifications: the saved settings cannot be read ({Problem}); those of the host are used. Save them again on the dashboard")]
    public static partial void SettingsUnreadable(this ILogger logger, string problem);

    [LoggerMessage(4801, LogLevel.Information, "notifications: told by {Channel}: {What}")]
    public static partial void Delivered(this ILogger logger, string channel, string what);

    [LoggerMessage(4802, LogLevel.Warning, "notifications: {Channel} did not take '{What}' ({Attempts} attempts): {Problem}")]
    public static partial void NotDelivered(this ILogger logger, string channel, string what, int attempts, string problem);

    [LoggerMessage(4803, LogLevel.Warning, "notifications: what was told before cannot be read or written ({Problem}); after a restart it may be told once more")]
    public static partial void NotRemembered(this ILogger logger, string problem);

    [LoggerMessage(4804, LogLevel.Error, "notifications: a mistake of zrepl; it goes on")]
    public static partial void WatchFailed(this ILogger logger, Exception failure);
}
