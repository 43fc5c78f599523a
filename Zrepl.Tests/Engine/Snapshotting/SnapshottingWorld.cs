using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.SnapshotNames;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Tracing;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Snapshotting;

/// <summary>Datasets in memory, a clock that stands still, a job that listens, and the snapshotters over them.</summary>
internal sealed class SnapshottingWorld : IAsyncDisposable
{
    private readonly ISnapshotTarget _target;
    private readonly CancellationTokenSource _shutdown = new();
    private Task _running = Task.CompletedTask;

    public SnapshottingWorld(string now = "2024-06-10T12:00:00Z") : this(new FakeTimeProvider(At(now))) { }

    /// <param name="clock">The wall clock.</param>
    /// <param name="target">Where snapshots are taken, if not in <see cref="Target"/>.</param>
    public SnapshottingWorld(FakeTimeProvider clock, ISnapshotTarget? target = null)
    {
        Clock = clock;
        Target = new FakeSnapshotTarget(clock);
        _target = target ?? Target;
    }

    public FakeTimeProvider Clock { get; }

    public FakeSnapshotTarget Target { get; }

    public RecordingOwner Owner { get; } = new();

    public TestAlarmClock Alarm { get; } = new();

    public LogProbe<ISnapshotter> Log { get; } = new();

    public ImmutableArray<IHook> Hooks { get; set; } = [];

    public SnapshotEnvironment Environment => new()
    {
        Target = _target, Hooks = Hooks, Clock = Clock, Logger = Log, Owner = new GuardedOwner(Owner, Log),
        Naming = SnapshotNaming.Create("zrepl_", "dense", "UTC", DateTimeZone.Utc),
        PlanRunner = new HookPlanRunner(Clock, NullLogger<HookPlanRunner>.Instance),
    };

    public static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    public ISnapshotter StartPeriodic(TimeSpan interval, IAlarmClock? alarm = null) => Start(new PeriodicSnapshots(
        new PeriodicSettings { Interval = interval, TraceTask = TraceNames.Periodic }, Environment, alarm ?? Alarm));

    public ISnapshotter StartCron(string expression, string zone = "UTC", IAlarmClock? alarm = null) => Start(new CronSnapshots(
        new CronSettings
        {
            Schedule = new CronSchedule(CronExpression.Parse(expression), DateTimeZoneProviders.Tzdb[zone]), TraceTask = TraceNames.Snapshotting,
        }, Environment, alarm ?? Alarm));

    /// <summary>Waits until the alarm is set, lets that time come, and waits for the run.</summary>
    public async Task<SnapshotRunResult> RunDue()
    {
        var due = await Alarm.SetAsync();
        LetPass(due);
        return await Owner.RunAsync();
    }

    /// <summary>Lets a time come, by the clock and by the alarm.</summary>
    public void LetPass(DateTimeOffset time)
    {
        if (time > Clock.GetUtcNow()) Clock.AdjustTime(time);
        Alarm.AdvanceTo(time);
    }

    /// <summary>Sets the wall clock.</summary>
    public void SetClock(DateTimeOffset time)
    {
        Clock.AdjustTime(time);
        Alarm.StepTo(time);
    }

    public async Task Stop()
    {
        await _shutdown.CancelAsync();
        await _running.WaitAsync(Deadline.OfATest);
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _shutdown.Dispose();
    }

    public ISnapshotter Start(ISnapshotter snapshotter)
    {
        _running = Task.Run(() => snapshotter.RunAsync(_shutdown.Token));
        return snapshotter;
    }
}

internal static class ReportShortcuts
{
    public static PeriodicReport Periodic(this ISnapshotter snapshotter) => snapshotter.Report.Periodic!;

    public static CronReport Cron(this ISnapshotter snapshotter) => snapshotter.Report.Cron!;
}
