using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Web.Hosting;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Web.Demo;

/// <summary>The two machines of the demonstration and what is on them at first. Source: spec C8.</summary>
internal sealed class DemoMachines : IAsyncDisposable
{
    private const int Customers = 200;
    private const int MiB = 1 << 20;
    private const string LastMade = "sink/zrepl/pulled";
    private static readonly string[] BackupPools = ["sink"];

    private DemoMachines(SimulatedHost prod, SimulatedHost backup) => (Prod, Backup) = (prod, backup);

    /// <summary>The machine whose data is backed up: pools <c>tank</c> and <c>rpool</c>.</summary>
    public SimulatedHost Prod { get; }

    /// <summary>The machine that keeps the copies: pool <c>sink</c>.</summary>
    public SimulatedHost Backup { get; }

    /// <summary>Datasets that programs write to, with the size of their file.</summary>
    public static IReadOnlyList<(string Dataset, long Size)> Busy { get; } =
    [
        ("tank/home/anna", 24 * MiB), ("tank/home/bert", 12 * MiB), ("tank/db/orders", 40 * MiB), ("tank/db/archive", 16 * MiB),
        ("tank/secret/payroll", 6 * MiB), ("tank/vm/web", 32 * MiB), ("tank/vm/mail", 20 * MiB), ("rpool/var", 8 * MiB), ("rpool/root", 8 * MiB),
    ];

    /// <summary>A dataset of the tree of customers.</summary>
    public static string Customer(int number) => $"tank/customers/c{number:D3}";

    /// <summary>Number of customers.</summary>
    public static int CustomerCount => Customers;

    /// <summary>True if a job belongs to the backup machine.</summary>
    public static bool IsOnBackup(JobDefinition job) => job switch
    {
        SinkJobDefinition sink => IsBackupPool(sink.RootFs.Text),
        PullJobDefinition pull => IsBackupPool(pull.RootFs.Text),
        PushJobDefinition push => IsOnBackup(push.Filesystems),
        SourceJobDefinition source => IsOnBackup(source.Filesystems),
        SnapJobDefinition snap => IsOnBackup(snap.Filesystems),
        _ => false,
    };

    /// <summary>Sets both machines up in memory.</summary>
    public static async Task<DemoMachines> CreateAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var machines = new DemoMachines(new(new() { Clock = clock }), new(new() { Clock = clock }));
        await machines.FillAsync(cancellation);
        return machines;
    }

    /// <summary>Opens the machines that live in a directory, or sets them up there.</summary>
    /// <exception cref="StartFailedException">They were begun there and never finished.</exception>
    public static async Task<DemoMachines> OpenAsync(string directory, TimeProvider clock, CancellationToken cancellation)
    {
        var options = new SimulatedHostOptions { Clock = clock, SyncToDisk = false };
        var machines = new DemoMachines(
            await SimulatedHost.OpenAsync(Path.Combine(directory, "prod"), options, cancellation),
            await SimulatedHost.OpenAsync(Path.Combine(directory, "backup"), options, cancellation));
        if (!await ExistsAsync(machines.Prod, "tank", cancellation)) await machines.FillAsync(cancellation);
        else if (!await ExistsAsync(machines.Backup, LastMade, cancellation)) throw new StartFailedException($"The simulated machines in {directory} were begun and never finished. Delete that directory.");
        else await machines.HealAsync(cancellation);
        return machines;
    }

    /// <summary>Runs <c>zfs</c> on a machine; what it refuses is a mistake of the demonstration.</summary>
    public static async Task RunAsync(SimulatedHost host, CancellationToken cancellation, params string[] arguments)
    {
        var result = await new SimulatedZfs(host).RunAsync(ZfsCommand.Zfs(arguments), cancellation);
        if (!result.IsSuccess) throw new InvalidOperationException($"demo: 'zfs {string.Join(' ', arguments)}' failed: {result.ErrorText.Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        await Prod.DisposeAsync();
        await Backup.DisposeAsync();
    }

    // A demonstration that was killed could not end what it had let go wrong.
    private async Task HealAsync(CancellationToken cancellation)
    {
        await Backup.ChangePoolAsync("sink", isFull: false);
        await new SimulatedZfs(Backup).RunAsync(ZfsCommand.Zfs("destroy", DemoFaults.Mistake), cancellation); // it may not be there
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        await FillProdAsync(cancellation);
        await FillBackupAsync(cancellation);
    }

    private static async Task<bool> ExistsAsync(SimulatedHost host, string dataset, CancellationToken cancellation) =>
        (await new SimulatedZfs(host).RunAsync(ZfsCommand.Zfs("list", dataset), cancellation)).IsSuccess;

    private async Task FillProdAsync(CancellationToken cancellation)
    {
        await Prod.CreatePoolAsync("tank", 400L << 30);
        await Prod.CreatePoolAsync("rpool", 60L << 30);
        string[] plain = ["tank/home", "tank/home/anna", "tank/home/bert", "tank/home/tmp", "tank/db", "tank/db/orders", "tank/db/archive", "tank/vm", "tank/vm/web", "tank/vm/mail", "tank/customers", "rpool/root", "rpool/var", "rpool/swap"];
        foreach (var dataset in plain) await RunAsync(Prod, cancellation, "create", dataset);
        await RunAsync(Prod, cancellation, "create", "-o", "encryption=aes-256-gcm", "-o", "keyformat=raw", "-o", "keylocation=file:///etc/zfs/secret.key", "tank/secret");
        await RunAsync(Prod, cancellation, "create", "tank/secret/payroll");
        foreach (var (dataset, size) in Busy) await Prod.Files.WriteAsync(dataset, DemoWriter.FileName, size, seed: (ulong)size);
        await RunAsync(Prod, cancellation, "snapshot", "-r", "tank/vm@before_the_demo"); // so that there is something to fetch at once
        for (var number = 1; number <= Customers; number++)
        {
            await RunAsync(Prod, cancellation, "create", Customer(number));
            await Prod.Files.WriteAsync(Customer(number), DemoWriter.FileName, 64 << 10, (ulong)number);
        }
    }

    private async Task FillBackupAsync(CancellationToken cancellation)
    {
        await Backup.CreatePoolAsync("sink", 2L << 40, ("mountpoint", "none"));
        foreach (var dataset in new[] { "sink/zrepl", "sink/zrepl/pushed", LastMade }) await RunAsync(Backup, cancellation, "create", dataset);
    }

    private static bool IsOnBackup(FilesystemFilter filter) => filter.Rules.Any(rule => rule.Includes && IsBackupPool(rule.Path));

    private static bool IsBackupPool(string path) => BackupPools.Contains(path.Split('/')[0], StringComparer.Ordinal);
}
