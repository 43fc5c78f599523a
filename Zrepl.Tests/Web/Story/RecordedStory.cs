using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Engine.Wire;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;
using Zrepl.Web.Hosting;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Story;

/// <summary>
/// The story of the recordings of Go zrepl, lived by our daemon with the recorded zrepl.yml: before the first run, during the first push, after it, and after an incremental
/// push and a pull. All over TCP, all commands on a simulated machine. Lived once for all tests; addresses and the bandwidth are other ones.
/// </summary>
[CollectionDefinition(Name)]
public sealed class RecordedStory : IAsyncLifetime, ICollectionFixture<RecordedStory>
{
    /// <summary>Of the tests that look at it.</summary>
    public const string Name = "the recorded story";

    /// <summary>Data connections of the story as both sides see them: four pushes, four more, two pulls.</summary>
    public const int DataConnections = 2 * 8;

    private const int DataBytes = 6_000_000;

    private readonly ReservedPort[] _ports = [new(), new()];
    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });
    private RunningDaemon _daemon = null!; // made before the first test

    /// <summary>The status at the four moments.</summary>
    public IReadOnlyList<JsonDocument> Statuses { get; private set; } = [];

    /// <summary>The page of metrics at the end.</summary>
    public string Metrics { get; private set; } = "";

    /// <summary>When the story began.</summary>
    public DateTimeOffset Began { get; } = DateTimeOffset.UtcNow;

    /// <summary>When the page of metrics was there.</summary>
    public DateTimeOffset Scraped { get; private set; }

    /// <summary>How often each verb of zfs and zpool was run.</summary>
    public IReadOnlyDictionary<string, int> Commands { get; private set; } = new Dictionary<string, int>();

    /// <summary>Lines of the log, of level debug on.</summary>
    public IReadOnlyList<string> Log { get; private set; } = [];

    /// <summary>The trace file of the last push.</summary>
    public string Trace { get; private set; } = "";

    /// <summary>All jobs as our own API knows them, at the end.</summary>
    internal IReadOnlyList<JobStatus> Jobs { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        _daemon = new(ConfigurationIn)
        {
            MakeEngines = services =>
            {
                var network = services.GetRequiredService<NetworkTransport>();
                return [HostedEngine.Of(services.GetRequiredService<EngineFactory>().Create(new() { Runner = new SimulatedZfs(_host), Connecters = [network], Listeners = [network] }), _ => true)];
            },
        };
        await _daemon.StartAsync();
        await UntilAsync("tcp_sink", job => job.Phase == JobPhase.Serving);
        await UntilAsync("tcp_source", job => job.Phase == JobPhase.Serving);
        await UntilAsync("snapjob", job => job.Snapshotting?.Periodic?.SleepUntil is not null);
        var statuses = new List<JsonDocument> { await IdleStatusAsync() };

        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Faults.Add(new() { Pattern = "zfs receive *", Fault = new Fault.Stall(CommandStream.Input, DataBytes / 2, looked.Task), Times = null }); // the one large stream: the look is in time
        var push = SignalAsync("wakeup", "tcp_push", "--wait");
        await UntilAsync("tcp_push", job => job.Transfer.Bytes.Replicated > 0);
        statuses.Add(await StatusAsync());
        looked.SetResult();
        Assert.Equal(0, (await push).ExitCode);
        statuses.Add(await IdleStatusAsync());

        await SnapshotAsync("zrepl_20261101_010000_000");
        Assert.Equal((0, ""), await SignalAsync("wakeup", "tcp_push", "--wait"));
        Assert.Equal((0, ""), await SignalAsync("wakeup", "tcp_pull", "--wait"));
        statuses.Add(await IdleStatusAsync());
        Statuses = statuses;
        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var status in Statuses) status.Dispose();
        if (_daemon is not null) await _daemon.DisposeAsync();
        await _host.DisposeAsync();
        foreach (var port in _ports) port.Dispose();
    }

    // What the recordings do not show, but metrics are to be made of.
    private async Task EndAsync()
    {
        Assert.Equal((0, ""), await SignalAsync("snapshot", "snapjob"));
        await UntilAsync("snapjob", job => job is { LastRun: not null, IsSnapshotting: false, Running: null });
        Assert.Equal(0, (await CommandRun.OfAsync("--config", _daemon.ConfigurationPath, "version")).ExitCode);
        await IdleStatusAsync();
        Jobs = [.. _daemon.Services.GetRequiredService<IStatusFeed>().Current];
        var listener = _daemon.Services.GetRequiredService<PrometheusListener>();
        using var web = new HttpClient();
        do Metrics = await web.GetStringAsync($"http://127.0.0.1:{listener.EndPoint!.Port}/metrics", _daemon.Limit); // the story's configuration has one
        while (!AllConnectionsEnded(MetricsReading.Of(Metrics)));
        Scraped = DateTimeOffset.UtcNow;
        Commands = _host.CommandLog.Entries.GroupBy(entry => entry.Command.Verb).ToDictionary(verb => verb.Key, verb => verb.Count());
        var traces = _daemon.Services.GetRequiredService<RunTraceFiles>();
        await _daemon.StopAsync();
        Log = await File.ReadAllLinesAsync(Path.Combine(_daemon.Directory.Path, "log"));
        var trace = traces.List().First(trace => trace.Name.Job == "tcp_push");
        using var reader = new StreamReader(traces.Open(trace.Name)!); // listed just now
        Trace = await reader.ReadToEndAsync();
    }

    // The serving side counts its end of a connection after the asking side has gone on.
    private static bool AllConnectionsEnded(MetricsReading page)
    {
        double[] counts = [.. new[] { "", "_drain" }.Select(part => page.Value($"zrepl_frameconn_shutdown{part}_seconds_count")), page.Value("zrepl_frameconn_shutdown_drain_bytes_read_count")];
        return counts[0] >= DataConnections && counts.All(count => count == counts[0]);
    }

    private string ConfigurationIn(string directory) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", "zrepl.yml"))
        .Replace("type: stdout", $"type: file\n      filename: {directory}/log", StringComparison.Ordinal)
        .Replace("format: human", "format: logfmt", StringComparison.Ordinal)
        .Replace("/var/run/zrepl", Path.Combine(directory, "run"), StringComparison.Ordinal)
        .Replace("127.0.0.1:9811", "127.0.0.1:0", StringComparison.Ordinal)
        .Replace("127.0.0.1:8888", _ports[0].ToString(), StringComparison.Ordinal)
        .Replace("127.0.0.1:8889", _ports[1].ToString(), StringComparison.Ordinal)
        .Replace("max: 3 MiB", $"max: {DataBytes} B", StringComparison.Ordinal);

    private async Task PrepareAsync()
    {
        foreach (var pool in new[] { "src", "dst" }) await _host.CreatePoolAsync(pool, rootProperties: ("mountpoint", "none"));
        foreach (var dataset in new[] { "src/data", "src/data/db", "src/home", "src/home/alice", "dst/backups", "dst/pulled" }) await ZfsAsync("create", dataset);
        await ZfsAsync("create", "-V", "16M", "src/vol");
        await _host.Files.WriteAsync("src/data", "file", DataBytes, 1);
        await SnapshotAsync("zrepl_20261101_000000_000");
    }

    private async Task SnapshotAsync(string name)
    {
        foreach (var dataset in new[] { "src/data", "src/data/db", "src/home", "src/home/alice", "src/vol" }) await ZfsAsync("snapshot", $"{dataset}@{name}");
    }

    private async Task ZfsAsync(params string[] arguments)
    {
        var result = await new SimulatedZfs(_host).RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        Assert.True(result.IsSuccess, $"{result.Command}: {result.ErrorText}");
    }

    private async Task<(int ExitCode, string Error)> SignalAsync(params string[] words)
    {
        var run = await CommandRun.OfAsync(["--config", _daemon.ConfigurationPath, "signal", .. words]);
        return (run.ExitCode, run.Error);
    }

    private async Task UntilAsync(string job, Predicate<JobStatus> isSeen)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = _daemon.Services.GetRequiredService<IStatusFeed>().Subscribe(job, status =>
        {
            if (isSeen(status)) seen.TrySetResult();
        });
        await seen.Task.WaitAsync(_daemon.Limit);
    }

    private async Task<JsonDocument> StatusAsync() => JsonDocument.Parse(await _daemon.Control.GetStringAsync("/status", _daemon.Limit));

    // Between runs no command is running, once the last one has been reaped.
    private async Task<JsonDocument> IdleStatusAsync()
    {
        while (true)
        {
            var status = await StatusAsync();
            if (status.RootElement.GetProperty("Global").GetProperty("ZFSCmds").GetProperty("Active").ValueKind == JsonValueKind.Null) return status;
            status.Dispose();
            await Task.Yield();
        }
    }
}
