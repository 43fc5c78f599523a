using Microsoft.AspNetCore.Components;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>What pruning does to one side of a job: counts first, then each dataset, each snapshot with what decides about it.</summary>
public sealed partial class PruneSideCard : ComponentBase
{
    private const int MostShown = 1000;

    /// <summary>The job.</summary>
    [Parameter, EditorRequired] public required string Job { get; set; }

    /// <summary>The side.</summary>
    [Parameter, EditorRequired] public required PrunePreviewSide Side { get; set; }
}
