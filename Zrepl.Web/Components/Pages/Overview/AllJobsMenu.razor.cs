using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>What is asked of all jobs at once: before a maintenance, and after it.</summary>
public sealed partial class AllJobsMenu : ActingComponent
{
    /// <summary>The engine.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    /// <summary>Asks for how long, and before everything is cancelled.</summary>
    [Inject] public required IDialogService Dialogs { get; init; }

    [Inject] private JobRequests Requests { get; init; } = null!; // always injected; its type is not public

    private async Task PauseAsync()
    {
        if (await PauseDialog.AskAsync(Dialogs, "all jobs") is { } choice) await AskAsync(JobAction.Pause, "paused", choice.Until);
    }

    private Task ResumeAsync() => AskAsync(JobAction.Resume, "resumed");

    private async Task CancelAsync()
    {
        ImmutableArray<string> working = [.. Feed.Current.Where(JobWords.IsWorking).Select(job => job.Name.Text)];
        if (working.IsEmpty)
        {
            Tell("Nothing is under way.", isDone: true);
            return;
        }

        var loss = new Loss(
            $"Cancel {JobWords.Count(working.Length, "job")}?",
            "What was sent so far is kept and continued by the next run. Jobs run again by themselves unless they are paused.", working, "Cancel them");
        if (await ConfirmLoss.AskAsync(Dialogs, loss)) await AskAsync(JobAction.Cancel, "cancelled");
    }

    private async Task AskAsync(JobAction action, string done, DateTimeOffset? until = null)
    {
        var answers = Requests.AskAll(await ActorAsync(), action, until);
        var refused = answers.Where(answer => !answer.Answer.IsSuccess).ToList();
        var text = answers.IsEmpty ? $"No job had to be {done}." : $"{JobWords.Count(answers.Length - refused.Count, "job")} {done}.";
        if (refused.Count > 0) text += $" Not {done}: {string.Join("; ", refused.Select(answer => $"{answer.Job}: {answer.Answer.Text}"))}.";
        Tell(text, refused.Count == 0);
    }
}
