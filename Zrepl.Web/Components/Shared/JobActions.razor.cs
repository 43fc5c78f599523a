using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Components.Shared;

/// <summary>Runs a job now, or cancels what it does; says what came of it.</summary>
public sealed partial class JobActions : ComponentBase
{
    private bool _asked;
    private long _asksRun;

    /// <summary>The job as it stands.</summary>
    [Parameter, EditorRequired] public required JobStatus Job { get; set; }

    /// <summary>Does it.</summary>
    [Inject] public required IJobControl Control { get; init; }

    /// <summary>Tells what came of it.</summary>
    [Inject] public required ISnackbar Snackbar { get; init; }

    private bool CanCancel => Job.Running is not null || (Job.IsSnapshotting && !Job.CanBeWokenUp);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Job.Running?.Number != _asksRun) _asked = false; // that run is over
    }

    private void RunNow() => Tell(Control.Wakeup(Job.Name.Text), JobAnswers.OfWakeup);

    private void Cancel()
    {
        var answer = Job.Running is null ? Control.ResetSnapshotting(Job.Name.Text) : Control.Reset(Job.Name.Text);
        _asksRun = Job.Running?.Number ?? 0;
        _asked = answer.IsSuccess && Job.Running is not null;
        Tell(answer, JobAnswers.OfCancel);
    }

    private void Tell(JobAnswer answer, Func<string, JobAnswer, string> words) =>
        Snackbar.Add(words(Job.Name.Text, answer), answer.IsSuccess ? Severity.Info : Severity.Warning);
}
