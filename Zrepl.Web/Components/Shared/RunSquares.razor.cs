using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>The last runs of a job, newest on the right. A failed one is tall, so that it stands out without colour as well.</summary>
public sealed partial class RunSquares : ComponentBase
{
    private const int Pitch = 8;

    private ImmutableArray<RunSquare> _shown = [];

    /// <summary>Oldest first.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<RunSquare> Runs { get; set; }

    /// <summary>How many have room.</summary>
    [Parameter] public int Count { get; set; } = 30;

    private string Summary
    {
        get
        {
            if (_shown.IsEmpty) return "No runs yet";
            var words = _shown.GroupBy(run => run.Kind).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key.Word()}");
            return $"Last {_shown.Length} runs: {string.Join(", ", words)}";
        }
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _shown = Runs.Length > Count ? Runs[^Count..] : Runs;

    private int X(int index) => (Count - _shown.Length + index) * Pitch + 1;
}
