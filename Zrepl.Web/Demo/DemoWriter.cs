namespace Zrepl.Web.Demo;

/// <summary>The users of the demonstration: every few seconds somebody writes something.</summary>
internal sealed class DemoWriter(DemoMachines machines, TimeProvider clock, Random random, ILogger<DemoWriter> logger) : BackgroundService
{
    /// <summary>The file that each dataset has.</summary>
    public const string FileName = "data.bin";

    private const int Block = 128 << 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync();
    }

    /// <summary>Writes to one of the busy datasets and to one customer's.</summary>
    public async Task WriteAsync()
    {
        var (dataset, size) = DemoMachines.Busy[random.Next(DemoMachines.Busy.Count)];
        var blocks = random.Next(4, 24);
        var first = random.Next((int)(size / Block) - blocks);
        await TryAsync(dataset, () => machines.Prod.Files.OverwriteAsync(dataset, FileName, (long)first * Block, (long)blocks * Block, Seed()));
        var customer = DemoMachines.Customer(random.Next(1, DemoMachines.CustomerCount + 1));
        await TryAsync(customer, () => machines.Prod.Files.WriteAsync(customer, FileName, random.Next(1, 8) * 16L << 10, Seed()));
    }

    private ulong Seed() => (ulong)random.NextInt64();

    // Whoever looks at the demonstration may destroy or rename what is written to.
    private async Task TryAsync(string dataset, Func<Task> write)
    {
        try { await write(); }
        catch (IOException failure) { logger.NotWritten(dataset, failure.Message); }
    }
}
