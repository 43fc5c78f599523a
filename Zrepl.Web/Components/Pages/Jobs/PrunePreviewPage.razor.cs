using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Previews;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>Which snapshots the pruner would destroy now, or will have destroyed by a time to come, and why each other one stays.</summary>
public sealed partial class PrunePreviewPage : ActingComponent, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _asking;
    private ImmutableArray<PrunePreviewSide>? _sides;
    private DateTimeOffset _lookedAt;
    private DateTimeOffset? _asOf, _shownAsOf;
    private string? _asOfProblem, _read;
    private PruningHold? _hold;
    private IDisposable? _status;
    private bool _isBusy, _isUnknown, _hasBegun;

    /// <summary>The job.</summary>
    [Parameter] public required string Name { get; set; }

    /// <summary>The time to come that the preview is about, as in the address; null: now.</summary>
    [SupplyParameterFromQuery(Name = "asOf")] public string? AsOf { get; set; }

    /// <summary>Where the chosen time is kept, so that the address can be sent to somebody.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    /// <summary>Looks.</summary>
    [Inject] public required IPrunePreviews Previews { get; init; }

    /// <summary>Tells what waits for approval.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    /// <summary>Asks before something is lost.</summary>
    [Inject] public required IDialogService Dialogs { get; init; }

    [Inject] private JobRequests Requests { get; init; } = null!; // always injected; its type is not public

    // What was computed for another time is no answer.
    private bool IsAnswered => _sides is not null && _shownAsOf == _asOf;

    /// <inheritdoc/>
    public void Dispose()
    {
        _status?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _hasBegun = true;
        _status = Feed.Subscribe(Name, job => _ = InvokeAsync(() => Show(job.PruningHold)));
        await LoadAsync(); // ZFS and the other side may need a while: the page is there before
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (AsOf == _read) return;
        _read = AsOf;
        DateTimeOffset time = default;
        var isLegal = AsOf is null || AsOfTime.TryParse(AsOf, Time, out time, out _asOfProblem);
        if (isLegal) (_asOf, _asOfProblem) = (AsOf is null ? null : time, null);
        if (_hasBegun && isLegal) await LoadAsync();
    }

    private void Show(PruningHold? hold)
    {
        if (_hold == hold) return;
        _hold = hold;
        StateHasChanged();
    }

    private Task ChooseAsync(string? asOf)
    {
        Navigation.NavigateTo(asOf is null ? JobAddress.PreviewOf(Name) : $"{JobAddress.PreviewOf(Name)}?asOf={Uri.EscapeDataString(asOf)}", replace: true);
        return Task.CompletedTask;
    }

    // What was asked before is given up: a year ahead may take minutes, and its answer must not replace that of a later question.
    private async Task LoadAsync()
    {
        if (_asking is { } before) await before.CancelAsync();
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        (_asking, _isBusy) = (asking, true);
        StateHasChanged();
        try
        {
            var asOf = _asOf;
            var sides = await Previews.OfAsync(Name, new() { AsOf = asOf }, asking.Token);
            if (_asking == asking) (_sides, _isUnknown, _lookedAt, _shownAsOf) = (sides, sides is null, Time.GetUtcNow(), asOf);
        }
        catch (OperationCanceledException) when (asking.IsCancellationRequested)
        {
            return; // the page is gone, or something else was asked
        }
        finally
        {
            if (_asking == asking) (_asking, _isBusy) = (null, false);
        }

        StateHasChanged();
    }

    private async Task StopAsync()
    {
        if (_asking is not { } asking) return;
        (_asking, _isBusy) = (null, false);
        await asking.CancelAsync();
    }

    private async Task PruneAsync()
    {
        if (_sides is not { } sides || !await ConfirmLoss.AskAsync(Dialogs, PreviewWords.LossOf(Name, sides))) return;
        var answer = Requests.Ask(await ActorAsync(), JobAction.Prune, Name);
        Tell(answer.IsSuccess ? $"{Name} prunes now. What it decides is decided anew at that moment, by the same rules." : $"Not done: {answer.Text}.", answer.IsSuccess);
    }
}
