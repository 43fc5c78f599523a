using System.Globalization;
using System.Text;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Daemon.Soak;

/// <summary>
/// A simulated machine whose programs write all the time, and whose jobs snapshot, push and prune what they wrote every few seconds, in turn over each transport. Hooks of every
/// tenth job are real processes.
/// </summary>
internal sealed class BusyMachine : IAsyncDisposable
{
    private const int DatasetsOfAJob = 3;
    private const string KeptHere = "mountpoint, canmount, overlay, sharenfs, sharesmb, setuid, devices, exec";
    private const int JobsForOneWithHooks = 10;
    private const string Hooks = """, hooks: [{type: command, path: /bin/true, filesystems: {"<": true}}]""";
    private const int MiB = 1 << 20;

    private readonly SimulatedHost _host;
    private readonly int _jobs;

    private BusyMachine(SimulatedHost host, int jobs) => (_host, _jobs) = (host, jobs);

    /// <summary>Makes it in a directory.</summary>
    public static async Task<BusyMachine> MakeAsync(string directory, int jobs, IEnumerable<Vault> vaults, CancellationToken cancellation)
    {
        var host = await SimulatedHost.OpenAsync(directory, new() { SyncToDisk = false }, cancellation);
        foreach (var pool in new[] { "tank", "backup" }) await host.CreatePoolAsync(pool, rootProperties: ("mountpoint", "none"));
        var zfs = new SimulatedZfs(host);
        var machine = new BusyMachine(host, jobs);
        foreach (var vault in vaults) await MakeDatasetAsync(zfs, Root(vault), cancellation);
        for (var job = 0; job < jobs; job++)
        {
            foreach (var dataset in Enumerable.Range(0, DatasetsOfAJob))
            {
                await MakeDatasetAsync(zfs, Dataset(job, dataset), cancellation);
                await host.Files.WriteAsync(Dataset(job, dataset), "file", 4 * MiB, (ulong)job);
            }
        }

        return machine;
    }

    /// <summary>So many processes of hooks there may be in a moment: a job runs one after the other.</summary>
    public static int MostHooksAtATime(int jobs) => jobs / JobsForOneWithHooks + 1;

    /// <summary>Its jobs, as they stand in <c>zrepl.yml</c>.</summary>
    public string Configuration(IReadOnlyList<Vault> vaults, TimeSpan interval)
    {
        var jobs = new StringBuilder("jobs:\n");
        foreach (var vault in vaults)
        {
            jobs.Append(CultureInfo.InvariantCulture, $$"""
              - {name: vault-{{vault.Name}}, type: sink, serve: {{vault.Serve}}, root_fs: {{Root(vault)}}, recv: {placeholder: {encryption: inherit}, properties: {inherit: [{{KeptHere}}]} } }

            """);
        }

        for (var job = 0; job < _jobs; job++)
        {
            jobs.Append(CultureInfo.InvariantCulture, $$"""
              - name: job-{{job:000}}
                type: push
                connect: {{vaults[job % vaults.Count].Connect}}
                filesystems: {"{{Dataset(job, 0)}}<": true}
                snapshotting: {type: periodic, prefix: zrepl_, interval: {{interval.TotalSeconds:0}}s{{(job % JobsForOneWithHooks == 0 ? Hooks : "")}} }
                pruning:
                  keep_sender: [{type: not_replicated}, {type: last_n, count: 5, regex: "^zrepl_"}, {type: regex, negate: true, regex: "^zrepl_"}]
                  keep_receiver: [{type: grid, grid: 1x1m(keep=all) | 10x1m, regex: "^zrepl_"}, {type: regex, negate: true, regex: "^zrepl_"}]

            """);
        }

        return jobs.ToString();
    }

    /// <summary>Writes until told to stop: somewhere, up to 4 MiB, some twenty times a second.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        var random = new Random(1);
        while (!cancellation.IsCancellationRequested)
        {
            var (job, dataset) = (random.Next(_jobs), random.Next(DatasetsOfAJob));
            await _host.Files.OverwriteAsync(Dataset(job, dataset), "file", random.Next(4) * MiB, random.Next(1, MiB), (ulong)random.Next());
            await Task.Delay(50, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    private static async Task MakeDatasetAsync(SimulatedZfs zfs, string name, CancellationToken cancellation)
    {
        var created = await zfs.RunAsync(ZfsCommand.Zfs("create", name), cancellation);
        Assert.True(created.IsSuccess, created.ErrorText);
    }

    private static string Root(Vault vault) => $"backup/{vault.Name}";

    // The first of a job has the others below it.
    private static string Dataset(int job, int dataset) =>
        string.Create(CultureInfo.InvariantCulture, $"tank/job-{job:000}{(dataset == 0 ? "" : $"/share-{dataset}")}");
}
