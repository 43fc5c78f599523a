using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.SnapshotNames;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Snapshotting;

/// <summary>Makes the snapshotters of jobs.</summary>
public sealed class SnapshotterFactory
{
    private readonly SnapshottingOptions _options;
    private readonly HookFactory _hooks;
    private readonly HookPlanRunner _planRunner;
    private readonly TimeProvider _clock;
    private readonly ILogger<SnapshotterFactory> _logger;

    /// <param name="options">What is the same for all.</param>
    /// <param name="hooks">Makes their hooks.</param>
    /// <param name="planRunner">Runs their hooks.</param>
    /// <param name="clock">Wall clock and local time zone.</param>
    /// <param name="logger">Subsystem <c>snapshot</c>.</param>
    internal SnapshotterFactory(
        IOptions<SnapshottingOptions> options, HookFactory hooks, HookPlanRunner planRunner, TimeProvider clock, ILogger<SnapshotterFactory> logger)
    {
        _options = options.Value;
        _hooks = hooks;
        _planRunner = planRunner;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Makes a snapshotter; its <see cref="ISnapshotter.RunAsync"/> has to be started.</summary>
    /// <param name="definition">When and how.</param>
    /// <param name="target">Where.</param>
    /// <param name="owner">The job, which is told of every run.</param>
    /// <param name="alarmClock">Rings when a run is due; not shared with others.</param>
    /// <param name="traceTask"><see cref="Tracing.TraceNames.Periodic"/>, or <see cref="Tracing.TraceNames.Snapshotting"/> for a snap job.</param>
    public ISnapshotter Create(
        SnapshottingDefinition definition, ISnapshotTarget target, ISnapshotterOwner owner, IAlarmClock alarmClock, string traceTask)
    {
        switch (definition)
        {
            case SnapshottingDefinition.Periodic periodic:
                return new PeriodicSnapshots(
                    new PeriodicSettings { Interval = periodic.Interval, SyncUpWarnMinimum = _options.SyncUpWarnMinimum, TraceTask = traceTask },
                    EnvironmentOf(periodic.Naming, periodic.Hooks), alarmClock);
            case SnapshottingDefinition.Cron cron:
                return new CronSnapshots(
                    new CronSettings { Schedule = new CronSchedule(cron.Expression, LocalZone()), TraceTask = traceTask },
                    EnvironmentOf(cron.Naming, cron.Hooks), alarmClock);
            case SnapshottingDefinition.Manual:
                return new ManualSnapshots();
            default:
                throw new ArgumentOutOfRangeException(nameof(definition), definition.Type, "There is no snapshotter for this type.");
        }

        SnapshotEnvironment EnvironmentOf(SnapshotNaming naming, IEnumerable<HookDefinition> hooks) => new()
        {
            Target = target, Hooks = _hooks.Create(hooks), Naming = naming, PlanRunner = _planRunner,
            Owner = new GuardedOwner(owner, _logger), Clock = _clock, Logger = _logger,
        };
    }

    private DateTimeZone LocalZone() => TimeZones.Local(_clock);
}
