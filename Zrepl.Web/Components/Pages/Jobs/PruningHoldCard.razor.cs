using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Previews;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>Changed rules that wait for approval: why, what approving destroys, and the way to do it.</summary>
public sealed partial class PruningHoldCard : ActingComponent
{
    private bool _isBusy;

    /// <summary>The job.</summary>
    [Parameter, EditorRequired] public required string Job { get; set; }

    /// <summary>What waits.</summary>
    [Parameter, EditorRequired] public required PruningHold Hold { get; set; }

    /// <summary>True to lead to the preview; false where it stands below.</summary>
    [Parameter] public bool ShowsPreview { get; set; } = true;

    /// <summary>Asks before something is lost.</summary>
    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>Finds out what approving destroys.</summary>
    [Inject] public required IPrunePreviews Previews { get; init; }

    [Inject] private JobRequests Requests { get; init; } = null!; // always injected; its type is not public

    private async Task ApproveAsync()
    {
        var revision = Hold.Revision; // of what the reader sees now
        _isBusy = true;
        try
        {
            var sides = await Previews.OfAsync(Job, PruneQuestion.Now, CancellationToken.None) ?? []; // ends by itself
            if (!await ConfirmLoss.AskAsync(Dialogs, PreviewWords.LossByApproval(Job, sides))) return;
        }
        finally
        {
            _isBusy = false;
        }

        var answer = Requests.ApprovePruning(await ActorAsync(), Job, revision);
        Tell(answer.IsSuccess ? $"{Job}: {answer.Text}." : $"Not approved: {answer.Text}.", answer.IsSuccess);
    }
}
