using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Pages.Runs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>The last runs of a job from the history, those before a restart included.</summary>
public sealed partial class JobRunsCard : LiveComponent
{
    private const int Shown = 8;

    private IReadOnlyList<RunLine>? _lines;
    private string? _trouble;

    /// <summary>The job's name.</summary>
    [Parameter, EditorRequired] public required string Job { get; set; }

    [Inject] private RunHistory History { get; init; } = null!; // given before the first rendering

    [Inject] private HistoryWriter Writer { get; init; } = null!; // given before the first rendering

    // The page does not wait for the history: it is asked once the card is in a browser.
    /// <inheritdoc/>
    protected override IDisposable Subscribe()
    {
        var reading = new HistoryReading(Writer.News, LoadAsync, Time);
        reading.Begin();
        return reading;
    }

    private async Task LoadAsync(CancellationToken left)
    {
        try
        {
            var page = await History.ListAsync(new RunFilter { Job = Job }, Shown, cancellation: left);
            await UpdateAsync(() => (_lines, _trouble) = ([.. page.Runs.Select(RunLine.From)], null));
        }
        catch (DatabaseUnavailableException failure)
        {
            await UpdateAsync(() => _trouble = failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await InvokeAsync(() => DispatchExceptionAsync(failure));
        }
    }
}
