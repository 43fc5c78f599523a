using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Pages.Runs;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>The last runs of a job from the history, those before a restart included.</summary>
public sealed partial class JobRunsCard : HistoryCard
{
    private const int Shown = 8;

    private IReadOnlyList<RunLine>? _lines;

    [Inject] private RunHistory History { get; init; } = null!; // given before the first rendering

    private protected override async Task<Action> ReadAsync(CancellationToken left)
    {
        var page = await History.ListAsync(new RunFilter { Job = Job }, Shown, cancellation: left);
        return () => _lines = [.. page.Runs.Select(RunLine.From)];
    }
}
