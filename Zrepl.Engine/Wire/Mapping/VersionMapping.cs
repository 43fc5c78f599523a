using System.Globalization;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Wire.Mapping;

/// <summary>
/// Snapshots and bookmarks on the wire. What we send keeps a Go daemon alive; what we get is checked before it is used (spec wire 4.3,
/// rules F3 to F5, F10, F11).
/// </summary>
internal static class VersionMapping
{
    private static readonly string[] Rfc3339 = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>As a message.</summary>
    public static Messages.FilesystemVersion ToMessage(FilesystemVersion version) => new()
    {
        Type = version.IsSnapshot ? Messages.FilesystemVersion.Types.VersionType.Snapshot : Messages.FilesystemVersion.Types.VersionType.Bookmark,
        Name = version.Name,
        Guid = version.Guid,
        CreateTXG = version.CreateTxg,
        Creation = version.Creation.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    /// <summary>From a message.</summary>
    /// <param name="message">As received.</param>
    /// <param name="what">How to call it in errors, such as <c>`To`</c>.</param>
    /// <exception cref="EndpointException">It breaks a rule.</exception>
    public static FilesystemVersion FromMessage(Messages.FilesystemVersion message, string what)
    {
        var kind = message.Type switch
        {
            Messages.FilesystemVersion.Types.VersionType.Snapshot => VersionKind.Snapshot,
            Messages.FilesystemVersion.Types.VersionType.Bookmark => VersionKind.Bookmark,
            var unknown => throw Invalid(what, $"unknown type {(int)unknown}"),
        };
        if (NameRules.ProblemInComponent(message.Name) is { } problem) throw Invalid(what, $"name {Units.GoQuote.Quote(message.Name)}: {problem}");
        if (message.Guid == 0) throw Invalid(what, $"{message.Name} has no guid");
        return new(kind, message.Name, message.Guid, message.CreateTXG, Seconds(message, what), null);
    }

    private static long Seconds(Messages.FilesystemVersion message, string what) =>
        DateTimeOffset.TryParseExact(
            WithoutFraction(message.Creation), Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var creation)
            ? creation.ToUnixTimeSeconds()
            : throw Invalid(what, $"creation {Units.GoQuote.Quote(message.Creation)} of {message.Name} is not in the format of RFC 3339");

    // ZFS counts seconds; RFC 3339 allows more digits than .NET reads.
    private static string WithoutFraction(string time)
    {
        if (time.Length < 21 || time[19] != '.') return time;
        var end = 20;
        while (end < time.Length && char.IsAsciiDigit(time[end])) end++;
        return end > 20 ? time[..19] + time[end..] : time;
    }

    private static EndpointException Invalid(string what, string why) => new($"{what} invalid: {why}");
}
