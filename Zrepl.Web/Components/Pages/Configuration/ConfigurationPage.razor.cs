using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Configurations;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Components.Pages.Configuration;

/// <summary>The files of the configuration, to be read and changed: checked while one types, reviewed before they are saved.</summary>
public sealed partial class ConfigurationPage : SavingComponent
{
    private static readonly TimeSpan TimeBetweenLooks = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _gone = new();
    private TextEditor? _editor;
    private string _file = "", _revision = "", _loaded = "";
    private string? _trouble;
    private ImmutableArray<ConfigurationProblem> _problems = [];
    private ConfigurationReview? _review;
    private string _reviewed = "";
    private bool _isChanged, _changedOnDisk, _isNewerOnDisk;

    /// <summary>A version to begin from.</summary>
    [SupplyParameterFromQuery(Name = "restore")] public long? Restore { get; set; }

    /// <summary>A file to begin with.</summary>
    [SupplyParameterFromQuery(Name = "file")] public string? File { get; set; }

    /// <summary>A line to go to.</summary>
    [SupplyParameterFromQuery(Name = "line")] public int? Line { get; set; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    [Inject] private ConfigurationVersions Versions { get; init; } = null!; // always injected; its type is not public

    private bool HasErrors => _problems.Any(problem => problem.Severity == ProblemSeverity.Error);

    private bool CanReview => _isChanged && !HasErrors && !IsBusy && !_changedOnDisk;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _file = File is { } asked && Desk.Files.Contains(asked) ? asked : Desk.Files[0];

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _ = WatchAsync(_gone.Token); // ends with the page
    }

    private async Task ChooseAsync(string? file)
    {
        if (file is null || _isChanged) return;
        _file = file;
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            var file = Desk.Read(_file);
            (_loaded, _revision, _trouble, _review, _changedOnDisk) = (file.Text, file.Revision, null, null, false);
            _isNewerOnDisk = Desk.IsNewerOnDisk;
            await ShowAsync(file.Text);
            if (Restore is { } id) await RestoreAsync(id);
            if (Line is { } line && _editor is not null) await _editor.GoToAsync(line, 1);
            Line = null;
            await NameExamplesAsync(file.Text);
        }
        catch (ConfigurationFileException failure)
        {
            _trouble = failure.Message;
        }
    }

    // What an older version said is a change like any other: it is reviewed and saved, or not.
    private async Task RestoreAsync(long id)
    {
        Restore = null;
        try
        {
            if (await Versions.FindAsync(id, _gone.Token) is not { } found || !Desk.Files.Contains(found.Version.File))
            {
                Tell("This version is not there any more.", isDone: false);
                return;
            }

            _file = found.Version.File;
            var present = Desk.Read(_file);
            (_loaded, _revision) = (present.Text, present.Revision);
            await ShowAsync(found.Text);
            Tell("The older version is in the editor. Nothing is saved yet.", isDone: true);
        }
        catch (DatabaseUnavailableException failure)
        {
            Tell($"The version cannot be read: {failure.Message}.", isDone: false);
        }
    }

    private async Task ShowAsync(string text)
    {
        if (_editor is null) return;
        await _editor.SetTextAsync(text);
        await CheckAsync(text);
    }

    private async Task EditedAsync()
    {
        if (_editor is null || _gone.IsCancellationRequested) return;
        try
        {
            if (await _editor.TextAsync(_gone.Token) is { } text) await CheckAsync(text);
        }
        catch (Exception) when (_gone.IsCancellationRequested)
        {
            // the page was left while the text was on its way
        }
    }

    private async Task CheckAsync(string text)
    {
        _isChanged = LineEnds.Restore(_loaded, text) != _loaded;
        _problems = Desk.Check(_file, text).Problems;
        var marks = _problems.Where(problem => ProblemLines.IsOf(_file, problem)).OrderByDescending(problem => problem.Severity)
            .Select(problem => new LineMark(problem.Span.Line, ProblemLines.KindOf(problem).Class()));
        if (_editor is not null) await _editor.MarkAsync([.. marks]);
    }

    // Once, of the file: not with each letter.
    private async Task NameExamplesAsync(string text)
    {
        if (_isChanged || _gone.IsCancellationRequested) return;
        var shown = _problems;
        var named = (await Desk.CheckAsync(_file, text, _gone.Token)).Problems;
        if (_problems == shown) _problems = named; // else somebody typed meanwhile
    }

    private async Task GoToAsync(ConfigurationProblem problem)
    {
        if (!ProblemLines.IsOf(_file, problem))
        {
            await ChooseAsync(Path.GetFullPath(problem.Span.File));
            if (!ProblemLines.IsOf(_file, problem)) return;
        }

        if (_editor is not null) await _editor.GoToAsync(problem.Span.Line, problem.Span.Column);
    }

    private async Task ReviewAsync()
    {
        if (_editor is null || await _editor.TextAsync(_gone.Token) is not { } text) return;
        await BusyAsync(async () =>
        {
            _review = await Desk.ReviewAsync(_file, text, _gone.Token);
            _reviewed = text;
            _problems = _review.Problems;
            if (!_review.IsLegal) _review = null;
        });
    }

    private async Task SaveAsync()
    {
        if (_review is not { } review || await SaveAsync(review, _file, _reviewed, _revision) is not { } answer) return;
        if (answer.Outcome is SaveOutcome.ChangedMeanwhile) (_changedOnDisk, _review) = (true, null);
        else if (answer.Revision is not null || answer.Outcome is SaveOutcome.Unchanged) await LoadAsync();
        else (_problems, _review) = (answer.Problems.IsEmpty ? _problems : answer.Problems, null);
    }

    private async Task TakeOverAsync() => await BusyAsync(async () =>
    {
        var problem = await DoAsync(async actor => await Desk.ReloadAsync(actor, _gone.Token));
        if (problem is null) await LoadAsync();
        if (!_isNewerOnDisk) Tell("The daemon runs by the file on disk now.", isDone: true);
    });

    private async Task WatchAsync(CancellationToken gone)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeBetweenLooks, Time);
            while (await timer.WaitForNextTickAsync(gone)) await InvokeAsync(LookAsync);
        }
        catch (OperationCanceledException)
        {
            // the page is gone
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
    }

    private async Task LookAsync()
    {
        if (IsBusy || _revision.Length == 0) return;
        try
        {
            var onDisk = Desk.Read(_file);
            var isNewer = Desk.IsNewerOnDisk;
            if (onDisk.Revision == _revision && isNewer == _isNewerOnDisk) return;
            _isNewerOnDisk = isNewer;
            if (onDisk.Revision != _revision)
            {
                if (_isChanged) _changedOnDisk = true;
                else await LoadAsync();
            }

            StateHasChanged();
        }
        catch (ConfigurationFileException)
        {
            // between two writes of an editor; the next look is soon
        }
    }
}
