using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Benchmarks.Planning;

/// <summary>
/// Question: what does a run cost of a job with many datasets and snapshots, where nothing has changed: planning of the replication, planning of the pruning on both
/// sides? Processor time is this process's, without the listing children; memory is what is kept after a collection.
/// </summary>
internal static class PlanningBenchmark
{
    private const string Root = "backup/copies";

    private static readonly JobName Job = JobName.Parse("bench");

    /// <summary>Runs it and prints one line for each part.</summary>
    public static async Task RunAsync(string directory, int datasets, int snapshots)
    {
        var here = ListedMachine.Write(Path.Combine(directory, "sender"), "tank", datasets, snapshots, Job.Text);
        var there = ListedMachine.Write(Path.Combine(directory, "receiver"), Root + "/tank", datasets, snapshots, null);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var (sender, receiver) = (new LocalSender(Services(here), new(Job, FilesystemFilter.Everything, new())), new LocalReceiver(Services(there), Receiving()));

        foreach (var what in new[] { "plan, cold", "plan again" })
        {
            ReplicationRun? run = null;
            await MeasureAsync(what, [here, there], async () => run = await ReplicateAsync(sender, receiver));
            var kept = GC.GetTotalMemory(forceFullCollection: true) - empty;
            Print($"  kept {(double)kept / (2L * datasets * snapshots):0} bytes per snapshot of both sides, the report of {run!.NewestShared.Count} datasets included");
            if (run.NewestShared.Count != datasets) throw new InvalidOperationException($"{run.NewestShared.Count} datasets of {datasets} were planned");
            GC.KeepAlive(run);
        }

        foreach (var (side, target) in new (PruneSide, IEndpoint)[] { (PruneSide.Sender, sender), (PruneSide.Receiver, receiver) })
            await MeasureAsync($"prune {side.ToString().ToLowerInvariant()}", [here, there], () => PruneAsync(side, target, sender));
    }

    private static async Task<ReplicationRun> ReplicateAsync(ISender sender, IReceiver receiver)
    {
        using var stop = new StopSource(StopReason.DaemonShutdown, CancellationToken.None);
        var run = new ReplicationRun(
            sender, receiver, new() { Definition = ReplicationDefinition.Default }, new(TimeProvider.System, Backoff(), new VersionsInUse(), new ProgressToken(TimeProvider.System), NullLogger.Instance));
        await run.RunAsync(stop);
        return run;
    }

    private static async Task PruneAsync(PruneSide side, IEndpoint target, ISender history)
    {
        using var stop = new StopSource(StopReason.DaemonShutdown, CancellationToken.None);
        var task = new PruneTask(side, target, history, new RetentionPolicy([new KeepLastN(1_000_000)]), new VersionsInUse());
        await new PruneRun(task, new(), new(TimeProvider.System, Backoff(), new(), new ProgressToken(TimeProvider.System), NullLogger.Instance)).RunAsync(stop);
    }

    private static async Task MeasureAsync(string what, ListedMachine[] machines, Func<Task> work)
    {
        GC.Collect();
        var (processor, commands, began) = (Processor(), machines.Sum(machine => machine.Commands), Stopwatch.GetTimestamp());
        await work();
        Print($"{what}: {(Processor() - processor).TotalSeconds:0.00} s of our CPU, {Stopwatch.GetElapsedTime(began).TotalSeconds:0.00} s, {machines.Sum(machine => machine.Commands) - commands} zfs processes");
    }

    private static TimeSpan Processor()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    private static EndpointServices Services(ListedMachine machine) =>
        new(new ZfsHost(new ZfsProcessRunner(machine.Binaries), TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance);

    private static ReconnectBackoff Backoff() => new(TimeProvider.System, Random.Shared);

    private static ReceiverOptions Receiving() =>
        new() { Job = Job, RootFilesystem = DatasetPath.Parse(Root), ClientRoot = DatasetPath.Parse(Root), PlaceholderEncryption = PlaceholderEncryption.Off };

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
