using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>One job as a form: changed key by key, checked at each, reviewed and saved as the text is.</summary>
public sealed partial class JobFormPage : SavingComponent, IDisposable
{
    private JobForm? _form;
    private JobLayout? _layout;
    private ImmutableHashSet<string> _open = [];
    private ConfigurationReview? _review;
    private string _revision = "", _reviewed = "";
    private string? _trouble, _shown;
    private bool _changedOnDisk, _isSaved;
    private ImmutableArray<string> _wrong = []; // keys to go to once they are marked

    private static readonly Loss Unsaved = new(
        "Leave without saving?", "What was changed in this form is not in the file yet. It is lost if you leave.", [], "Leave without saving");

    /// <summary>The job that is changed; null for a new one.</summary>
    [Parameter] public string? Name { get; set; }

    /// <summary>The type of a new job.</summary>
    [Parameter] public string? Type { get; set; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>Where to go after a new job.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>The browser.</summary>
    [Inject] public required IJSRuntime Script { get; init; }

    private string Title => Type is null ? $"Job {Name}" : $"New {Type} job";

    /// <inheritdoc/>
    public void Dispose() => Leave();

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_shown == Title) return;
        _shown = Title;
        Load();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_wrong.IsEmpty) return;
        var keys = _wrong;
        _wrong = [];
        await GoToAsync(keys);
    }

    private void Load() => BeginIn(null);

    // A job that is there is looked for in all files; a new one goes to the main file, or where the reader wants it.
    private void BeginIn(string? wanted)
    {
        Leave();
        (_form, _review, _trouble, _changedOnDisk, _isSaved) = (null, null, null, false, false);
        try
        {
            foreach (var path in Desk.Files.Where(path => wanted is null || path == wanted))
            {
                var file = Desk.Read(path);
                if (Begin(file.Text) is not { } draft) continue;
                _ = draft.Now.Text; // now, rather than while it is shown
                (_revision, _form) = (file.Revision, new(path, draft.Initial, draft.Now, text => Desk.Check(path, text)));
                break;
            }
        }
        catch (Exception failure) when (failure is ConfigurationFileException or TextNotEditableException)
        {
            _trouble = $"{failure.Message}.";
            return;
        }

        if (_form is not { } form || form.Section is not { } section)
        {
            _form = null;
            _trouble = Type is null ? $"No job named {Name} with a type is in a file that can be read." : $"There is no type of job called {Type}, or the file cannot be read.";
            return;
        }

        form.Changed += StateHasChanged;
        _layout = JobLayout.Of(section);
        _open = [.. _layout.Groups.Where(group => JobLayout.IsOpen(form, group)).Select(group => group.Title)];
    }

    private (JobDraft Initial, JobDraft Now)? Begin(string text)
    {
        if (Type is null) return JobDraft.Find(text, Name ?? "") is { } found ? (found, found) : null;
        return JobForms.Of(Type) is not null && JobDraft.New(text, Type) is { } draft ? (draft, NewJob.Suggest(draft)) : null;
    }

    private async Task ReviewAsync()
    {
        if (_form is not { } form) return;
        form.ShowMissing();
        if (!form.Check.HasErrors)
        {
            await LookAsync(form, form.Draft.Text);
            return;
        }

        _wrong = [.. form.Shown.Where(problem => problem.Severity == ProblemSeverity.Error).Select(form.KeyOf).OfType<string>().Distinct(StringComparer.Ordinal)];
        Tell(
            _wrong.Length switch
            {
                0 => "Something else in the configuration is wrong; it stands beside the form.",
                1 => "One thing is wrong yet; the cursor is there.",
                var several => $"{several} things are wrong yet; the cursor is at the first.",
            },
            isDone: false);
    }

    // What is wrong may only be shown from now on, or be folded away.
    private async Task GoToAsync(ImmutableArray<string> keys) => await Script.InvokeVoidAsync("zrepl.focusField", keys);

    private async Task ReviewRemovalAsync()
    {
        if (_form is not { } form) return;
        try
        {
            await LookAsync(form, form.Initial.TextWithout());
        }
        catch (TextNotEditableException refusal)
        {
            Tell($"Not removed: {refusal.Message}.", isDone: false);
        }
    }

    private bool HasUnsaved => _form is { IsChanged: true } && !_isSaved;

    // A form that was filled in for minutes must not be lost to one click beside it.
    private async Task BeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (HasUnsaved && !await ConfirmLoss.AskAsync(Dialogs, Unsaved)) leaving.PreventNavigation();
    }

    private Task LookAsync(JobForm form, string text) => BusyAsync(async () =>
    {
        var review = await Desk.ReviewAsync(form.File, text, CancellationToken.None); // ends by itself
        (_review, _reviewed) = (review.IsLegal ? review : null, text);
        if (!review.IsLegal) Tell($"This cannot be saved: {review.Problems.Where(problem => problem.Severity == ProblemSeverity.Error).Select(problem => problem.Message).FirstOrDefault()}.", isDone: false);
    });

    private async Task SaveAsync()
    {
        if (_form is not { } form || _review is not { } review) return;
        var (name, isGone) = (form.Draft.Name ?? "", _reviewed != form.Draft.Text);
        if (await SaveAsync(review, form.File, _reviewed, _revision) is not { } answer) return;
        _isSaved = answer.Revision is not null || answer.Outcome is SaveOutcome.Unchanged;
        if (answer.Outcome is SaveOutcome.ChangedMeanwhile) (_changedOnDisk, _review) = (true, null);
        else if (answer.Revision is null && answer.Outcome is not SaveOutcome.Unchanged) _review = null;
        else if (isGone) Navigation.NavigateTo("/configuration/jobs");
        else if (Type is not null) Navigation.NavigateTo(JobAddress.Of(name));
        else if (name != Name) Navigation.NavigateTo(JobAddress.FormOf(name));
        else Load();
    }

    private void Leave()
    {
        if (_form is { } form) form.Changed -= StateHasChanged;
    }
}
