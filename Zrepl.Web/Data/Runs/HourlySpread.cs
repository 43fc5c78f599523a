using Microsoft.EntityFrameworkCore;

namespace Zrepl.Web.Data.Runs;

/// <summary>In which hours bytes were moved: those of one stretch of time are spread evenly over it.</summary>
internal static class HourlySpread
{
    /// <summary>Spreads what was moved in a stretch of time.</summary>
    /// <param name="job">Whose bytes.</param>
    /// <param name="begin">Begin of the stretch.</param>
    /// <param name="end">Its end; not before the begin counts as a moment.</param>
    /// <param name="bytes">How many; the sum of what is returned.</param>
    public static IEnumerable<HourlyBytes> Of(string job, DateTimeOffset begin, DateTimeOffset end, long bytes)
    {
        var (first, last) = (HourlyBytes.Of(begin), Math.Max(HourlyBytes.Of(begin), HourlyBytes.Of(end)));
        var length = (end - begin).TotalSeconds;
        var left = bytes;
        for (var hour = first; hour < last; hour++)
        {
            var until = HourlyBytes.Begin(hour + 1);
            var since = hour == first ? begin : HourlyBytes.Begin(hour);
            var part = Math.Min(left, (long)(bytes * ((until - since).TotalSeconds / length)));
            left -= part;
            if (part > 0) yield return new(job, hour, part);
        }

        if (left > 0) yield return new(job, last, left);
    }

    /// <summary>What runs moved since a moment. Only of runs that went on into another hour are the steps looked at; a step tells no more than its begin and its end.</summary>
    public static async Task<List<HourlyBytes>> ReadAsync(ZreplDbContext db, DateTimeOffset since, CancellationToken cancellation)
    {
        const long hour = 3_600_000; // as times are stored
        var from = since.ToUnixTimeMilliseconds();
        var within = await db.Database.SqlQuery<HourlyBytes>(
            $"""
            SELECT "Job", "StartedAt" / {hour} AS "Hour", sum("BytesReplicated") AS "Bytes" FROM "Runs"
            WHERE "StartedAt" >= {from} AND "BytesReplicated" > 0 AND "StartedAt" / {hour} = coalesce("FinishedAt", "StartedAt") / {hour} GROUP BY "Job", "StartedAt" / {hour}
            """).ToListAsync(cancellation);
        var longest = from - (long)TimeSpan.FromDays(90).TotalMilliseconds; // no run is longer; so that the index on the begin helps
        var runs = await db.Database.SqlQuery<Stretch>(
            $"""
            SELECT "Id" AS "Run", "Job", "StartedAt" AS "Begin", "FinishedAt" AS "End", "BytesReplicated" AS "Bytes" FROM "Runs"
            WHERE "StartedAt" >= {longest} AND "FinishedAt" >= {from} AND "BytesReplicated" > 0 AND "StartedAt" / {hour} < "FinishedAt" / {hour}
            """).ToListAsync(cancellation);
        var steps = await db.Database.SqlQuery<Stretch>(
            $"""
            SELECT r."Id" AS "Run", r."Job", min(s."StartedAt") AS "Begin", max(coalesce(s."DoneAt", r."FinishedAt")) AS "End", sum(s."BytesReplicated") AS "Bytes"
            FROM "Runs" r JOIN "RunDatasets" d ON d."RunId" = r."Id" JOIN "RunSteps" s ON s."RunDatasetId" = d."Id"
            WHERE r."StartedAt" >= {longest} AND r."FinishedAt" >= {from} AND r."BytesReplicated" > 0 AND r."StartedAt" / {hour} < r."FinishedAt" / {hour}
              AND s."StartedAt" IS NOT NULL AND s."BytesReplicated" > 0
            GROUP BY r."Id", r."Job", s."StartedAt" / {hour}, coalesce(s."DoneAt", r."FinishedAt") / {hour}
            """).ToListAsync(cancellation);
        var told = steps.GroupBy(step => step.Run).ToDictionary(run => run.Key, run => run.Sum(step => step.Bytes));
        var untold = runs.Select(run => run with { Bytes = run.Bytes - told.GetValueOrDefault(run.Run) }); // steps may have been deleted, or never been stored
        return [.. within, .. steps.Concat(untold).SelectMany(stretch => stretch.Spread())];
    }

    private sealed record Stretch(long Run, string Job, long Begin, long End, long Bytes)
    {
        public IEnumerable<HourlyBytes> Spread() => Of(Job, DateTimeOffset.FromUnixTimeMilliseconds(Begin), DateTimeOffset.FromUnixTimeMilliseconds(End), Bytes);
    }
}
