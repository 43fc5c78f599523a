using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Scheduling;
using Zrepl.Engine.Status;
using Zrepl.Engine.Transport.Local;
using Zrepl.Engine.Wire;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Support.Stalls;

/// <summary>A push job whose runs are cancelled, again and again, while a stream is under way. Its streams are real processes, over a real network if wanted.</summary>
internal sealed class CancelWorld : IAsyncDisposable
{
    private readonly SimulatedHost _laptop = new(new() { SyncToDisk = false });
    private readonly SimulatedHost _nas = new(new() { SyncToDisk = false });
    private readonly ReservedPort _port = new();
    private readonly ShellZfs _shell = new(StreamsAsProcesses.Script);
    private readonly ServiceProvider _services;
    private readonly LocalListeners _listeners = new();
    private readonly NetworkTransport[] _networks;
    private readonly StreamsAsProcesses[] _zfs;
    private readonly EngineInstance[] _engines;
    private readonly HashSet<int> _processes = [];
    private long _runs;

    private CancelWorld()
    {
        var loggers = new ProbeLoggers();
        _services = new ServiceCollection().AddSingleton<ILoggerFactory>(loggers).AddSingleton(TimeProvider.System).AddZreplEngine().BuildServiceProvider();
        _networks = [new(loggers, TimeProvider.System), new(loggers, TimeProvider.System)];
        _zfs = [new(new SimulatedZfs(_laptop), _shell.Runner), new(new SimulatedZfs(_nas), _shell.Runner)];
        _engines = [Make("laptop", 0), Make("nas", 1)];
    }

    private EngineInstance Laptop => _engines[0];

    private EngineInstance Nas => _engines[1];

    /// <summary>Starts both machines.</summary>
    /// <param name="transport"><c>tcp</c> or <c>local</c>.</param>
    public static async Task<CancelWorld> StartAsync(string transport)
    {
        var world = new CancelWorld();
        await world._laptop.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        await world._nas.CreatePoolAsync("backup", rootProperties: ("mountpoint", "none"));
        await world.PrepareAsync();
        var (connect, serve) = transport == "local"
            ? ("{type: local, listener_name: here, client_identity: laptop}", "{type: local, listener_name: here}")
            : ($$"""{type: tcp, address: "{{world._port}}" }""", $$"""{type: tcp, listen: "{{world._port}}", clients: {"127.0.0.1": laptop} }""");
        await world.Nas.Jobs.StartAsync(Samples.Legal($$"""
            jobs:
            - name: sink
              type: sink
              serve: {{serve}}
              root_fs: backup
              recv: {placeholder: {encryption: 'off'} }
            """), CancellationToken.None);
        await SeenAsync(world.Nas, "sink", status => status.Phase == JobPhase.Serving);
        await world.Laptop.Jobs.StartAsync(Samples.Legal($$"""
            jobs:
            - name: push
              type: push
              connect: {{connect}}
              filesystems: {"tank/a": true}
              snapshotting: {type: manual}
              pruning: {keep_sender: [{type: last_n, count: 10}], keep_receiver: [{type: last_n, count: 10}]}
            """), CancellationToken.None);
        await SeenAsync(world.Laptop, "push", status => status.Phase == JobPhase.Waiting);
        return world;
    }

    /// <summary>Runs the job until its stream is under way, and cancels it.</summary>
    /// <param name="later">How long after both processes run.</param>
    /// <returns>Time from the wish to the end of the run and of all processes, on both machines.</returns>
    public async Task<TimeSpan> CancelAsync(TimeSpan later)
    {
        Assert.True(Laptop.Jobs.Wakeup("push").IsSuccess);
        await UntilAsync(() => Processes(Laptop) == 1 && Processes(Nas) == 1);
        _processes.UnionWith(_engines.SelectMany(engine => engine.Commands.Current).Select(command => command.ProcessId).OfType<int>());
        await Task.Delay(later);
        var began = Stopwatch.GetTimestamp();
        Assert.True(Laptop.Jobs.Reset("push").IsSuccess);
        var run = await EndedAsync();
        await UntilAsync(() => Laptop.Commands.Current.IsEmpty && Nas.Commands.Current.IsEmpty);
        var took = Stopwatch.GetElapsedTime(began);
        Assert.Equal("cancelled: reset requested", run.Error);
        return took;
    }

    /// <summary>Holds of steps that are on disk.</summary>
    public async Task<int> StepHoldsAsync() =>
        (await new GuaranteeLister(Laptop.Zfs).ListAsync(DatasetPath.Parse("tank/a"), GuaranteeKinds.All, CancellationToken.None)).Count(one => one.Kind == GuaranteeKind.StepHold);

    /// <summary>Replicates without anybody in the way.</summary>
    public async Task CompleteAsync()
    {
        foreach (var zfs in _zfs) zfs.AreReal = false;
        Assert.True(Laptop.Jobs.Wakeup("push").IsSuccess);
        Assert.Equal((RunOutcome.Succeeded, null), ((await EndedAsync(), _runs) is var (run, _) ? (run.Outcome, run.Error) : default));
        Assert.Equal(await _laptop.Files.DigestAsync("tank/a@1"), await _nas.Files.DigestAsync("backup/laptop/tank/a@1"));
    }

    /// <summary>Processes of the streams, of all runs, that are still children of this process.</summary>
    public int Children() => _processes.Count(IsOurChild);

    /// <summary>Connections between the two machines, those that both sides have closed excepted.</summary>
    public int Connections()
    {
        const string Listening = "0A";
        const string Over = "06";
        var port = $":{_port.Number:X4}";
        return File.ReadLines("/proc/net/tcp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(line => (line[1].EndsWith(port, StringComparison.Ordinal) || line[2].EndsWith(port, StringComparison.Ordinal)) && line[3] is not (Listening or Over));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines) await engine.DisposeAsync().AsTask().WaitAsync(Deadline.OfATest);
        foreach (var network in _networks) await network.DisposeAsync();
        await _services.DisposeAsync();
        Assert.Empty(_laptop.Mistakes);
        Assert.Empty(_nas.Mistakes);
        await _laptop.DisposeAsync();
        await _nas.DisposeAsync();
        _shell.Dispose();
        _port.Dispose();
    }

    internal static async Task UntilAsync(Func<bool> isSo)
    {
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        while (!isSo()) await Task.Delay(1, deadline.Token);
    }

    private static bool IsOurChild(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{Environment.ProcessId}";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int Processes(EngineInstance engine) => engine.Commands.Current.Count(command => command is { ProcessId: not null });

    internal static async Task<JobStatus> SeenAsync(EngineInstance engine, string job, Func<JobStatus, bool> matches)
    {
        var seen = new TaskCompletionSource<JobStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = engine.Status.Subscribe(job, status =>
        {
            if (matches(status)) seen.TrySetResult(status);
        });
        return await seen.Task.WaitAsync(Deadline.OfATest);
    }

    private async Task<RunResult> EndedAsync()
    {
        _runs++;
        return (await SeenAsync(Laptop, "push", status => status.LastRun?.Number >= _runs && status.Running is null)).LastRun!;
    }

    private async Task PrepareAsync()
    {
        foreach (string[] arguments in new[] { ["create", "-o", "mountpoint=/a", "tank/a"], Array.Empty<string>(), ["snapshot", "tank/a@1"] })
        {
            if (arguments.Length == 0) await _laptop.Files.WriteAsync("tank/a", "file", 1 << 20, 7);
            else Assert.True((await new SimulatedZfs(_laptop).RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None)).IsSuccess);
        }

        await using var send = await new SimulatedZfs(_laptop).StartAsync(ZfsCommand.Zfs("send", "tank/a@1"), CancellationToken.None);
        await using var file = File.Create(Path.Combine(_shell.Folder, "stream"));
        var buffer = new byte[100_000]; // not the whole: it is cancelled before it ends
        await send.Output.ReadExactlyAsync(buffer);
        await file.WriteAsync(buffer);
    }

    private EngineInstance Make(string name, int index) => _services.GetRequiredService<EngineFactory>().Create(new()
    {
        Name = name, Runner = _zfs[index], LocalListeners = _listeners, Connecters = [_networks[index]], Listeners = [_networks[index]],
        Alarms = new TimerAlarmClocks(TimeProvider.System, TimeSpan.FromSeconds(10)),
    });
}
