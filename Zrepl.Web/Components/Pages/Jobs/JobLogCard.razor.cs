using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Logging.Ring;
using Zrepl.Web.Components.Pages.Logs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>The newest log lines of a job, live: of level info and above, the newest first.</summary>
public sealed partial class JobLogCard : LiveComponent
{
    private const int Shown = 6;

    private List<LogLineView> _lines = [];
    private string? _loaded;

    /// <summary>The job's name.</summary>
    [Parameter, EditorRequired] public required string Job { get; set; }

    /// <summary>The log.</summary>
    [Inject] public required LogRing Ring { get; init; }

    private LogFilter Filter => new(LogLevel.Information, Job);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Job == _loaded) return;
        _loaded = Job;
        _lines = [.. Ring.Newest(Shown, Filter.Fits).Select(View)];
    }

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => new LogFollower(Ring, (entries, _) => UpdateAsync(() => Add(entries)), Time);

    // What was loaded when the card began to listen may come again.
    private bool Add(IReadOnlyList<LogEntry> entries)
    {
        var newest = _lines.Count == 0 ? -1 : _lines[0].Entry.Sequence;
        var filter = Filter;
        var fitting = entries.Where(entry => entry.Sequence > newest && filter.Fits(entry)).TakeLast(Shown).Reverse().ToList();
        if (fitting.Count == 0) return false;
        _lines = [.. fitting.Select(View).Concat(_lines).Take(Shown)];
        return true;
    }

    private LogLineView View(LogEntry entry) => LogLineView.From(entry, TimeZoneInfo.ConvertTime(entry.At, Time.LocalTimeZone));
}
