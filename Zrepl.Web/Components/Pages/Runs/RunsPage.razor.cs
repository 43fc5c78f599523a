using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Runs;

/// <summary>The runs there were, filtered and page by page. What is asked for stands in the address, so that a link to it can be sent.</summary>
public sealed partial class RunsPage : LiveComponent
{
    private const int PerPage = 50;

    private RunQuery _query = new("", "", "", "", "");
    private string _typed = "";
    private string? _sent; // what was typed and put into the address, until the page hears of it
    private IReadOnlyList<RunLine>? _lines;
    private IReadOnlyList<string> _jobs = [];
    private RunCursor? _newer, _older;
    private string? _trouble;
    private int _asked;
    private CancellationTokenSource _left = new();

    /// <summary>Filter: a job.</summary>
    [SupplyParameterFromQuery(Name = "job")] public string? Job { get; set; }

    /// <summary>Filter: a result.</summary>
    [SupplyParameterFromQuery(Name = "result")] public string? Result { get; set; }

    /// <summary>Filter: a part of a dataset's name.</summary>
    [SupplyParameterFromQuery(Name = "dataset")] public string? Dataset { get; set; }

    /// <summary>Filter: first day.</summary>
    [SupplyParameterFromQuery(Name = "from")] public string? From { get; set; }

    /// <summary>Filter: last day.</summary>
    [SupplyParameterFromQuery(Name = "until")] public string? Until { get; set; }

    /// <summary>Place in the list: runs after it.</summary>
    [SupplyParameterFromQuery(Name = "older")] public string? Older { get; set; }

    /// <summary>Place in the list: runs before it.</summary>
    [SupplyParameterFromQuery(Name = "newer")] public string? Newer { get; set; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>The address.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] private RunHistory History { get; init; } = null!; // given before the first rendering

    [Inject] private HistoryWriter Writer { get; init; } = null!; // given before the first rendering

    private IEnumerable<string> Jobs => _query.Job.Length == 0 || _jobs.Contains(_query.Job) ? _jobs : _jobs.Append(_query.Job);

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var query = new RunQuery(Job ?? "", Result ?? "", Dataset ?? "", From ?? "", Until ?? "");
        if (_sent is null && query.Dataset.Trim() != _typed.Trim()) _typed = query.Dataset; // what is being typed is never overwritten by its own echo, however late that is
        if (query.Dataset == _sent) _sent = null;
        _query = query;
        await LoadAsync();
    }

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => new Ends(HistorySubscription.To(Writer.News, () => InvokeAsync(ReloadAsync), Time), _left);

    private async Task ReloadAsync()
    {
        try
        {
            await LoadAsync();
            StateHasChanged();
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
    }

    private async Task LoadAsync()
    {
        var asked = ++_asked; // an answer to an older question comes too late
        try
        {
            var filter = _query.ToFilter(Time.LocalTimeZone);
            var page = await History.ListAsync(filter, PerPage, RunCursor.Parse(Older), RunCursor.Parse(Newer), _left.Token);
            var jobs = await History.JobsAsync(_left.Token);
            if (asked != _asked) return;
            _jobs = jobs;
            _lines = [.. page.Runs.Select(RunLine.From)];
            _newer = page.HasNewer && !page.Runs.IsEmpty ? page.Runs[0].Cursor : null;
            _older = page.HasOlder && !page.Runs.IsEmpty ? page.Runs[^1].Cursor : null;
            _trouble = null;
        }
        catch (DatabaseUnavailableException failure)
        {
            if (asked == _asked) _trouble = failure.Message;
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // the page was left
        }
    }

    private void Type(string? typed)
    {
        _typed = typed ?? "";
        var text = _typed.Trim();
        if (text == _query.Dataset) return; // a space more: the address stays, and nothing comes back
        _sent = text;
        Go(_query with { Dataset = text });
    }

    // At once, too: what is chosen next is chosen beside this, and may come before the page hears of its new address.
    private void Go(RunQuery query)
    {
        _query = query;
        Navigation.NavigateTo(query.Address(), replace: true);
    }

    private static string Text(ChangeEventArgs change) => change.Value as string ?? "";

    private sealed class Ends(IDisposable subscription, CancellationTokenSource left) : IDisposable
    {
        public void Dispose()
        {
            subscription.Dispose();
            left.Cancel();
        }
    }
}
