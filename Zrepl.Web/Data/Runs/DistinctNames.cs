using Microsoft.EntityFrameworkCore;

namespace Zrepl.Web.Data.Runs;

/// <summary>
/// The different values of an indexed column. SQLite's <c>DISTINCT</c> reads every row; this jumps from value to value, so that its cost is the
/// number of values: some thousand datasets in a million rows are found in milliseconds.
/// </summary>
internal static class DistinctNames
{
    public static Task<List<string>> OfJobsAsync(ZreplDbContext db, CancellationToken cancellation) => ReadAsync(db, Jump("Runs", "Job"), cancellation);

    public static async Task<List<string>> OfDatasetsAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        var replicated = await ReadAsync(db, Jump("RunDatasets", "Dataset"), cancellation);
        var pruned = await ReadAsync(db, Jump("PrunedDatasets", "Dataset"), cancellation);
        return [.. replicated.Union(pruned, StringComparer.Ordinal)];
    }

    private static Task<List<string>> ReadAsync(ZreplDbContext db, string sql, CancellationToken cancellation) =>
        db.Database.SqlQueryRaw<string>(sql).ToListAsync(cancellation);

    // Names of tables and columns are ours.
    private static string Jump(string table, string column) =>
        $"""
        WITH RECURSIVE "names"("Value") AS (
          SELECT min("{column}") FROM "{table}"
          UNION ALL
          SELECT (SELECT min("{column}") FROM "{table}" WHERE "{column}" > "names"."Value") FROM "names" WHERE "names"."Value" IS NOT NULL
        )
        SELECT "Value" FROM "names" WHERE "Value" IS NOT NULL
        """;
}
