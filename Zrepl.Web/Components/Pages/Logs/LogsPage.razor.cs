using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Logging.Ring;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Logs;

/// <summary>The log live, the newest line first. What is asked for stands in the address, so that a link to it can be sent.</summary>
public sealed partial class LogsPage : LiveComponent
{
    private const int AtFirst = 200, MostShown = 2000;

    private LogQuery _query = new();
    private string _typedText = "", _typedTrace = "";
    private List<LogLineView> _lines = [];
    private bool _isPaused, _hasOlder;
    private long _lost, _unseen;
    private int _limit = AtFirst;

    /// <summary>Filter: lowest level.</summary>
    [SupplyParameterFromQuery(Name = "level")] public string? Level { get; set; }

    /// <summary>Filter: a job.</summary>
    [SupplyParameterFromQuery(Name = "job")] public string? Job { get; set; }

    /// <summary>Filter: a part of the program.</summary>
    [SupplyParameterFromQuery(Name = "subsystem")] public string? Subsystem { get; set; }

    /// <summary>Filter: a part of the line.</summary>
    [SupplyParameterFromQuery(Name = "text")] public string? Sought { get; set; }

    /// <summary>Filter: ids of tasks and spans.</summary>
    [SupplyParameterFromQuery(Name = "trace")] public string? Trace { get; set; }

    /// <summary>Filter: first moment, in milliseconds since 1970.</summary>
    [SupplyParameterFromQuery(Name = "from")] public string? From { get; set; }

    /// <summary>Filter: last moment.</summary>
    [SupplyParameterFromQuery(Name = "until")] public string? Until { get; set; }

    /// <summary>The log.</summary>
    [Inject] public required LogRing Ring { get; init; }

    /// <summary>For the names of jobs.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>The address.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    private IEnumerable<string> Jobs => Feed.Current.Select(job => job.Name.Text).Append(_query.Job).Where(name => name.Length > 0).Distinct();

    private string State => !_isPaused ? "live" : _unseen == 0 ? "paused" : $"paused, {_unseen} new";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var query = new LogQuery(Level ?? "", Job ?? "", Subsystem ?? "", Sought ?? "", Trace ?? "", From ?? "", Until ?? "");
        if (query.Text.Trim() != _typedText.Trim()) _typedText = query.Text; // what is being typed is never overwritten by its own echo
        if (query.Trace.Trim() != _typedTrace.Trim()) _typedTrace = query.Trace;
        _query = query;
        _limit = AtFirst;
        Load();
    }

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => new LogFollower(Ring, (entries, lost) => UpdateAsync(() => Add(entries, lost)), Time);

    private void Load()
    {
        var found = Ring.Newest(_limit + 1, _query.ToFilter().Fits);
        _hasOlder = found.Length > _limit;
        _lines = [.. found.Take(_limit).Select(View)];
        _unseen = 0;
        _lost = 0;
    }

    // What was loaded when the page began to listen may come again.
    private void Add(IReadOnlyList<LogEntry> entries, long lost)
    {
        var filter = _query.ToFilter();
        var newest = _lines.Count == 0 ? -1 : _lines[0].Entry.Sequence;
        var fitting = entries.Where(entry => entry.Sequence > newest && filter.Fits(entry)).ToList();
        if (_isPaused)
        {
            _unseen += fitting.Count;
            return;
        }

        _lost += lost;
        fitting.Reverse();
        _lines.InsertRange(0, fitting.Select(View));
        if (_lines.Count <= _limit) return;
        _lines.RemoveRange(_limit, _lines.Count - _limit);
        _hasOlder = true;
    }

    private LogLineView View(LogEntry entry) => LogLineView.From(entry, TimeZoneInfo.ConvertTime(entry.At, Time.LocalTimeZone));

    private void ShowOlder()
    {
        _limit = Math.Min(_limit + AtFirst, MostShown);
        var older = Ring.Newest(AtFirst + 1, _query.ToFilter().Fits, before: _lines[^1].Entry.Sequence);
        _hasOlder = older.Length > AtFirst && _limit < MostShown;
        _lines.AddRange(older.Take(AtFirst).Select(View));
        _isPaused = true; // somebody reads
    }

    // An opened line must not move away while it is read.
    private void Read() => _isPaused = true;

    private void Toggle()
    {
        _isPaused = !_isPaused;
        if (!_isPaused) Load();
    }

    private void TypeText(string? typed)
    {
        _typedText = typed ?? "";
        Go(_query with { Text = _typedText });
    }

    private void TypeTrace(string? typed)
    {
        _typedTrace = typed ?? "";
        Go(_query with { Trace = _typedTrace });
    }

    // At once, too: what is chosen next is chosen beside this, and may come before the page hears of its new address.
    private void Go(LogQuery query)
    {
        _query = query;
        Navigation.NavigateTo(query.Address(), replace: true);
    }

    private static string Text(ChangeEventArgs change) => change.Value as string ?? "";
}
