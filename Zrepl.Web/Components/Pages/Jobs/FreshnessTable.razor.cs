using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Status;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>How old the copy of each dataset is, the worst first.</summary>
public sealed partial class FreshnessTable : ComponentBase
{
    /// <summary>The job.</summary>
    [Parameter, EditorRequired] public required JobStatus Job { get; set; }

    /// <summary>Its datasets, judged.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<DatasetFreshness> Lines { get; set; }

    private string Explanation => Job.Targets switch
    {
        { Exist: false } => "Nobody is told if they become old: the job has no alerts.rpo.",
        { Usual: { } target } => $"The target is {DurationText.Exact(target.Rpo)}; late is what is {DurationText.Exact(target.Grace)} older than that.",
        _ => "Some datasets have a target.",
    };
}
