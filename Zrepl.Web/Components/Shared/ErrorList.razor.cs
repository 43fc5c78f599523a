using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>Errors in full: where, and the whole text. Many are folded, none are left out.</summary>
public sealed partial class ErrorList : ComponentBase
{
    private bool _isOpen;

    /// <summary>The errors.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<JobError> Errors { get; set; }

    /// <summary>How many are shown at first.</summary>
    [Parameter] public int Limit { get; set; } = 5;

    /// <summary>The page that shows all; without one they unfold here.</summary>
    [Parameter] public string? MoreHref { get; set; }

    private IEnumerable<JobError> Shown => _isOpen ? Errors : Errors.Take(Limit);

    private int More => _isOpen ? 0 : Math.Max(0, Errors.Length - Limit);
}
