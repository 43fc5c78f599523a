using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Runs;

/// <summary>The report of one run.</summary>
public sealed partial class RunPage : LiveComponent
{
    private RunReport? _report;
    private bool _isLoaded;
    private string? _trouble;
    private long _shown;

    /// <summary>Number of the run in the history.</summary>
    [Parameter] public long Id { get; set; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    [Inject] private RunHistory History { get; init; } = null!; // given before the first rendering

    [Inject] private HistoryWriter Writer { get; init; } = null!; // given before the first rendering

    private string Title => _report is { Run: var run } ? $"Run {run.Number} of {run.Job}" : "Run";

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_isLoaded && Id == _shown) return;
        await LoadAsync();
    }

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => HistorySubscription.To(Writer.News, () => InvokeAsync(ReloadAsync), Time);

    // What is over changes no more, but it may get a successor.
    private async Task ReloadAsync()
    {
        if (_report is { Run.Outcome: not null, Detail.Next: not null }) return;
        try
        {
            await LoadAsync();
            StateHasChanged();
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
    }

    private async Task LoadAsync()
    {
        var id = Id;
        try
        {
            var detail = await History.FindAsync(id, CancellationToken.None);
            if (id != Id) return;
            _report = detail is null ? null : RunReport.From(detail);
            _trouble = null;
            _isLoaded = true;
            _shown = id;
        }
        catch (DatabaseUnavailableException failure)
        {
            if (id == Id) _trouble = failure.Message;
        }
    }
}
