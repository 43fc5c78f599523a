using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>What is asked of a job less often.</summary>
public sealed partial class JobMenu : ActingComponent
{
    /// <summary>The job as it stands.</summary>
    [Parameter, EditorRequired] public required JobStatus Job { get; set; }

    /// <summary>Asks for how long.</summary>
    [Inject] public required IDialogService Dialogs { get; init; }

    [Inject] private JobRequests Requests { get; init; } = null!; // always injected; its type is not public

    private string Name => Job.Name.Text;

    private async Task PauseAsync()
    {
        if (await PauseDialog.AskAsync(Dialogs, Name) is { } choice) await AskAsync(JobAction.Pause, JobAnswers.OfPause, choice.Until);
    }

    private async Task AskAsync(JobAction action, Func<string, JobAnswer, string> words, DateTimeOffset? until = null)
    {
        var answer = Requests.Ask(await ActorAsync(), action, Name, until);
        Tell(words(Name, answer), answer.IsSuccess);
    }
}
