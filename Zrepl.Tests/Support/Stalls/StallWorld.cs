using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Stalls;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Support.Stalls;

/// <summary>A simulated machine with a dataset to bring from one pool to another, faults on the way, and a clock that the test moves.</summary>
internal sealed class StallWorld : IAsyncDisposable
{
    private readonly StopSource _stop = new();
    private ReplicationRun? _run;
    private StreamWatch? _watch;

    private StallWorld(SimulatedHost host, WatchedClock clock)
    {
        (Host, Clock) = (host, clock);
        Zfs = new(new SimulatedZfs(host), clock, new() { Overrides = new(true, true, true) });
        Services = new(Zfs, clock, Loggers);
    }

    public WatchedClock Clock { get; }

    public SimulatedHost Host { get; }

    public ZfsHost Zfs { get; }

    public EndpointServices Services { get; }

    public ProbeLoggers Loggers { get; } = new();

    public ProbeStallBoard Board { get; } = new();

    /// <summary>Wraps the receiver's streams, as a bandwidth limit does.</summary>
    public Func<Stream, StreamWatch?, Stream>? Throttle { get; set; }

    public static async Task<StallWorld> StartAsync(int fileBytes = 1 << 20)
    {
        var clock = new WatchedClock();
        var host = new SimulatedHost(new() { Clock = clock, SyncToDisk = false });
        await host.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        await host.CreatePoolAsync("backup", rootProperties: ("mountpoint", "none"));
        var world = new StallWorld(host, clock);
        await world.ZfsAsync("create", "backup/root");
        await world.ZfsAsync("create", "-o", "mountpoint=/a", "tank/a");
        await host.Files.WriteAsync("tank/a", "file", fileBytes, 7);
        await world.ZfsAsync("snapshot", "tank/a@1");
        return world;
    }

    public async Task ZfsAsync(params string[] arguments)
    {
        var result = await Zfs.Runner.RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        Assert.True(result.IsSuccess, $"{result.Command}: {result.ErrorText}");
    }

    /// <summary>Brings the dataset over, under watch.</summary>
    public Task<ReplicationReport> ReplicateAsync()
    {
        Assert.True(CommandLineFilter.TryParse("tank/a:ok", out var filter, out var problem), problem);
        var job = JobName.Parse("j");
        var root = DatasetPath.Parse("backup/root");
        var sender = new LocalSender(Services, new(job, filter, new()));
        var receiver = new LocalReceiver(Services, new() { Job = job, RootFilesystem = root, ClientRoot = root, PlaceholderEncryption = PlaceholderEncryption.Off, Throttle = Watched });
        var services = new ReplicationServices(
            Clock, new ReconnectBackoff(Clock, new Random(1)), new VersionsInUse(), new ProgressToken(Clock), Loggers.CreateLogger("repl"))
        {
            Stalls = new(StallLimits.Default, Board, Clock, Loggers.CreateLogger("stalls")),
        };
        _run = new ReplicationRun(sender, receiver, new(), services);
        return _run.RunAsync(_stop);
    }

    /// <summary>Completes once the run has moved so many bytes, whatever the clock says.</summary>
    public async Task MovedAsync(long bytes)
    {
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        while (_run is null || _run.Report.Attempts.LastOrDefault() is not { } attempt || attempt.Bytes().Replicated < bytes) await Task.Delay(1, deadline.Token);
    }

    /// <summary>Completes once the sending end has given its last byte, whatever the clock says.</summary>
    public Task EndedAsync() => SeenAsync(sample => sample.HasEnded);

    /// <summary>Completes once somebody waits for bytes of the sending end, whatever the clock says.</summary>
    public Task AwaitedAsync() => SeenAsync(sample => sample.IsReading);

    private async Task SeenAsync(Func<StreamSample, bool> isSo)
    {
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        while (Volatile.Read(ref _watch) is not { } watch || !isSo(watch.Look())) await Task.Delay(1, deadline.Token);
    }

    /// <summary>Lets time pass until the guard ends the step.</summary>
    public Task UntilAbortedAsync(Task run) => Clock.PassUntilAsync(() => Log("the step is ended").Any(), run);

    /// <summary>What was logged with such a text.</summary>
    public IEnumerable<string> Log(string text) =>
        Loggers.Log.Entries.Select(entry => entry.Message).Where(message => message.Contains(text, StringComparison.Ordinal));

    /// <summary>Stops the run.</summary>
    public void Stop() => _stop.Stop(StopReason.ResetRequested);

    /// <summary>The report of a run that did everything in the end.</summary>
    public async Task<ReplicationReport> DoneAsync(Task<ReplicationReport> run)
    {
        var report = await run.WaitAsync(Deadline.OfATest);
        Assert.Empty(report.Attempts[^1].Filesystems.Where(f => f.Error is not null).Select(f => f.Error!.Err));
        Assert.Equal(AttemptState.Done, report.Attempts[^1].State);
        Assert.Equal(await Host.Files.DigestAsync("tank/a@1"), await Host.Files.DigestAsync("backup/root/tank/a@1"));
        Assert.Null(Board.Now);
        return report;
    }

    private Stream Watched(Stream stream, StreamWatch? watch)
    {
        Volatile.Write(ref _watch, watch);
        return Throttle?.Invoke(stream, watch) ?? stream;
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Host.Mistakes);
        await Host.DisposeAsync();
        _stop.Dispose();
    }
}
