using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Pages.Runs;

/// <summary>What the pruner decided on one side; the reason for each snapshot is read when somebody asks for it.</summary>
public sealed partial class PruneDecisionTable : ComponentBase
{
    private const int MostShown = 1000;

    private readonly Dictionary<long, Opened> _open = [];

    /// <summary>The side.</summary>
    [Parameter, EditorRequired] public required PrunedSideLine Side { get; set; }

    [Inject] private RunHistory History { get; init; } = null!; // given before the first rendering

    private ICollection<PrunedDataset> Rows => Side.Rows;

    private async Task ToggleAsync(PrunedDataset row)
    {
        if (_open.Remove(row.Id)) return;
        try
        {
            // Those that go first: that is what one looks for.
            var decisions = await History.DecisionsAsync(row.Id, CancellationToken.None);
            _open[row.Id] = new([.. decisions.OrderByDescending(decision => decision.Destroy)], null);
        }
        catch (DatabaseUnavailableException failure)
        {
            _open[row.Id] = new([], failure.Message);
        }
    }

    private sealed record Opened(ImmutableArray<PruneDecision> Decisions, string? Trouble);
}
