using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Engine.Repairs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Repairs;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>How the copy of one dataset stands that replication cannot go on with, and the numbered ways out, each with what is lost by it.</summary>
public sealed partial class RepairPage : ActingComponent, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private RepairPlan? _plan;
    private DateTimeOffset _lookedAt;
    private string? _problem, _refused, _done;
    private string _shown = "", _refusedWord = "";
    private bool _isBusy, _isUnknown, _isInBrowser;

    /// <summary>The job.</summary>
    [Parameter] public required string Name { get; set; }

    /// <summary>The dataset, as the sender names it.</summary>
    [Parameter] public required string Dataset { get; set; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    /// <summary>Asks before something is lost.</summary>
    [Inject] public required IDialogService Dialogs { get; init; }

    [Inject] private RepairDesk Desk { get; init; } = null!; // always injected; its type is not public

    [Inject] private JobRequests Requests { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Name + "\n" + Dataset) return;
        _shown = Name + "\n" + Dataset;
        (_plan, _problem, _refused, _done) = (null, null, null, null);
        if (_isInBrowser) await LookAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _isInBrowser = true;
        await LookAsync(); // ZFS and the other side may need a while: the page is there before
    }

    private Task LookAsync() => WorkAsync(async () =>
    {
        (_refused, _done) = (null, null);
        await ShowAsync();
    });

    private async Task GoAsync(RepairPlan plan, RepairWay way)
    {
        if (!await ConfirmLoss.AskAsync(Dialogs, RepairWords.LossOf(way))) return;
        var actor = await ActorAsync();
        await WorkAsync(async () =>
        {
            (_refused, _done) = (null, null);
            switch (await Desk.RunAsync(actor, Name, Dataset, way.Number, plan.Revision))
            {
                case RepairReply.Done done:
                    (_done, _plan, _lookedAt) = (done.Way.What, done.Now, Time.GetUtcNow());
                    break;
                case RepairReply.Refused refused:
                    (_refused, _refusedWord) = (refused.Reason, "not done");
                    await ShowAsync(); // what is so now
                    break;
                case RepairReply.Interrupted interrupted:
                    (_refused, _refusedWord) = (interrupted.Reason, "not finished");
                    await ShowAsync();
                    break;
            }
        });
    }

    private async Task ReplicateAsync()
    {
        var answer = Requests.Ask(await ActorAsync(), JobAction.Replicate, Name);
        Tell(answer.IsSuccess ? $"{Name}: {answer.Text}." : $"Not done: {answer.Text}.", answer.IsSuccess);
    }

    private async Task ShowAsync()
    {
        switch (await Desk.LookAsync(Name, Dataset, _gone.Token))
        {
            case RepairReply.Shown shown:
                (_plan, _problem, _lookedAt) = (shown.Plan, null, Time.GetUtcNow());
                break;
            case RepairReply.Refused refused:
                (_plan, _problem, _isUnknown) = (null, refused.Reason, refused.IsUnknown);
                break;
        }
    }

    private async Task WorkAsync(Func<Task> work)
    {
        _isBusy = true;
        StateHasChanged();
        try
        {
            await work();
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
}
