using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Scheduling;
using Zrepl.Engine.Status;
using Zrepl.Engine.Transport.Local;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Support.Jobs;

/// <summary>
/// Two simulated machines in Berlin, wired as the daemon is, whose jobs live through a year in a minute: the clock jumps from one alarm to the next, and
/// everything in between is what the daemon does.
/// </summary>
internal sealed class YearWorld : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly LocalListeners _listeners = new();
    private readonly YearAlarms _alarms;
    private ImmutableArray<string> _sources = [];

    private YearWorld(DateTimeOffset begin)
    {
        Clock = new(begin);
        Clock.SetLocalTimeZone(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        _alarms = new(Clock);
        _services = new ServiceCollection().AddSingleton<ILoggerFactory>(new ProbeLoggers()).AddSingleton<TimeProvider>(Clock).AddZreplEngine().BuildServiceProvider();
        (Here, There) = (new(new() { Clock = Clock, SyncToDisk = false, CommandLogCapacity = 10 }), new(new() { Clock = Clock, SyncToDisk = false, CommandLogCapacity = 10 }));
        (Engine, Peer) = (Make("here", Here), Make("there", There));
        Acting = Engine;
    }

    public FakeTimeProvider Clock { get; }

    public SimulatedHost Here { get; }

    public SimulatedHost There { get; }

    public EngineInstance Engine { get; }

    public EngineInstance Peer { get; }

    public static async Task<YearWorld> BeginAsync(DateTimeOffset begin)
    {
        var world = new YearWorld(begin);
        await world.Here.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        await world.There.CreatePoolAsync("backup", rootProperties: ("mountpoint", "none"));
        return world;
    }

    public Task ZfsAsync(params string[] arguments) => ZfsAsync(Engine, arguments);

    /// <summary>Names of the snapshots of a dataset, in any order.</summary>
    public static async Task<HashSet<string>> SnapshotsAsync(EngineInstance machine, string dataset)
    {
        var list = await machine.Zfs.Runner.RunAsync(ZfsCommand.Zfs("list", "-H", "-o", "name", "-t", "snapshot", dataset), CancellationToken.None);
        return [.. list.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(name => name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..])];
    }

    /// <summary>The machine whose job is looked at: here, unless the other one fetches.</summary>
    public EngineInstance Acting { get; private set; }

    /// <summary>Starts a job here and jobs there.</summary>
    public Task<JobDefinition> StartAsync(string job, string peerJobs) => StartAsync(Engine, job, Peer, peerJobs);

    /// <summary>Starts a job there, and the source job here that it fetches from.</summary>
    public Task<JobDefinition> StartThereAsync(string job, string source) => StartAsync(Peer, job, Engine, source);

    private async Task<JobDefinition> StartAsync(EngineInstance acting, string job, EngineInstance passive, string passiveJobs)
    {
        Acting = acting;
        if (passiveJobs.Length > 0)
        {
            var others = Samples.Legal("jobs:\n" + passiveJobs);
            _sources = [.. others.Jobs.OfType<SourceJobDefinition>().Select(source => source.Name.Text)];
            foreach (var source in _sources) _alarms.Expect($"{source}/snapshot");
            await passive.Jobs.StartAsync(others, CancellationToken.None);
            if (!_sources.IsEmpty) await SourcesAreDoneAsync(); // with what was due at the start
        }

        var configuration = Samples.Legal("jobs:\n" + job);
        var definition = configuration.Jobs[0];
        _alarms.Expect($"{definition.Name}/{(definition is PullJobDefinition ? "invoke" : "snapshot")}");
        await acting.Jobs.StartAsync(configuration, CancellationToken.None);
        return definition;
    }

    /// <summary>Lets everything happen that is due until a time, that time included.</summary>
    public async Task LiveUntilAsync(string job, DateTimeOffset end)
    {
        while (true)
        {
            var due = await SourcesAreDoneAsync();
            await IdleAsync(job);
            if (due > end) break;
            var number = Acting.Status.Find(job)?.LastRun?.Number ?? 0;
            Clock.SetUtcNow(due);
            if ((await _alarms.RingAsync()).Contains(job)) await SeenAsync(Acting, job, status => status.LastRun?.Number > number); // else a source takes snapshots
        }

        Clock.SetUtcNow(end);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in new[] { Engine, Peer }) await engine.DisposeAsync().AsTask().WaitAsync(Deadline.OfATest);
        foreach (var host in new[] { Here, There })
        {
            Assert.Empty(host.Mistakes);
            await host.DisposeAsync();
        }

        await _services.DisposeAsync();
    }

    // A source that snapshots by cron sets its alarm again before the snapshots are there.
    private async Task<DateTimeOffset> SourcesAreDoneAsync()
    {
        var next = await _alarms.NextAsync();
        foreach (var source in _sources) await SeenAsync(Acting == Engine ? Peer : Engine, source, status => !status.IsSnapshotting);
        return next;
    }

    private Task<JobStatus> IdleAsync(string job) =>
        SeenAsync(Acting, job, status => status is { Phase: JobPhase.Waiting, Running: null, IsWakeupPending: false, IsSnapshotting: false });

    private static async Task<JobStatus> SeenAsync(EngineInstance machine, string job, Func<JobStatus, bool> matches)
    {
        var seen = new TaskCompletionSource<JobStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = machine.Status.Subscribe(job, status =>
        {
            if (matches(status)) seen.TrySetResult(status);
        });
        return await seen.Task.WaitAsync(Deadline.OfATest);
    }

    private EngineInstance Make(string name, SimulatedHost host) => _services.GetRequiredService<EngineFactory>().Create(new()
    {
        Name = name, Runner = new SimulatedZfs(host), LocalListeners = _listeners, Alarms = _alarms,
    });

    private static async Task ZfsAsync(EngineInstance machine, params string[] arguments)
    {
        var result = await machine.Zfs.Runner.RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        Assert.True(result.IsSuccess, $"{result.Command}: {result.ErrorText}");
    }
}
