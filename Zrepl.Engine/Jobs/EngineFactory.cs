using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Hooks.Command;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing.Commands;
using Zrepl.Engine.Transport.Local;
using Zrepl.Zfs.Host;

namespace Zrepl.Engine.Jobs;

/// <summary>Makes engines: for the daemon one, for a demonstration one for each simulated host.</summary>
public sealed class EngineFactory
{
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _clock;
    private readonly IOptions<HookOptions> _hooks;
    private readonly JobMetrics _metrics;
    private readonly IAlarmClocksFactory _alarms;

    /// <param name="loggers">Makes loggers.</param>
    /// <param name="clock">For engines without a clock of their own.</param>
    /// <param name="hooks">For the hooks of snapshots.</param>
    /// <param name="metrics">Of all engines.</param>
    /// <param name="alarms">Makes their alarm clocks.</param>
    public EngineFactory(
        ILoggerFactory loggers, TimeProvider clock, IOptions<HookOptions> hooks, JobMetrics metrics, IAlarmClocksFactory alarms) =>
        (_loggers, _clock, _hooks, _metrics, _alarms) = (loggers, clock, hooks, metrics, alarms);

    /// <summary>Makes an engine. Nothing runs before its jobs are started.</summary>
    public EngineInstance Create(EngineOptions options)
    {
        var time = options.Clock ?? _clock;
        var commands = new ActiveZfsCommands();
        commands.Finished += _metrics.Commands.Finished;
        commands.Finished += _metrics.Operations.Finished;
        var runner = new TracedZfsRunner(options.Runner, commands, time, _loggers.CreateLogger<TracedZfsRunner>(), options.PathOf);
        var local = new LocalTransport(options.LocalListeners ?? new());
        return new(options.Name, new()
        {
            Clock = time,
            Loggers = _loggers,
            Endpoints = new(new ZfsHost(runner, time, HostOptions(options.Constants)), time, _loggers),
            Feed = new(_loggers.CreateLogger<StatusFeed>()),
            Snapshotters = SnapshottersOf(options.Constants, time),
            Metrics = _metrics,
            Alarms = options.Alarms ?? _alarms.Create(options.Name, time, options.Constants.Get(KnownVariables.WallClockMaxDelay)),
            Connecters = [local, .. options.Connecters],
            Listeners = [local, .. options.Listeners],
            Options = options.Jobs ?? JobOptions.From(options.Constants),
            Approved = new(options.ApprovedRulesFile, _loggers.CreateLogger<ApprovedRules>()),
            States = StatesOf(options, time),
            Recorder = new GuardedRecorder(options.Recorder ?? NoRecorder.Instance, _loggers.CreateLogger<GuardedRecorder>()),
        }, commands, options.ForgottenMarksFile);
    }

    private IRunStateStore StatesOf(EngineOptions options, TimeProvider time)
    {
        var states = options.States ?? new MemoryRunStateStore();
        return options.StatesFile is { } file ? new KeptRunStates(file, states, time, _loggers.CreateLogger<KeptRunStates>()) : states;
    }

    // With the engine's own clock, which need not be that of the container.
    private SnapshotterFactory SnapshottersOf(EnvironmentConstants constants, TimeProvider time) => new(
        Options.Create(new SnapshottingOptions { SyncUpWarnMinimum = constants.Get(KnownVariables.SyncUpWarnMinDuration) }),
        new HookFactory(_hooks, time, _loggers.CreateLogger<CommandHook>()),
        new HookPlanRunner(time, _loggers.CreateLogger<HookPlanRunner>()), time, _loggers.CreateLogger<SnapshotterFactory>());

    private static ZfsHostOptions HostOptions(EnvironmentConstants constants) => new()
    {
        LargestDestroyBatch = constants.Get(KnownVariables.DestroyMaxBatchSize),
        AbsurdEstimateFrom = constants.Get(KnownVariables.SizeEstimateThreshold),
        ProbeAgainAfter = constants.Get(KnownVariables.ResumeSupportRecheck),
        Overrides = new(
            constants.Get(KnownVariables.CommaSyntaxSupported), constants.Get(KnownVariables.EncryptionSupported),
            constants.Get(KnownVariables.SendResumeSupported)),
    };
}
