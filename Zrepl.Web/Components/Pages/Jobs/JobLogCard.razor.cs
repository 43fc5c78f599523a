using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Logging;
using Zrepl.Engine.Logging.Ring;
using Zrepl.Web.Components.Pages.Logs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>The newest log lines of a job, live: of level info and above, without commands that went well, the newest first.</summary>
public sealed partial class JobLogCard : LiveComponent
{
    private const int Shown = 6;

    private List<LogLineView> _lines = [];
    private string? _loaded;

    /// <summary>The job's name.</summary>
    [Parameter, EditorRequired] public required string Job { get; set; }

    /// <summary>The log.</summary>
    [Inject] public required LogRing Ring { get; init; }

    // Of commands that went well there would be nothing else.
    private Func<LogEntry, bool> IsWanted
    {
        get
        {
            var filter = new LogFilter(LogLevel.Information, Job);
            return entry => filter.Fits(entry) && (entry.Subsystem != Subsystems.ZfsCommands || entry.Level > LogLevel.Information);
        }
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Job == _loaded) return;
        _loaded = Job;
        _lines = [.. Ring.Newest(Shown, IsWanted).Select(View)];
    }

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => new LogFollower(Ring, (entries, _) => UpdateAsync(() => Add(entries)), Time);

    // What was loaded when the card began to listen may come again.
    private bool Add(IReadOnlyList<LogEntry> entries)
    {
        var newest = _lines.Count == 0 ? -1 : _lines[0].Entry.Sequence;
        var isWanted = IsWanted;
        var fitting = entries.Where(entry => entry.Sequence > newest && isWanted(entry)).TakeLast(Shown).Reverse().ToList();
        if (fitting.Count == 0) return false;
        _lines = [.. fitting.Select(View).Concat(_lines).Take(Shown)];
        return true;
    }

    private LogLineView View(LogEntry entry) => LogLineView.From(entry, TimeZoneInfo.ConvertTime(entry.At, Time.LocalTimeZone));
}
