using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Web.Data.Entries;

/// <summary>All that is known of a job's copies by now. Only rows that differ are written.</summary>
internal sealed record CopiesKnown(string Engine, JobName Job, ImmutableArray<DatasetCopy> Copies) : IHistoryEntry
{
    public async Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        var job = Job.Text;
        var stored = await db.DatasetCopies.Where(row => row.Engine == Engine && row.Job == job).ToListAsync(cancellation);
        var rows = stored.Union(db.DatasetCopies.Local.Where(row => row.Engine == Engine && row.Job == job))
            .ToDictionary(row => row.Dataset, StringComparer.Ordinal);
        foreach (var copy in Copies)
        {
            if (!rows.Remove(copy.Dataset, out var row))
                db.DatasetCopies.Add(row = new() { Engine = Engine, Job = job, Dataset = copy.Dataset, FirstSeenAt = copy.FirstSeenAt });
            row.Snapshot = copy.Snapshot;
            row.TakenAt = copy.TakenAt;
            row.FirstSeenAt = copy.FirstSeenAt;
            row.Error = copy.Error;
            row.ErrorSince = copy.ErrorSince;
            row.NeedsSomebody = copy.NeedsSomebody;
        }

        db.DatasetCopies.RemoveRange(rows.Values);
    }

    /// <summary>Reads it back.</summary>
    public static async Task<ImmutableArray<DatasetCopy>> ReadAsync(ZreplDbContext db, string engine, string job, CancellationToken cancellation)
    {
        var rows = await db.DatasetCopies.AsNoTracking().Where(row => row.Engine == engine && row.Job == job).ToListAsync(cancellation);
        return
        [
            .. rows.OrderBy(row => row.Dataset, StringComparer.Ordinal).Select(row => new DatasetCopy(row.Dataset)
            {
                Snapshot = row.Snapshot, TakenAt = row.TakenAt, FirstSeenAt = row.FirstSeenAt, Error = row.Error, ErrorSince = row.ErrorSince,
                NeedsSomebody = row.NeedsSomebody,
            }),
        ];
    }
}
