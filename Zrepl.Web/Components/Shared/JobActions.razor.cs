using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Components.Shared;

/// <summary>Runs a job now, or cancels what it does; says what came of it.</summary>
public sealed partial class JobActions : ActingComponent
{
    private bool _asked;
    private long _asksRun;

    /// <summary>The job as it stands.</summary>
    [Parameter, EditorRequired] public required JobStatus Job { get; set; }

    [Inject] private JobRequests Requests { get; init; } = null!; // always injected; its type is not public

    private bool CanCancel => Job.Running is not null || (Job.IsSnapshotting && !Job.CanBeWokenUp);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Job.Running?.Number != _asksRun) _asked = false; // that run is over
    }

    private async Task RunNowAsync() => Tell(await AskAsync(JobAction.Wakeup), JobAnswers.OfWakeup);

    private async Task CancelAsync()
    {
        _asksRun = Job.Running?.Number ?? 0;
        var answer = await AskAsync(JobAction.Cancel);
        _asked = answer.IsSuccess && Job.Running is not null;
        Tell(answer, JobAnswers.OfCancel);
    }

    private async Task<JobAnswer> AskAsync(JobAction action) => Requests.Ask(await ActorAsync(), action, Job.Name.Text);

    private void Tell(JobAnswer answer, Func<string, JobAnswer, string> words) => Tell(words(Job.Name.Text, answer), answer.IsSuccess);
}
