using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Engine.Retention;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>What a keep rule does that is still being filled in.</summary>
internal static class RuleWords
{
    /// <summary>The sentence.</summary>
    /// <param name="draft">The job.</param>
    /// <param name="rule">Where the rule is.</param>
    public static string Of(JobDraft draft, FormPath rule) => draft.Get(rule.Key("type")) switch
    {
        "not_replicated" => KeepWords.NotReplicated(alsoNewest: draft.GetSwitch(rule.Key("keep_snapshot_at_cursor")) is not false),
        "last_n" => KeepWords.LastN(draft.Get(rule.Key("count")), draft.Get(rule.Key("regex"))),
        "grid" when draft.Get(rule.Key("grid")) is { } text && RetentionGrid.TryParse(text, out var grid, out _) => KeepWords.Grid(grid, draft.Get(rule.Key("regex"))),
        "grid" => "Keeps ever fewer with age; the grid is missing or cannot be read.",
        "regex" when draft.Get(rule.Key("regex")) is { } regex => KeepWords.Regex(regex, draft.GetSwitch(rule.Key("negate")) is true),
        "regex" => "Keeps snapshots by name; the pattern is missing.",
        _ => "",
    };

    /// <summary>The buckets of a rule; null if it is no grid, or one that cannot be read.</summary>
    public static GridBuckets? BucketsOf(JobDraft draft, FormPath rule) =>
        draft.Get(rule.Key("type")) == "grid" && draft.Get(rule.Key("grid")) is { } text && RetentionGrid.TryParse(text, out var grid, out _) ? GridBuckets.Of(grid) : null;
}
