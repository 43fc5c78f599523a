using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Guarantees;

/// <summary>Makes and takes away single guarantees. All of it can be repeated without harm.</summary>
public sealed class GuaranteeKeeper(ZfsHost zfs)
{
    /// <summary>Holds the snapshots of a step with the job's step hold.</summary>
    public async Task<IEnumerable<Guarantee>> HoldStepAsync(
        DatasetPath dataset, IReadOnlyCollection<FilesystemVersion> snapshots, JobName job, CancellationToken cancellation)
    {
        var tag = HoldTag.Parse(GuaranteeNames.StepHoldTag(job));
        await zfs.Holds.HoldAsync(tag, [.. snapshots.Select(s => dataset.Snapshot(s.Name))], cancellation);
        return snapshots.Select(s => new Guarantee(GuaranteeKind.StepHold, dataset, s, job));
    }

    /// <summary>Holds the snapshot that was just received.</summary>
    public async Task<Guarantee> HoldLastReceivedAsync(
        DatasetPath dataset, FilesystemVersion snapshot, JobName job, CancellationToken cancellation)
    {
        await zfs.Holds.HoldAsync(HoldTag.Parse(GuaranteeNames.LastReceivedTag(job)), [dataset.Snapshot(snapshot.Name)], cancellation);
        return new(GuaranteeKind.LastReceivedHold, dataset, snapshot, job);
    }

    /// <summary>Bookmarks a version as the job's replication cursor.</summary>
    /// <exception cref="BookmarkCloningNotSupportedException">The version is a bookmark and this ZFS cannot clone it.</exception>
    public Task<Guarantee> SetCursorAsync(DatasetPath dataset, FilesystemVersion version, JobName job, CancellationToken cancellation) =>
        BookmarkAsync(GuaranteeKind.Cursor, GuaranteeNames.Cursor(job, version.Guid), dataset, version, job, cancellation);

    /// <summary>Bookmarks a version of a running step.</summary>
    /// <exception cref="BookmarkCloningNotSupportedException">The version is a bookmark and this ZFS cannot clone it.</exception>
    public Task<Guarantee> SetTentativeCursorAsync(DatasetPath dataset, FilesystemVersion version, JobName job, CancellationToken cancellation) =>
        BookmarkAsync(GuaranteeKind.TentativeCursor, GuaranteeNames.TentativeCursor(job, version.Guid), dataset, version, job, cancellation);

    /// <summary>Takes one away: releases the hold or destroys the bookmark. One that is gone counts as taken away.</summary>
    public Task RemoveAsync(Guarantee guarantee, CancellationToken cancellation) => guarantee.Kind.IsHold()
        ? zfs.Holds.ReleaseAsync(guarantee.Tag, [guarantee.Dataset.Snapshot(guarantee.Version.Name)], cancellation)
        : zfs.Bookmarks.DestroyAsync(guarantee.Dataset.Bookmark(guarantee.Version.Name), cancellation);

    /// <summary>Releases several holds of one tag on one dataset with one command; those that are gone count as released.</summary>
    public Task ReleaseAsync(IReadOnlyCollection<Guarantee> holds, CancellationToken cancellation) =>
        zfs.Holds.ReleaseAsync(holds.Select(hold => hold.Tag).Distinct().Single(), [.. holds.Select(hold => hold.Dataset.Snapshot(hold.Version.Name))], cancellation);

    private async Task<Guarantee> BookmarkAsync(
        GuaranteeKind kind, string name, DatasetPath dataset, FilesystemVersion version, JobName job, CancellationToken cancellation)
    {
        if (NameRules.ProblemIn($"{dataset}#{name}", EntityKind.Bookmark) is { } problem)
            throw new InvalidNameException($"{kind.Id()} name (dataset of {dataset.Text.Length} and job of {job.Text.Length} characters)", $"{dataset}#{name}", problem);
        return new(kind, dataset, await zfs.Bookmarks.CreateAsync(dataset, version, name, cancellation), job);
    }
}
