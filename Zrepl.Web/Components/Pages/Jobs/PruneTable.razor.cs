using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>What pruning of one side destroys and keeps.</summary>
public sealed partial class PruneTable : ComponentBase
{
    private bool _hasErrors;

    /// <summary>The side.</summary>
    [Parameter, EditorRequired] public required PruneSideView Side { get; set; }

    private ICollection<PruneLine> Lines => Side.Lines;

    private string Counts
    {
        get
        {
            if (Side is { Error: not null, Lines.IsEmpty: true }) return "no plan could be made";
            var destroyed = Side.Lines.Sum(line => line.Destroyed.Length);
            var failed = Side.Lines.Count(line => line.Kind is StateKind.Failed);
            var text = destroyed == 0 ? "nothing to destroy" : $"{JobWords.Count(destroyed, "snapshot")} in {JobWords.Count(Side.Lines.Count(line => !line.Destroyed.IsEmpty), "dataset")}";
            return failed == 0 ? text : $"{text} · {JobWords.Count(failed, "dataset")} failed";
        }
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _hasErrors |= Side.Error is not null || Side.Lines.Any(line => line.Kind is StateKind.Failed);
}
