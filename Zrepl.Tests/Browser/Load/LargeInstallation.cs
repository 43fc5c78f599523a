using System.Globalization;
using System.Text;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Browser.Load;

/// <summary>
/// A simulated machine with 10,000 datasets and 500 jobs. Most jobs wait for a signal; some run every half minute, so that pages have something to
/// tell; three move much, to be measured one after the other.
/// </summary>
internal static class LargeInstallation
{
    public const int Datasets = 10_000;
    public const int Jobs = 500;

    /// <summary>Pushed before there is any browser.</summary>
    public const string First = "bulk-first";

    /// <summary>Pushed while browsers are open.</summary>
    public const string Second = "bulk-second";

    /// <summary>Pushed after they were closed.</summary>
    public const string Third = "bulk-third";

    private const int Pushes = Jobs - 4; // without the sink and the three that move much
    private const int PerPush = Datasets / Pushes;
    private const int Restless = 6;
    private const long BulkSize = 64L << 30;

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
        foreach (var bulk in new[] { First, Second, Third })
        {
            await RunAsync(zfs, cancellation, "create", $"tank/{bulk}");
            await host.Files.WriteAsync($"tank/{bulk}", "file", BulkSize, (ulong)bulk.Length);
            await RunAsync(zfs, cancellation, "snapshot", $"tank/{bulk}@zrepl_20260101_000000_000");
        }
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
        foreach (var bulk in new[] { First, Second, Third }) Add(jobs, bulk, $"tank/{bulk}", "{type: manual}");
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
