using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;
using Zrepl.Engine.Units;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.SnapshotNames;

/// <summary>
/// How a job names its snapshots: a prefix and the time in a format. A value that exists makes legal names at any time of the year.
/// Source: spec replication 4.3.
/// </summary>
public sealed class SnapshotNaming : IEquatable<SnapshotNaming>
{
    /// <summary>Default of <c>timestamp_format</c>.</summary>
    public const string DefaultFormat = "dense";

    /// <summary>Default of <c>timestamp_location</c>.</summary>
    public const string DefaultLocation = "UTC";

    // Both halves of the year, so that a zone's summer and winter offsets are tried.
    private static readonly Instant[] Trials = [Instant.FromUtc(2020, 6, 1, 0, 0), Instant.FromUtc(2020, 12, 1, 0, 0)];

    private readonly GoTimeLayout? _layout; // null: unix seconds
    private readonly DateTimeZone _zone;

    private SnapshotNaming(string prefix, string format, string location, GoTimeLayout? layout, DateTimeZone zone)
    {
        (Prefix, Format, Location) = (prefix, format, location);
        (_layout, _zone) = (layout, zone);
    }

    /// <summary>What the job's snapshots begin with.</summary>
    public string Prefix { get; }

    /// <summary>A keyword (<c>dense</c>, <c>human</c>, <c>iso-8601</c>, <c>unix-seconds</c>) or a Go layout, as written.</summary>
    public string Format { get; }

    /// <summary>The time zone of the format, as written.</summary>
    public string Location { get; }

    /// <summary>The smallest unit that names tell apart: two snapshots within it have the same name.</summary>
    public TimeSpan Resolution => _layout?.Resolution ?? TimeSpan.FromSeconds(1);

    /// <summary>True if names go backwards when daylight saving ends: local time without its offset.</summary>
    public bool IsAmbiguous => _layout is { PrintsZone: false } && _zone != DateTimeZone.Utc;

    /// <summary>Makes a naming and tries it.</summary>
    /// <param name="prefix">May be empty.</param>
    /// <param name="format">Keyword in any case, or a Go layout.</param>
    /// <param name="location"><c>UTC</c> or empty, <c>Local</c>, or an IANA name.</param>
    /// <param name="local">What <c>Local</c> means.</param>
    /// <exception cref="FormatException">An illegal combination; the message is upstream's.</exception>
    public static SnapshotNaming Create(string prefix, string format, string location, DateTimeZone local)
    {
        var zone = ZoneOf(location, local);
        var naming = new SnapshotNaming(prefix, format, location, LayoutOf(format, location), zone);
        foreach (var trial in Trials)
        {
            var name = naming.NameAt(trial.ToDateTimeOffset());
            if (NameRules.ProblemInComponent(name) is { } problem)
                throw new FormatException($"invalid snapshot name would result from `prefix+$timestamp`: {problem}: \"{name}\"");
        }

        return naming;
    }

    /// <summary>Makes a naming; <paramref name="problem"/> tells what is wrong with an illegal combination.</summary>
    public static bool TryCreate(
        string prefix, string format, string location, DateTimeZone local,
        [NotNullWhen(true)] out SnapshotNaming? naming, [NotNullWhen(false)] out string? problem)
    {
        (naming, problem) = (null, null);
        try
        {
            naming = Create(prefix, format, location, local);
        }
        catch (FormatException refusal)
        {
            problem = refusal.Message;
        }

        return naming is not null;
    }

    /// <summary>The name of a snapshot taken at <paramref name="time"/>.</summary>
    /// <remarks>A plus sign, which only a positive offset brings in, cannot be in a name and becomes <c>_</c>, whatever the time of the
    /// year (BAD-30).</remarks>
    public string NameAt(DateTimeOffset time) => Prefix + (_layout is null
        ? time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
        : _layout.Format(Instant.FromDateTimeOffset(time).InZone(_zone)).Replace('+', '_'));

    /// <inheritdoc/>
    public bool Equals(SnapshotNaming? other) =>
        other is not null && (Prefix, Format, Location) == (other.Prefix, other.Format, other.Location);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SnapshotNaming);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Prefix, Format, Location);

    /// <inheritdoc/>
    public override string ToString() => $"{Prefix}<{Format}, {Location}>";

    private static GoTimeLayout? LayoutOf(string format, string location)
    {
        var keyword = format.ToLowerInvariant();
        if (keyword is "dense" or "human" or "unix-seconds" && location is not ("" or "UTC"))
            throw new FormatException($"invalid format string \"{format}\" or location \"{location}\": format string requires UTC location");
        if (format.Contains('+', StringComparison.Ordinal))
            throw new FormatException(
                $"invalid format string \"{format}\" or location \"{location}\": character '+' is not allowed in ZFS snapshot names and has special handling");
        return keyword switch
        {
            "dense" => GoTimeLayout.Parse("20060102_150405_000"), // the last three are literal: Go knows fractions only after a dot or comma
            "human" => GoTimeLayout.Parse("2006-01-02_15:04:05"),
            "iso-8601" => GoTimeLayout.Parse("2006-01-02T15:04:05.000Z0700"),
            "unix-seconds" => null,
            _ => GoTimeLayout.Parse(format),
        };
    }

    private static DateTimeZone ZoneOf(string location, DateTimeZone local) => location switch
    {
        "" or "UTC" => DateTimeZone.Utc,
        "Local" => local,
        _ when TimeZones.TryFind(location, out var zone) => zone,
        _ => throw new FormatException($"load location from string \"{location}\": unknown time zone {location}"),
    };
}
