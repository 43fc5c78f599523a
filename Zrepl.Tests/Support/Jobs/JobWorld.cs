using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Hooks.Command;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Local;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Support.Jobs;

/// <summary>
/// Jobs between a sender and a receiver in memory, with a clock and alarms that a test moves. Snapshots are taken on a simulated host.
/// </summary>
internal sealed class JobWorld : IAsyncDisposable
{
    private readonly StatusFeed _feed;

    public JobWorld(
        IRunStateStore? states = null, JobOptions? options = null, IPassiveListener? listener = null, LocalListeners? listeners = null,
        MemoryReceiver? receiver = null, ApprovedRules? approved = null)
    {
        States = states ?? new MemoryRunStateStore();
        Host = new(new() { Clock = Clock, SyncToDisk = false });
        Alarms = new(Clock.GetUtcNow());
        Listeners = listeners ?? new();
        Sender = new(Script);
        Receiver = receiver ?? new(Script);
        Transport = new(Sender, Receiver);
        _feed = new(new LogProbe<StatusFeed>());
        var local = new LocalTransport(Listeners);
        var snapshotters = new SnapshotterFactory(
            Options.Create(new SnapshottingOptions()), new HookFactory(Options.Create(new HookOptions()), Clock, NullLogger<CommandHook>.Instance),
            new(Clock, NullLogger<HookPlanRunner>.Instance), Clock, new LogProbe<SnapshotterFactory>());
        Jobs = new(new()
        {
            Clock = Clock, Loggers = Loggers, Feed = _feed, Snapshotters = snapshotters, Metrics = new(Registry), Alarms = Alarms,
            WatchesZfs = false,
            Endpoints = new(new ZfsHost(new SimulatedZfs(Host), Clock), Clock, Loggers),
            Connecters = [local, Transport], Listeners = listener is null ? [local] : [listener],
            Approved = approved ?? new(null, NullLogger.Instance),
            States = States, Recorder = Recorder, Random = new(1), Options = options ?? new(),
            MakeSender = (_, _) => Sender, MakeReceiver = (_, _) => Receiver,
        });
    }

    public CallScript Script { get; } = new();

    public WatchedClock Clock { get; } = new();

    public SimulatedHost Host { get; }

    public LocalListeners Listeners { get; }

    public ManualAlarmClocks Alarms { get; }

    public ProbeLoggers Loggers { get; } = new();

    public MemorySender Sender { get; }

    public MemoryReceiver Receiver { get; }

    public MemoryTransport Transport { get; }

    public RecordingRecorder Recorder { get; } = new();

    public IRunStateStore States { get; }

    public MetricRegistry Registry { get; } = new();

    public JobHost Jobs { get; }

    public IStatusFeed Feed => _feed;

    public static string Push(
        string name = "j", string rest = "", string keepSender = "[{type: not_replicated}]",
        string keepReceiver = "[{type: last_n, count: 10}]") => $$"""
        - name: {{name}}
          type: push
          connect: {type: tcp, address: "nas:8888"}
          filesystems: {"tank<": true}
          snapshotting: {type: manual}
          pruning: {keep_sender: {{keepSender}}, keep_receiver: {{keepReceiver}}}
          {{rest}}

        """;

    public static string Pull(string name = "j", string interval = "manual") => $$"""
        - name: {{name}}
          type: pull
          connect: {type: tcp, address: "nas:8888"}
          root_fs: backup
          interval: {{interval}}
          pruning: {keep_sender: [{type: not_replicated}], keep_receiver: [{type: last_n, count: 10}]}

        """;

    public static ZreplConfiguration Configuration(params string[] jobs) =>
        jobs.Length == 0 ? new(GlobalDefinition.Default, []) : Samples.Legal("jobs:\n" + string.Concat(jobs));

    public Task StartAsync(params string[] jobs) => Jobs.StartAsync(Configuration(jobs), CancellationToken.None);

    public Task<ReloadResult> ReloadAsync(params string[] jobs) => Jobs.ReloadAsync(Configuration(jobs), CancellationToken.None);

    public Task CreatePoolAsync(string name) => Host.CreatePoolAsync(name, rootProperties: ("mountpoint", "none"));

    /// <summary>Completes when a job is seen like this.</summary>
    public async Task<JobStatus> SeenAsync(string job, Func<JobStatus, bool> matches)
    {
        var seen = new TaskCompletionSource<JobStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Feed.Subscribe(job, status =>
        {
            if (matches(status)) seen.TrySetResult(status);
        });
        try
        {
            return await seen.Task.WaitAsync(Deadline.OfATest);
        }
        catch (TimeoutException)
        {
            var log = string.Join("\n", Loggers.Log.Entries.Select(entry => entry.Message));
            throw new TimeoutException($"Last seen: {Feed.Find(job)}; calls: {string.Join(", ", Script.Calls)}; log: {log}");
        }
    }

    public Task<JobStatus> WaitingAsync(string job = "j") => SeenAsync(job, status => status is { Phase: JobPhase.Waiting });

    /// <summary>Completes when the run of a number has ended, and all that its end brings about.</summary>
    public async Task<RunResult> RunAsync(long number, string job = "j") =>
        (await SeenAsync(job, status => status.LastRun?.Number >= number && status.Running?.Number != number)).LastRun!;

    public double Metric(string name, params string[] labels) =>
        Registry.Families.Single(family => family.Name == name).With(labels).Now is var now && now.Count > 0 ? now.Count : now.Value;

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        await Jobs.StopAsync(deadline.Token);
        Assert.False(deadline.IsCancellationRequested, "The jobs did not stop.");
        Jobs.Dispose();
        await Host.DisposeAsync();
        Assert.Equal(0, Transport.Open);
        Assert.Empty(Host.Mistakes);
    }
}
