using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Components.Shared;

/// <summary>Runs a job now, or cancels what it does; says what came of it.</summary>
public sealed partial class JobActions : ActingComponent
{
    private bool _asked;
    private long _asksRun;

    /// <summary>What can be asked of the job.</summary>
    [Parameter, EditorRequired] public required JobWays Job { get; set; }

    [Inject] private JobRequests Requests { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Job.Run != _asksRun) _asked = false; // that run is over
    }

    private async Task RunNowAsync() => Tell(await AskAsync(JobAction.Wakeup), JobAnswers.OfWakeup);

    private async Task CancelAsync()
    {
        _asksRun = Job.Run ?? 0;
        var answer = await AskAsync(JobAction.Cancel);
        _asked = answer.IsSuccess && Job.Run is not null;
        Tell(answer, JobAnswers.OfCancel);
    }

    private async Task<JobAnswer> AskAsync(JobAction action) => Requests.Ask(await ActorAsync(), action, Job.Job);

    private void Tell(JobAnswer answer, Func<string, JobAnswer, string> words) => Tell(words(Job.Job, answer), answer.IsSuccess);
}
