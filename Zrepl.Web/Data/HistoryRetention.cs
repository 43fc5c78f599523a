using Microsoft.EntityFrameworkCore;

namespace Zrepl.Web.Data;

/// <summary>Deletes what is too old, soon after the start and then once a day.</summary>
internal sealed class HistoryRetention(
    HistoryDatabase database, HistoryWriter writer, HistoryOptions options, TimeProvider clock, ILogger<HistoryRetention> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await writer.Opened.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                await TrimAsync(stoppingToken);
            }
            catch (Exception failure) when (HistoryFailure.IsPassing(failure) || HistoryFailure.IsDamage(failure))
            {
                logger.Degraded(HistoryFailure.Text(failure, database.Path)); // the writer mends it; here it is tried again tomorrow
            }

            await Task.Delay(Interval, clock, stoppingToken);
        }
    }

    /// <summary>Deletes once.</summary>
    /// <returns>How many runs.</returns>
    public async Task<int> TrimAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (oldestRun, oldestDecision) = (now - options.KeepRunsFor, now - options.KeepDecisionsFor);
        byte[] none = [];
        await using var db = database.Connect();
        var runs = await db.Runs.Where(run => run.StartedAt < oldestRun).ExecuteDeleteAsync(cancellation);
        await db.SnapshotRuns.Where(run => run.StartedAt < oldestRun).ExecuteDeleteAsync(cancellation);
        await db.SnapshottedDatasets.Where(snapshot => snapshot.DoneAt < oldestRun).ExecuteDeleteAsync(cancellation);
        await db.PoolUses.Where(use => use.At < oldestRun).ExecuteDeleteAsync(cancellation);
        await db.PrunedDatasets.Where(pruned => pruned.Decisions != none && db.Runs.Any(run => run.Id == pruned.RunId && run.StartedAt < oldestDecision))
            .ExecuteUpdateAsync(pruned => pruned.SetProperty(p => p.Decisions, none), cancellation);
        var oldestAudit = now - options.KeepAuditFor;
        await db.Audit.Where(entry => entry.At < oldestAudit).ExecuteDeleteAsync(cancellation);
        await db.ConfigurationVersions.Where(version =>
                db.ConfigurationVersions.Count(newer => newer.File == version.File && newer.Id > version.Id) >= options.KeepConfigurationVersions)
            .ExecuteDeleteAsync(cancellation);
        if (runs > 0) logger.Trimmed(runs, options.KeepRunsFor);
        return runs;
    }
}
