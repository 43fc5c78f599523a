using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Engine.Filters;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>What a filter says of one dataset.</summary>
/// <param name="Host">Its machine.</param>
/// <param name="Dataset">Its name.</param>
/// <param name="IsIn">True if the job is about it.</param>
/// <param name="Rule">The entry of the filter that decides, as a pattern; null: none speaks of it.</param>
/// <param name="Line">The line in which that entry stands; null if that is not known.</param>
internal sealed record FilterVerdict(string Host, string Dataset, bool IsIn, string? Rule, int? Line)
{
    /// <summary>Why.</summary>
    public string Because => Rule is null ? "no line speaks of it" : $"{(Line is { } line ? $"line {line}: " : "")}\"{Rule}\": {(IsIn ? "true" : "false")}";
}

/// <summary>A filter that is being typed, tried on the datasets there are.</summary>
internal static class FilterTest
{
    /// <summary>The lines of the filter that can be read.</summary>
    public static FilesystemFilter FilterOf(JobDraft draft, FormPath at)
    {
        var rules = ImmutableArray.CreateBuilder<FilterRule>();
        foreach (var pattern in draft.Keys(at))
            if (draft.GetSwitch(at.Entry(pattern)) is { } includes && FilterRule.TryParse(pattern, includes, out var rule, out _)) rules.Add(rule);
        return FilesystemFilter.Of(rules);
    }

    /// <summary>What the filter says of each dataset.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="lineOf">In which line the entry of a pattern stands.</param>
    /// <param name="datasets">The datasets, each with its machine.</param>
    public static ImmutableArray<FilterVerdict> Of(FilesystemFilter filter, Func<string, int?> lineOf, IEnumerable<(string Host, DatasetPath Dataset)> datasets)
    {
        var lines = filter.Rules.ToDictionary(rule => rule.Pattern, rule => lineOf(rule.Pattern), StringComparer.Ordinal);
        return
        [
            .. datasets.Select(one => filter.DecidingRule(one.Dataset) is { } rule
                ? new FilterVerdict(one.Host, one.Dataset.Text, rule.Includes, rule.Pattern, lines[rule.Pattern])
                : new FilterVerdict(one.Host, one.Dataset.Text, IsIn: false, null, null)),
        ];
    }
}
