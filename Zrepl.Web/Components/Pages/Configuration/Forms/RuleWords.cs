using System.Globalization;
using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Engine.Retention;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>What a keep rule does, in a sentence: also of one that is still being filled in.</summary>
internal static class RuleWords
{
    /// <summary>The sentence.</summary>
    /// <param name="draft">The job.</param>
    /// <param name="rule">Where the rule is.</param>
    public static string Of(JobDraft draft, FormPath rule) => draft.Get(rule.Key("type")) switch
    {
        "not_replicated" => draft.GetSwitch(rule.Key("keep_snapshot_at_cursor")) is false
            ? "Keeps what the other side does not have yet."
            : "Keeps what the other side does not have yet, and the newest that it has.",
        "last_n" => $"Keeps the {Count(draft.Get(rule.Key("count")))}{Named(draft.Get(rule.Key("regex")))}.",
        "grid" => Grid(draft.Get(rule.Key("grid")), draft.Get(rule.Key("regex"))),
        "regex" when draft.Get(rule.Key("regex")) is { } regex => $"Keeps every snapshot whose name {(draft.GetSwitch(rule.Key("negate")) is true ? "does not match" : "matches")} {regex}.",
        "regex" => "Keeps snapshots by name; the pattern is missing.",
        _ => "",
    };

    /// <summary>A grid in words: <c>everything of the newest 1 h, then 1 of each hour for 24 h</c>.</summary>
    public static string Of(RetentionGrid grid) => string.Join(", then ", grid.Intervals.Select(Of));

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

    /// <summary>A length as people say it of a grid: <c>1 h</c>, <c>25 h</c>, <c>31 d</c>.</summary>
    public static string Span(TimeSpan length) => length.TotalDays < 2 && length.Ticks % TimeSpan.TicksPerHour == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{length.TotalHours:0} h")
        : DurationText.Rough(length);

    private static string Grid(string? text, string? regex)
    {
        if (text is null || !RetentionGrid.TryParse(text, out var grid, out _)) return "Keeps ever fewer with age; the grid is missing or cannot be read.";
        var end = TimeSpan.FromTicks(grid.Intervals.Sum(interval => interval.Length.Ticks * interval.Count));
        return $"Keeps {Of(grid)}; nothing older than {Span(end)}. Counted from the newest snapshot{Named(regex)}.";
    }

    private static string Count(string? count) => count switch { null => "newest; how many is missing", "1" => "newest snapshot", _ => $"{count} newest snapshots" };

    private static string Named(string? regex) => regex is null ? "" : $" whose name matches {regex}";
}
