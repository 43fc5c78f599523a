using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Scheduling;
using Zrepl.Engine.Status;
using Zrepl.Engine.Transport.Local;
using Zrepl.Engine.Wire;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Support.Jobs;

/// <summary>Two simulated machines, each with an engine of its own, that reach each other within this process or over the loopback interface. Wired as the daemon is.</summary>
internal sealed class TwoHosts : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly LocalListeners _listeners = new();
    private readonly NetworkTransport[] _networks;

    private TwoHosts(string? sockets)
    {
        _services = new ServiceCollection()
            .AddSingleton<ILoggerFactory>(Loggers).AddSingleton<TimeProvider>(Clock).AddZreplEngine().BuildServiceProvider();
        _networks = [new(Loggers, TimeProvider.System), new(Loggers, TimeProvider.System)]; // a network does not stand still
        if (sockets is not null) foreach (var network in _networks) network.StdinserverDirectory = sockets;
        Laptop = Make("laptop", _networks[0]);
        Nas = Make("nas", _networks[1]);
    }

    public WatchedClock Clock { get; } = new();

    public ProbeLoggers Loggers { get; } = new();

    public Machine Laptop { get; }

    public Machine Nas { get; }

    public static async Task<TwoHosts> StartAsync(string laptopJobs, string nasJobs, string? sockets = null)
    {
        var world = new TwoHosts(sockets);
        await world.Laptop.Host.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        await world.Nas.Host.CreatePoolAsync("backup", rootProperties: ("mountpoint", "none"));
        foreach (var verb in new[] { "send", "receive" })
            Assert.SkipUnless(await world.Laptop.IsSimulatedAsync(verb), $"the simulator does not know zfs {verb} yet");
        await world.Nas.Engine.Jobs.StartAsync(Samples.Legal("jobs:\n" + nasJobs), CancellationToken.None);
        await world.Laptop.Engine.Jobs.StartAsync(Samples.Legal("jobs:\n" + laptopJobs), CancellationToken.None);
        await Task.WhenAll(world.Laptop.ListensAsync(), world.Nas.ListensAsync());
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var machine in new[] { Laptop, Nas })
        {
            await machine.Engine.DisposeAsync().AsTask().WaitAsync(Deadline.OfATest);
            Assert.Empty(machine.Engine.Commands.Current);
            Assert.Empty(machine.Host.Mistakes);
            await machine.Host.DisposeAsync();
        }

        foreach (var network in _networks) await network.DisposeAsync();
        await _services.DisposeAsync();
    }

    private Machine Make(string name, NetworkTransport network)
    {
        var host = new SimulatedHost(new() { Clock = Clock, SyncToDisk = false });
        var recorder = new RecordingRecorder();
        var engine = _services.GetRequiredService<EngineFactory>().Create(new()
        {
            Name = name, Runner = new SimulatedZfs(host), LocalListeners = _listeners, Recorder = recorder,
            Connecters = [network], Listeners = [network],
            Alarms = new TimerAlarmClocks(Clock, TimeSpan.FromSeconds(10)),
        });
        return new(host, engine, recorder);
    }

    internal sealed record Machine(SimulatedHost Host, EngineInstance Engine, RecordingRecorder Recorder)
    {
        public async Task ZfsAsync(params string[] arguments)
        {
            var result = await Engine.Zfs.Runner.RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
            Assert.True(result.IsSuccess, $"{result.Command}: {result.ErrorText}");
        }

        public async Task<bool> IsSimulatedAsync(string verb) =>
            !(await Engine.Zfs.Runner.RunAsync(ZfsCommand.Zfs(verb), CancellationToken.None)).ErrorText.Contains("not simulated", StringComparison.Ordinal);

        public async Task<string[]> SnapshotsAsync(string dataset)
        {
            var list = ZfsCommand.Zfs("list", "-H", "-o", "name", "-t", "snapshot", dataset);
            var names = (await Engine.Zfs.Runner.RunAsync(list, CancellationToken.None)).OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return [.. names.Select(name => name[(name.IndexOf('@', StringComparison.Ordinal) + 1)..])];
        }

        public async Task<JobStatus> SeenAsync(string job, Func<JobStatus, bool> matches)
        {
            var seen = new TaskCompletionSource<JobStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var subscription = Engine.Status.Subscribe(job, status =>
            {
                if (matches(status)) seen.TrySetResult(status);
            });
            try
            {
                return await seen.Task.WaitAsync(Deadline.OfATest);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"Last seen: {Engine.Status.Find(job)}");
            }
        }

        // Whoever is refused for coming too early waits for the other side, and the clock of these tests stands still.
        public Task ListensAsync() => Task.WhenAll(Engine.Status.Current.Where(job => job.Kind is JobKind.Sink or JobKind.Source)
            .Select(job => SeenAsync(job.Name.Text, status => status.Phase != JobPhase.Starting)));

        public async Task<RunResult> WakeAsync(string job)
        {
            var before = Engine.Status.Find(job)?.LastRun?.Number ?? 0;
            Assert.True(Engine.Jobs.Wakeup(job).IsSuccess);
            return (await SeenAsync(job, status => status.LastRun?.Number > before && status.Running is null)).LastRun!;
        }
    }
}
