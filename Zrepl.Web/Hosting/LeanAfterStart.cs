namespace Zrepl.Web.Hosting;

/// <summary>
/// A start reads files, builds models and compiles; what that leaves behind would stay for hours in a daemon that has little to do, because nothing presses the
/// collector. Once, half a minute after the start, all of it is given back to the system.
/// </summary>
internal sealed class LeanAfterStart(TimeProvider clock) : BackgroundService
{
    /// <summary>After the start; first runs have looked at their datasets by then.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Rest, clock, stoppingToken);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
