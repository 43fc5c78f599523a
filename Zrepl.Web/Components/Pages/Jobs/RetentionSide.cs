using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Retention;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>How long snapshots of one side of a job stay.</summary>
/// <param name="Title">Which side.</param>
/// <param name="Rules">What its rules keep; empty: everything stays.</param>
internal sealed record RetentionSide(string Title, ImmutableArray<RetentionRule> Rules)
{
    /// <summary>Both sides of a job, or the only one; empty for one that does not prune.</summary>
    public static ImmutableArray<RetentionSide> Of(JobDefinition definition) => definition switch
    {
        PushJobDefinition { Pruning: var pruning } => [Of("Here", pruning.KeepSender), Of("On the other side", pruning.KeepReceiver)],
        PullJobDefinition { Pruning: var pruning } => [Of("On the other side", pruning.KeepSender), Of("Here", pruning.KeepReceiver)],
        SnapJobDefinition { Keep: var keep } => [Of("Here", keep)],
        _ => [],
    };

    private static RetentionSide Of(string title, RetentionPolicy policy) => new(title, [.. policy.Rules.Select(RetentionRule.Of)]);
}

/// <summary>One keep rule.</summary>
/// <param name="Sentence">What it keeps.</param>
/// <param name="Buckets">Its buckets, or null if it is no grid.</param>
internal sealed record RetentionRule(string Sentence, GridBuckets? Buckets)
{
    /// <summary>Puts it in words.</summary>
    public static RetentionRule Of(KeepRule rule) => new(KeepWords.Of(rule), rule is KeepGrid { Grid: var grid } ? GridBuckets.Of(grid) : null);
}
