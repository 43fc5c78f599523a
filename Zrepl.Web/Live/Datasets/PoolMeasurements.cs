using Zrepl.Web.Data;
using Zrepl.Web.Data.Entries;

namespace Zrepl.Web.Live.Datasets;

/// <summary>Remembers how full the pools are, a few times a day, for <see cref="PoolForecast"/>. Nothing waits for it and nothing fails by it.</summary>
internal sealed class PoolMeasurements(PoolCatalog pools, HistoryWriter writer, TimeProvider clock, ILogger<PoolMeasurements> logger) : BackgroundService
{
    /// <summary>Between two measurements: one listing of all datasets each, which is little even for many.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    // At a start jobs have something to do, and a daemon that is started again and again measures nothing new.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(10);

    /// <summary>Measures once.</summary>
    public async Task MeasureAsync(CancellationToken cancellation)
    {
        var (found, problem) = await pools.GetAsync(cancellation);
        if (problem is not null)
        {
            logger.PoolsNotMeasured(problem, Interval); // what is known of before is no measurement
            return;
        }

        foreach (var pool in found) writer.Add(new PoolMeasured(pool.Host, pool.Pool, clock.GetUtcNow(), pool.Used, pool.Available));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = First; ; pause = Interval)
        {
            await Task.Delay(pause, clock, stoppingToken);
            try
            {
                await MeasureAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException) // the next one may go well
            {
                logger.PoolsNotMeasured(failure.Message, Interval);
            }
        }
    }
}
