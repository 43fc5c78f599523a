using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.Units;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>The next five times of a schedule that is being typed; nothing for one that cannot be read.</summary>
public sealed partial class NextTimes : ComponentBase
{
    private const int Shown = 5;

    private ImmutableArray<DateTimeOffset> _times = [];
    private DateTimeOffset _now;

    /// <summary>The schedule as it stands in the field.</summary>
    [Parameter, EditorRequired] public required string Text { get; set; }

    /// <summary>True for times of day, false for a distance.</summary>
    [Parameter, EditorRequired] public required bool IsCron { get; set; }

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _now = Time.GetLocalNow();
        _times = Of(Text, IsCron, _now, Time);
    }

    internal static ImmutableArray<DateTimeOffset> Of(string text, bool isCron, DateTimeOffset now, TimeProvider clock)
    {
        ISchedule? schedule = null;
        if (isCron && CronExpression.TryParse(text, out var cron, out _)) schedule = new CronSchedule(cron, TimeZones.Local(clock));
        else if (!isCron && EitherDuration.TryParseInterval(text, out var interval, out _) && interval > TimeSpan.Zero) schedule = new PeriodicGridSchedule(now, interval);
        return schedule is null ? [] : FireTimes.Of(schedule, now, Shown, clock);
    }
}
