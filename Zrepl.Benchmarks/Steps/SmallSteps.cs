using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Benchmarks.Steps;

/// <summary>
/// Question: how many small steps does a run take in a second, where streams are so short that everything else counts: holds, bookmarks, estimates, the start of
/// commands? Beside it, in turn, are the same streams as a script would move them, with <c>zfs send</c> and <c>zfs receive</c> and nothing else. ZFS is simulated within this
/// process, so the time is processor time, the simulator's included.
/// </summary>
internal static class SmallSteps
{
    private const string Dataset = "tank/data";
    private const int BytesOfAStep = 10 * 1024;

    private static readonly JobName Job = JobName.Parse("bench");

    /// <summary>Measures twice in turn and prints the better of each.</summary>
    /// <param name="steps">How many.</param>
    public static async Task RunAsync(int steps)
    {
        await MeasureAsync(20, ReplicateAsync); // compiles
        await MeasureAsync(20, ScriptAsync);
        var (zrepl, script) = (new List<Measured>(), new List<Measured>());
        for (var round = 0; round < 2; round++)
        {
            zrepl.Add(await MeasureAsync(steps, ReplicateAsync));
            script.Add(await MeasureAsync(steps, ScriptAsync));
        }

        var (ours, bare) = (zrepl.MinBy(one => one.Seconds)!, script.MinBy(one => one.Seconds)!);
        Print("zrepl", steps, ours);
        Print("send and receive only", steps, bare);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio of time: {ours.Seconds / bare.Seconds:0.0}"));
    }

    private static async Task<Measured> MeasureAsync(int steps, Func<SimulatedHost, SimulatedHost, int, Task> replicate)
    {
        await using var here = new SimulatedHost(new() { SyncToDisk = false });
        await using var there = new SimulatedHost(new() { SyncToDisk = false });
        await here.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        await there.CreatePoolAsync("backup", rootProperties: ("mountpoint", "none"));
        await RunAsync(here, "create", Dataset);
        await RunAsync(there, "create", "backup/tank");
        for (var step = 0; step < steps; step++)
        {
            await here.Files.WriteAsync(Dataset, "file", BytesOfAStep, (ulong)step);
            await RunAsync(here, "snapshot", Snapshot(step));
        }

        var before = here.CommandLog.Count + there.CommandLog.Count;
        var began = Stopwatch.GetTimestamp();
        await replicate(here, there, steps);
        var measured = new Measured(Stopwatch.GetElapsedTime(began).TotalSeconds, here.CommandLog.Count + there.CommandLog.Count - before);
        var arrived = await RunAsync(there, "list", "-H", "-o", "name", "-t", "snapshot", "-r", "backup");
        var count = arrived.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        return count == steps ? measured : throw new InvalidOperationException($"{count} of {steps} snapshots arrived");
    }

    private static async Task ReplicateAsync(SimulatedHost here, SimulatedHost there, int steps)
    {
        var sender = new LocalSender(Services(here), new(Job, FilesystemFilter.Of([FilterRule.Parse(Dataset, includes: true)]), new()));
        var root = DatasetPath.Parse("backup");
        var receiver = new LocalReceiver(Services(there), new() { Job = Job, RootFilesystem = root, ClientRoot = root, PlaceholderEncryption = PlaceholderEncryption.Off });
        using var stop = new StopSource(StopReason.DaemonShutdown, CancellationToken.None);
        var definition = ReplicationDefinition.Default with { InitialReplication = InitialReplication.All };
        await new ReplicationRun(sender, receiver, new() { Definition = definition },
            new(TimeProvider.System, new(TimeProvider.System, Random.Shared), new(), new(TimeProvider.System), NullLogger.Instance)).RunAsync(stop);
    }

    private static async Task ScriptAsync(SimulatedHost here, SimulatedHost there, int steps)
    {
        var (sending, receiving) = (new SimulatedZfs(here), new SimulatedZfs(there));
        for (var step = 0; step < steps; step++)
        {
            string[] from = step == 0 ? [] : ["-i", $"@{step - 1}"];
            await using var stream = new SendStream(await sending.StartAsync(ZfsCommand.Zfs(["send", .. from, Snapshot(step)]), CancellationToken.None));
            var receive = ZfsCommand.Zfs("receive", "-u", "backup/tank/data") with { ReadsInput = true };
            var (result, failure) = await ReceivePump.RunAsync(receiving, receive, default, stream, null, CancellationToken.None);
            if (failure is not null) throw failure;
            if (!result.IsSuccess) throw new InvalidOperationException(result.ErrorText);
        }
    }

    private static async Task<string> RunAsync(SimulatedHost host, params string[] arguments)
    {
        var result = await new SimulatedZfs(host).RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        return result.IsSuccess ? result.OutputText : throw new InvalidOperationException($"{result.Command}: {result.ErrorText}");
    }

    private static EndpointServices Services(SimulatedHost host) => new(new ZfsHost(new SimulatedZfs(host), TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance);

    private static string Snapshot(int step) => string.Create(CultureInfo.InvariantCulture, $"{Dataset}@{step}");

    private static void Print(string what, int steps, Measured measured) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what}: {steps / measured.Seconds:0} steps per second, {1000 * measured.Seconds / steps:0.00} ms and {(double)measured.Commands / steps:0.0} zfs commands each"));

    private sealed record Measured(double Seconds, long Commands);
}
