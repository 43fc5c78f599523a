using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Previews;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>Which snapshots the pruner would destroy now and why each other one stays.</summary>
public sealed partial class PrunePreviewPage : ActingComponent, IDisposable
{
    private const int MostShown = 1000;

    private readonly CancellationTokenSource _gone = new();
    private ImmutableArray<PrunePreviewSide>? _sides;
    private DateTimeOffset _lookedAt;
    private bool _isBusy, _isUnknown;

    /// <summary>The job.</summary>
    [Parameter] public required string Name { get; set; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    /// <summary>Looks.</summary>
    [Inject] public required IPrunePreviews Previews { get; init; }

    /// <summary>Asks before something is lost.</summary>
    [Inject] public required IDialogService Dialogs { get; init; }

    [Inject] private JobRequests Requests { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await LoadAsync(); // ZFS and the other side may need a while: the page is there before
    }

    private async Task LoadAsync()
    {
        _isBusy = true;
        StateHasChanged();
        try
        {
            var sides = await Previews.OfAsync(Name, _gone.Token);
            (_sides, _isUnknown, _lookedAt) = (sides, sides is null, Time.GetUtcNow());
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return; // the page is gone
        }
        finally
        {
            _isBusy = false;
        }

        StateHasChanged();
    }

    private async Task PruneAsync()
    {
        if (_sides is not { } sides || !await ConfirmLoss.AskAsync(Dialogs, PreviewWords.LossOf(Name, sides))) return;
        var answer = Requests.Ask(await ActorAsync(), JobAction.Prune, Name);
        Tell(answer.IsSuccess ? $"{Name} prunes now. What it decides is decided anew at that moment, by the same rules." : $"Not done: {answer.Text}.", answer.IsSuccess);
    }
}
