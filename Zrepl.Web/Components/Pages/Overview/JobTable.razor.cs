using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>All jobs, one line each; on a phone one card each.</summary>
public sealed partial class JobTable : ComponentBase
{
    /// <summary>The jobs in their order.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<JobLine> Lines { get; set; }

    /// <summary>The pointer came over the list, or left it.</summary>
    [Parameter] public EventCallback<bool> Held { get; set; }
}
