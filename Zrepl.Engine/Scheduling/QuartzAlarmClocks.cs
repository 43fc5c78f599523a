using Quartz;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Snapshotting;

namespace Zrepl.Engine.Scheduling;

/// <summary>
/// The bells of one engine: a Quartz scheduler in memory whose triggers are one-shot and come from <see cref="Schedules.ISchedule"/>. It
/// decides nothing; a ring only completes a wait (design D8, spec 6). Started with the first wait.
/// </summary>
internal sealed class QuartzAlarmClocks : IAlarmClocks
{
    // Ringing takes microseconds: whatever a job does about it, it does elsewhere. So no busy job can starve a bell (spec 6.7).
    private const int Workers = 2;

    private readonly TimeProvider _clock;
    private readonly TimeSpan _recheckEvery;
    private readonly BellBoard _bells = new();
    private readonly StandaloneSchedulerFactory _factory;
    private readonly Lazy<Task<IScheduler>> _scheduler;

    /// <param name="engine">Names the scheduler.</param>
    /// <param name="clock">The wall clock and its timers.</param>
    /// <param name="recheckEvery">Upper bound of lateness after a sleep of the machine; at least a second.</param>
    public QuartzAlarmClocks(string engine, TimeProvider clock, TimeSpan recheckEvery)
    {
        _clock = clock;
        _recheckEvery = recheckEvery;
        _factory = QuartzSchedulerBuilder.Create(quartz => Configure(quartz, engine)).Build();
        _scheduler = new(StartAsync);
    }

    public IAlarmClock Create(string job, string activity) => new QuartzAlarmClock(this, job, activity);

    public async ValueTask DisposeAsync()
    {
        if (_scheduler.IsValueCreated) await (await _scheduler.Value).Shutdown(waitForJobsToComplete: false);
        await _factory.DisposeAsync();
    }

    /// <summary>Waits for a time, or for a step of the clock that makes the time worth computing anew.</summary>
    internal async Task<AlarmReason> WaitAsync(string job, string activity, DateTimeOffset due, CancellationToken cancellation)
    {
        if (due <= _clock.GetUtcNow()) return AlarmReason.Due;
        var scheduler = await _scheduler.Value.WaitAsync(cancellation);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var bell = _bells.Add();
        var trigger = TriggerBuilder.Create(_clock)
            .WithIdentity(bell.Key, job)
            .ForJob(BellTick.Key)
            .WithDescription(activity)
            .StartAt(due)
            .WithSimpleSchedule(once => once.WithRepeatCount(0).WithMisfireInstruction(SimpleTriggerMisfireInstruction.IgnoreMisfires))
            .Build();
        await scheduler.ScheduleJob(trigger, new ScheduleJobOptions(), cancellation);
        try
        {
            var step = Schedules.WallClock.DelayUntilAsync(DateTimeOffset.MaxValue, _clock, _recheckEvery, enough.Token); // never due: ends with a step
            await Task.WhenAny(bell.Rung, step);
            cancellation.ThrowIfCancellationRequested();
            return bell.Rung.IsCompleted || due <= _clock.GetUtcNow() ? AlarmReason.Due : AlarmReason.ClockStepped;
        }
        finally
        {
            await enough.CancelAsync();
            await scheduler.UnscheduleJob(trigger.Key, CancellationToken.None);
        }
    }

    private void Configure(IQuartzBuilder quartz, string engine)
    {
        quartz.ConfigureScheduler(options =>
        {
            options.InstanceName = $"zrepl {engine}";
            options.IdleWaitTime = _recheckEvery > TimeSpan.FromSeconds(1) ? _recheckEvery : TimeSpan.FromSeconds(1); // Quartz takes no less
        });
        quartz.UseDefaultThreadPool(Workers);
        quartz.UseInMemoryStore(options => options.MisfireThreshold = TimeSpan.FromMinutes(1));
        quartz.UseTimeProvider(_clock);
        quartz.AddJobType(_ => new BellTick(_bells));
    }

    private async Task<IScheduler> StartAsync()
    {
        var scheduler = await _factory.GetScheduler();
        await scheduler.AddJob(JobBuilder.Create<BellTick>().WithIdentity(BellTick.Key).StoreDurably().Build(), new AddJobOptions());
        await scheduler.Start();
        return scheduler;
    }

    private sealed class QuartzAlarmClock(QuartzAlarmClocks clocks, string job, string activity) : IAlarmClock
    {
        public Task<AlarmReason> WaitUntilAsync(DateTimeOffset due, CancellationToken cancellation) => clocks.WaitAsync(job, activity, due, cancellation);
    }
}
