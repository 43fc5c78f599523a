using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Pages.Runs;

/// <summary>What the list of runs is asked for, as it stands in its address. Days are those of this machine's time zone.</summary>
/// <param name="Job">Name of a job; empty for all.</param>
/// <param name="Result">A word of <see cref="RunResults.Words"/>; empty for all.</param>
/// <param name="Dataset">A part of a dataset's name; empty for all.</param>
/// <param name="From">First day, <c>2026-02-14</c>; empty for the first there is.</param>
/// <param name="Until">Last day, included; empty for today.</param>
internal sealed record RunQuery(string Job, string Result, string Dataset, string From, string Until)
{
    /// <summary>Asks for everything.</summary>
    public bool IsAll => this == new RunQuery("", "", "", "", "");

    /// <summary>Why nothing fits, or what of the address is left out of account, in a sentence; empty if there is nothing to say.</summary>
    public string Misunderstood(TimeZoneInfo zone)
    {
        if (Result.Length > 0 && RunResults.Filter(Result) is null) return $"“{Result}” is no result, and is left out of account: use {string.Join(", ", RunResults.Words)}.";
        foreach (var (name, day) in new[] { ("From", From), ("Until", Until) })
            if (day.Length > 0 && Midnight(day, 0, zone) is null) return $"“{day}” is no day ({name}), and is left out of account: write it like 2026-02-14.";
        return Midnight(From, 0, zone) is { } from && Midnight(Until, 0, zone) is { } until && from > until ? "From is later than Until, so that no day is left." : "";
    }

    /// <summary>The filter of the history.</summary>
    public RunFilter ToFilter(TimeZoneInfo zone)
    {
        var byResult = RunResults.Filter(Result) ?? RunFilter.All; // a word that does not exist is as good as none
        return byResult with
        {
            Job = Job.Length == 0 ? null : Job,
            Dataset = Dataset.Trim() is { Length: > 0 } text ? text : null,
            From = Midnight(From, 0, zone),
            Until = Midnight(Until, 1, zone),
        };
    }

    /// <summary>The address of the list.</summary>
    public string Address(RunCursor? olderThan = null, RunCursor? newerThan = null) => "/runs" + QueryText(("older", olderThan?.ToString()), ("newer", newerThan?.ToString()));

    /// <summary>The address of everything that fits, as a file.</summary>
    /// <param name="extension"><c>csv</c> or <c>json</c>.</param>
    /// <param name="zone">Whose days are meant.</param>
    public string ExportAddress(string extension, TimeZoneInfo zone)
    {
        var filter = ToFilter(zone);
        return QueryHelpers.AddQueryString($"/api/v1/runs.{extension}", Given(
            ("job", Job), ("result", Result), ("dataset", Dataset.Trim()), ("from", Moment(filter.From)), ("until", Moment(filter.Until))));
    }

    private string QueryText(params ReadOnlySpan<(string, string?)> place) =>
        QueryHelpers.AddQueryString("", Given([("job", Job), ("result", Result), ("dataset", Dataset.Trim()), ("from", From), ("until", Until), .. place]));

    private static IEnumerable<KeyValuePair<string, string?>> Given(params (string Name, string? Value)[] parts) =>
        parts.Where(part => part.Value is { Length: > 0 }).Select(part => KeyValuePair.Create(part.Name, part.Value));

    private static string Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "";

    private static DateTimeOffset? Midnight(string day, int daysLater, TimeZoneInfo zone)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date == DateOnly.MaxValue) return null;
        var midnight = date.AddDays(daysLater).ToDateTime(TimeOnly.MinValue);
        return midnight.Year < 1971 ? DateTimeOffset.UnixEpoch : new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }
}
