using Microsoft.EntityFrameworkCore;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Data.Runs;

/// <summary>Turns a filter into a question to the database whose cost does not grow with the number of runs there are.</summary>
internal static class RunSearch
{
    // Up to here the runs of the datasets are gathered; beyond, nearly every run has such a dataset, and the first page is found by looking.
    private const int FewRows = 20_000;

    /// <summary>The runs of a filter; null if there can be none.</summary>
    public static async Task<IQueryable<RunEntity>?> FindAsync(ZreplDbContext db, RunFilter filter, CancellationToken cancellation)
    {
        var runs = db.Runs.AsNoTracking();
        if (filter.Job is { } job) runs = runs.Where(run => run.Job == job);
        if (filter.Outcome is { } outcome) runs = runs.Where(run => run.Outcome == outcome);
        if (filter.IsRunning) runs = runs.Where(run => run.Outcome == null);
        if (filter.From is { } from) runs = runs.Where(run => run.StartedAt >= from);
        if (filter.Until is { } until) runs = runs.Where(run => run.StartedAt < until);
        return filter.Dataset is { Length: > 0 } text ? await WithDatasetAsync(db, runs, text, cancellation) : runs;
    }

    private static async Task<IQueryable<RunEntity>?> WithDatasetAsync(
        ZreplDbContext db, IQueryable<RunEntity> runs, string text, CancellationToken cancellation)
    {
        var all = await DistinctNames.OfDatasetsAsync(db, cancellation);
        string[] names = [.. all.Where(name => name.Contains(text, StringComparison.OrdinalIgnoreCase))];
        if (names.Length == 0) return null;
        var replicated = db.RunDatasets.Where(row => names.Contains(row.Dataset)).Select(row => row.RunId);
        var pruned = db.PrunedDatasets.Where(row => names.Contains(row.Dataset)).Select(row => row.RunId);
        var rows = await replicated.Take(FewRows).CountAsync(cancellation) + await pruned.Take(FewRows).CountAsync(cancellation);
        return rows < FewRows
            ? runs.Where(run => replicated.Union(pruned).Contains(run.Id))
            : runs.Where(run => run.Datasets.Any(row => names.Contains(row.Dataset)) || run.Pruned.Any(row => names.Contains(row.Dataset)));
    }
}
