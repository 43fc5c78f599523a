using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>What is asked of a job less often.</summary>
public sealed partial class JobMenu : ComponentBase
{
    /// <summary>The job as it stands.</summary>
    [Parameter, EditorRequired] public required JobStatus Job { get; set; }

    /// <summary>Does it.</summary>
    [Inject] public required IJobControl Control { get; init; }

    /// <summary>Tells what came of it.</summary>
    [Inject] public required ISnackbar Snackbar { get; init; }

    private string Name => Job.Name.Text;

    private void TakeSnapshots() => Tell(Control.Snapshot(Name), JobAnswers.OfSnapshot);

    private void Pause() => Tell(Control.Pause(Name), JobAnswers.OfPause);

    private void Resume() => Tell(Control.Resume(Name), JobAnswers.OfResume);

    private void Tell(JobAnswer answer, Func<string, JobAnswer, string> words) =>
        Snackbar.Add(words(Name, answer), answer.IsSuccess ? Severity.Info : Severity.Warning);
}
