using System.Globalization;
using System.Text;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Browser.Load;

/// <summary>
/// A simulated machine with 10,000 datasets and 500 jobs. Most jobs wait for a signal; some run every half minute, so that pages have something to
/// tell; one moves much, to be measured.
/// </summary>
internal static class LargeInstallation
{
    public const int Datasets = 10_000;
    public const int Jobs = 500;

    /// <summary>Moves much, to be measured.</summary>
    public const string Bulk = "bulk";

    private const int Pushes = Jobs - 2; // without the sink and the one that moves much
    private const int PerPush = Datasets / Pushes;
    private const int Restless = 6;
    private const long BulkSize = 400L << 30;

    /// <summary>Makes the pools.</summary>
    public static async Task MakeAsync(string directory, CancellationToken cancellation)
    {
        await using var host = await SimulatedHost.OpenAsync(directory, new() { SyncToDisk = false }, cancellation);
        foreach (var pool in new[] { "tank", "backup" }) await host.CreatePoolAsync(pool, rootProperties: ("mountpoint", "none"));
        var zfs = new SimulatedZfs(host);
        for (var push = 0; push < Pushes; push++)
        {
            await RunAsync(zfs, cancellation, "create", Department(push));
            for (var dataset = 1; dataset < PerPush + (push < Datasets % Pushes ? 1 : 0); dataset++)
                await RunAsync(zfs, cancellation, "create", string.Create(CultureInfo.InvariantCulture, $"{Department(push)}/share-{dataset:00}"));
        }

        await RunAsync(zfs, cancellation, "snapshot", "-r", "tank@zrepl_20260101_000000_000");
        await RunAsync(zfs, cancellation, "create", $"tank/{Bulk}");
        await host.Files.WriteAsync($"tank/{Bulk}", "file", BulkSize, 7);
        await RunAsync(zfs, cancellation, "snapshot", $"tank/{Bulk}@zrepl_20260101_000000_000");
    }

    /// <summary>The jobs, as they stand in <c>zrepl.yml</c>.</summary>
    public static string Configuration()
    {
        var jobs = new StringBuilder("""
            jobs:
              - {name: vault, type: sink, serve: {type: local, listener_name: vault}, root_fs: backup, recv: {placeholder: {encryption: inherit} } }

            """);
        for (var push = 0; push < Pushes; push++)
            Add(jobs, string.Create(CultureInfo.InvariantCulture, $"dept-{push:000}"), Department(push), push < Restless ? "{type: periodic, prefix: zrepl_, interval: 30s}" : "{type: manual}");
        Add(jobs, Bulk, $"tank/{Bulk}", "{type: manual}");
        return jobs.ToString();
    }

    private static void Add(StringBuilder jobs, string name, string dataset, string snapshotting) => jobs.Append(CultureInfo.InvariantCulture, $$"""
          - name: {{name}}
            type: push
            connect: {type: local, listener_name: vault, client_identity: here}
            filesystems: {"{{dataset}}<": true}
            snapshotting: {{snapshotting}}
            pruning: {keep_sender: [{type: not_replicated}, {type: last_n, count: 5}], keep_receiver: [{type: last_n, count: 5}]}

        """);

    private static string Department(int push) => string.Create(CultureInfo.InvariantCulture, $"tank/dept-{push:000}");

    private static async Task RunAsync(SimulatedZfs zfs, CancellationToken cancellation, params string[] arguments)
    {
        var result = await zfs.RunAsync(ZfsCommand.Zfs(arguments), cancellation);
        Assert.True(result.IsSuccess, $"{result.Command}: {result.ErrorText}");
    }
}
