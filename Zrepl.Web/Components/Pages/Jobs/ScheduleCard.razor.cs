using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>When a job works by itself: the next times, and what becomes of those that are missed. Worked out anew only once a time has passed or the job says another.</summary>
public sealed partial class ScheduleCard : ComponentBase
{
    private ImmutableArray<ScheduleLine> _lines = [];
    private DateTimeOffset _now;
    private object? _shown;

    /// <summary>The job as it stands.</summary>
    [Parameter, EditorRequired] public required JobStatus Job { get; set; }

    /// <summary>How it is defined.</summary>
    [Parameter, EditorRequired] public required JobDefinition Definition { get; set; }

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _now = Time.GetLocalNow();
        var asked = (Job.Phase, Job.NextRun, Job.NextSnapshotAt, Job.IsPaused, Job.PausedUntil, Definition, Minute: _now.Ticks / TimeSpan.TicksPerMinute);
        if (asked.Equals(_shown)) return;
        _shown = asked;
        _lines = ScheduleLine.Of(Job, Definition, Time);
    }
}
