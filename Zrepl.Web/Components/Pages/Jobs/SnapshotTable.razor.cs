using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>The snapshots of the current or last round, failed ones first.</summary>
public sealed partial class SnapshotTable : ComponentBase
{
    private bool _hasErrors;

    /// <summary>The datasets.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<SnapshotLine> Lines { get; set; }

    private ICollection<SnapshotLine> Ordered { get; set; } = [];

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        Ordered = [.. Lines.OrderBy(line => line.Kind is StateKind.Failed ? 0 : 1)];
        _hasErrors |= Lines.Any(line => line.Kind is StateKind.Failed);
    }
}
