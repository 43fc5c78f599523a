using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Live.Configuring;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Web.Demo;

/// <summary>What goes wrong in the demonstration, so that every state of the dashboard can be seen. Source: spec C8.</summary>
internal sealed class DemoFaults
{
    private const string Copy = "sink/zrepl/pushed/prod/tank/home/anna";
    /// <summary>A snapshot that nobody should have taken.</summary>
    public const string Mistake = Copy + "@made_by_mistake";
    private const string Tag = "demo_legal_hold";

    private readonly DemoMachines _machines;
    private readonly IJobHost _backup;
    private readonly ConfigurationInForce _configuration;

    public DemoFaults(DemoMachines machines, IJobHost backup, ConfigurationInForce configuration)
    {
        (_machines, _backup, _configuration) = (machines, backup, configuration);
        All =
        [
            new("the machine \"backup\" stopped listening", TimeSpan.FromSeconds(70), StopListeningAsync),
            new("somebody holds an old snapshot of tank/home/bert, so it cannot be pruned", TimeSpan.FromSeconds(150), HoldAsync),
            new("the pool sink is full", TimeSpan.FromSeconds(80), FillPoolAsync),
            new("the connection breaks in the middle of a stream", TimeSpan.FromSeconds(60), CutAsync),
            new("somebody took a snapshot on the copy of tank/home/anna, which now differs from the original", TimeSpan.FromSeconds(100), DivergeAsync),
        ];
    }

    /// <summary>The faults in the order in which they happen.</summary>
    public ImmutableArray<DemoFault> All { get; }

    // The sink is switched off in the configuration that the machine runs by; the file stays as it is.
    private async Task<Func<CancellationToken, Task>> StopListeningAsync(CancellationToken cancellation)
    {
        await TakeAsync(job => job is SinkJobDefinition ? job with { IsEnabled = false } : job, cancellation);
        return over => TakeAsync(job => job, over);
    }

    private Task<ReloadResult> TakeAsync(Func<JobDefinition, JobDefinition> change, CancellationToken cancellation)
    {
        var definition = _configuration.Current.Definition ?? throw new InvalidOperationException("there is no configuration");
        var jobs = definition.Jobs.Where(DemoMachines.IsOnBackup).Select(change);
        return _backup.ReloadAsync(definition with { Jobs = [.. jobs] }, cancellation);
    }

    private async Task<Func<CancellationToken, Task>> HoldAsync(CancellationToken cancellation)
    {
        var snapshot = await OldestSnapshotAsync(_machines.Prod, "tank/home/bert", cancellation);
        await DemoMachines.RunAsync(_machines.Prod, cancellation, "hold", Tag, snapshot);
        return over => DemoMachines.RunAsync(_machines.Prod, over, "release", Tag, snapshot);
    }

    private async Task<Func<CancellationToken, Task>> FillPoolAsync(CancellationToken cancellation)
    {
        await _machines.Backup.ChangePoolAsync("sink", isFull: true);
        return _ => _machines.Backup.ChangePoolAsync("sink", isFull: false);
    }

    // The receiver sees the end of its input; what it has is kept and the next attempt goes on from there.
    private Task<Func<CancellationToken, Task>> CutAsync(CancellationToken cancellation)
    {
        _machines.Backup.Faults.Add("zfs recv *", new Fault.Cut(CommandStream.Input, AfterBytes: 1 << 20));
        return Task.FromResult<Func<CancellationToken, Task>>(_ =>
        {
            _machines.Backup.Faults.Clear();
            return Task.CompletedTask;
        });
    }

    private async Task<Func<CancellationToken, Task>> DivergeAsync(CancellationToken cancellation)
    {
        await DemoMachines.RunAsync(_machines.Backup, cancellation, "snapshot", Mistake);
        return over => DemoMachines.RunAsync(_machines.Backup, over, "destroy", Mistake);
    }

    private static async Task<string> OldestSnapshotAsync(SimulatedHost host, string dataset, CancellationToken cancellation)
    {
        var list = await new SimulatedZfs(host).RunAsync(ZfsCommand.Zfs("list", "-H", "-o", "name", "-t", "snapshot", "-s", "createtxg", dataset), cancellation);
        return list.OutputText.Split('\n')[0] is { Length: > 0 } oldest ? oldest : throw new InvalidOperationException($"{dataset} has no snapshot yet");
    }
}
