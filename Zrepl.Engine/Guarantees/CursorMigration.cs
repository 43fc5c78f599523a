using System.Collections.Immutable;
using Zrepl.Engine.Filters;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Guarantees;

/// <summary>A job that sends, and so moves the replication cursors of its datasets.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Filesystems">Its datasets.</param>
public sealed record CursorOwner(JobName Job, FilesystemFilter Filesystems);

/// <summary>What became of the cursor of zrepl 0.2 on a dataset.</summary>
public abstract record CursorMigrationOutcome
{
    private CursorMigrationOutcome() { }

    /// <summary>There is nothing to do.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Skipped(string Reason) : CursorMigrationOutcome;

    /// <summary>It stays.</summary>
    /// <param name="Problem">Why.</param>
    public sealed record Failed(string Problem) : CursorMigrationOutcome;

    /// <summary>It is destroyed, or would be.</summary>
    /// <param name="Old">The cursor of zrepl 0.2.</param>
    /// <param name="Successor">The cursor that takes its place.</param>
    public sealed record Migrated(Guarantee Old, Guarantee Successor) : CursorMigrationOutcome;
}

/// <summary>
/// Destroys cursors of zrepl 0.2, where the job that owns the dataset has a cursor of today at the same version or a later one (spec B6.6).
/// </summary>
/// <param name="zfs">ZFS of this machine.</param>
/// <param name="owners">All jobs of the configuration that send.</param>
/// <param name="dryRun">True: only find out.</param>
public sealed class CursorMigration(ZfsHost zfs, ImmutableArray<CursorOwner> owners, bool dryRun)
{
    private static readonly HashSet<GuaranteeKind> Cursors = [GuaranteeKind.CursorV1, GuaranteeKind.Cursor];

    private readonly GuaranteeLister _lister = new(zfs);
    private readonly GuaranteeKeeper _keeper = new(zfs);

    /// <summary>Migrates one dataset.</summary>
    public async Task<CursorMigrationOutcome> MigrateAsync(DatasetPath dataset, CancellationToken cancellation)
    {
        var matching = owners.Where(owner => owner.Filesystems.Includes(dataset)).Take(2).ToList();
        switch (matching)
        {
            case []: return new CursorMigrationOutcome.Skipped("no push or source job is about this filesystem");
            case [var one, var two]:
                return new CursorMigrationOutcome.Failed($"jobs \"{one.Job}\" and \"{two.Job}\" both match \"{dataset}\"\ncannot attribute replication cursor to either one");
        }

        try { return await DecideAsync(dataset, matching[0].Job, cancellation); }
        catch (ZfsException failure) { return new CursorMigrationOutcome.Failed(failure.Message); }
    }

    private async Task<CursorMigrationOutcome> DecideAsync(DatasetPath dataset, JobName job, CancellationToken cancellation)
    {
        var cursors = await _lister.ListAsync(dataset, Cursors, cancellation);
        if (cursors.FirstOrDefault(cursor => cursor.Kind == GuaranteeKind.CursorV1) is not { } old)
            return new CursorMigrationOutcome.Skipped("there is no v1 replication cursor");
        if (cursors.Where(cursor => cursor.Kind == GuaranteeKind.Cursor && cursor.Job == job).MaxBy(cursor => cursor.Version.CreateTxg) is not { } newest)
            return new CursorMigrationOutcome.Failed($"job \"{job}\" has no v2 replication cursor on \"{dataset}\" yet: let it replicate once, then try again");
        if (newest.Version.CreateTxg < old.Version.CreateTxg)
            return new CursorMigrationOutcome.Failed("v1 replication cursor createtxg is higher than v2 cursor's, skipping this filesystem");
        if (!dryRun) await _keeper.RemoveAsync(old, cancellation);
        return new CursorMigrationOutcome.Migrated(old, newest);
    }
}
