using System.Globalization;
using Zrepl.Engine.Retention;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Shared;

/// <summary>What keep rules do, in sentences.</summary>
internal static class KeepWords
{
    /// <summary>A rule in force.</summary>
    public static string Of(KeepRule rule) => rule switch
    {
        KeepNotReplicated { KeepSnapshotAtCursor: var alsoNewest } => NotReplicated(alsoNewest),
        KeepLastN last => LastN(last.Count.ToString(CultureInfo.InvariantCulture), last.Regex?.ToString()),
        KeepGrid grid => Grid(grid.Grid, grid.Regex.ToString()),
        KeepRegex regex => Regex(regex.Regex.ToString(), regex.Negate),
        _ => rule.ToString(),
    };

    /// <summary>Of <c>not_replicated</c>.</summary>
    /// <param name="alsoNewest">True if the newest that was replicated stays too.</param>
    public static string NotReplicated(bool alsoNewest) =>
        alsoNewest ? "Keeps what the other side does not have yet, and the newest that it has." : "Keeps what the other side does not have yet.";

    /// <summary>Of <c>last_n</c>.</summary>
    /// <param name="count">How many; null if that is missing.</param>
    /// <param name="regex">Which; null for all.</param>
    public static string LastN(string? count, string? regex) => $"Keeps the {Count(count)}{Named(regex)}.";

    /// <summary>Of <c>regex</c>.</summary>
    /// <param name="regex">The pattern.</param>
    /// <param name="negate">True if it keeps those that do not match.</param>
    public static string Regex(string regex, bool negate) => $"Keeps every snapshot whose name {(negate ? "does not match" : "matches")} {regex}.";

    /// <summary>Of <c>grid</c>.</summary>
    /// <param name="grid">The buckets.</param>
    /// <param name="regex">Which snapshots; null for all.</param>
    public static string Grid(RetentionGrid grid, string? regex)
    {
        var end = TimeSpan.FromTicks(grid.Intervals.Sum(interval => interval.Length.Ticks * interval.Count));
        return $"Keeps {Of(grid)}; nothing older than {Span(end)}. Counted from the newest snapshot{Named(regex)}.";
    }

    /// <summary>A grid in words: <c>everything of the newest 1 h, then 1 of each hour for 24 h</c>.</summary>
    public static string Of(RetentionGrid grid) => string.Join(", then ", grid.Intervals.Select(Of));

    /// <summary>A length as people say it of a grid: <c>1 h</c>, <c>25 h</c>, <c>31 d</c>.</summary>
    public static string Span(TimeSpan length) => length.TotalDays < 2 && length.Ticks % TimeSpan.TicksPerHour == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{length.TotalHours:0} h")
        : DurationText.Rough(length);

    private static string Of(GridInterval interval)
    {
        var whole = Span(interval.Length * interval.Count);
        var each = interval.Count == 1 ? $"the {whole}" : $"each {Length(interval.Length)} for {whole}";
        return interval.Keep is { } number ? $"{number.ToString(CultureInfo.InvariantCulture)} of {each}" : $"everything of {(interval.Count == 1 ? "the newest " : "")}{whole}";
    }

    private static string Length(TimeSpan length) => length.Ticks switch
    {
        TimeSpan.TicksPerMinute => "minute",
        TimeSpan.TicksPerHour => "hour",
        TimeSpan.TicksPerDay => "day",
        7 * TimeSpan.TicksPerDay => "week",
        _ => Span(length),
    };

    private static string Count(string? count) => count switch { null => "newest; how many is missing", "1" => "newest snapshot", _ => $"{count} newest snapshots" };

    private static string Named(string? regex) => regex is null ? "" : $" whose name matches {regex}";
}
