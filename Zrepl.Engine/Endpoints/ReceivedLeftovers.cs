using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>What a process left that died after it held what it received and before it released what it received before (spec B11, R11).</summary>
internal sealed class ReceivedLeftovers(EndpointServices services, JobName job)
{
    private static readonly HashSet<GuaranteeKind> Holds = [GuaranteeKind.LastReceivedHold];

    /// <summary>
    /// Releases all holds on received snapshots but the newest, as the receive would have done. Costs a command only where more than one snapshot is held by somebody,
    /// and a listing only once per process.
    /// </summary>
    /// <returns>True if there were any.</returns>
    public async Task<bool> ReleaseAsync(DatasetPath dataset, IReadOnlyCollection<FilesystemVersion> versions, CancellationToken cancellation)
    {
        if (await FindAsync(dataset, versions, cancellation) is not { Newest: { } newest }) return false;
        await services.Cache.RemoveOthersAsync(job, dataset, Holds, [newest], null, cancellation);
        return true;
    }

    /// <summary>Counts them as gone, and releases none: what is held by nobody else the next pruning destroys, after it has released them.</summary>
    public async Task<ImmutableArray<FilesystemVersion>> WithoutAsync(DatasetPath dataset, ImmutableArray<FilesystemVersion> versions, CancellationToken cancellation)
    {
        var others = (await FindAsync(dataset, versions, cancellation)).Others.Select(hold => hold.Version.Guid).ToHashSet();
        return others.Count == 0 ? versions
            : [.. versions.Select(version => version is { IsSnapshot: true, UserRefs: > 0 } && others.Contains(version.Guid) ? version with { UserRefs = version.UserRefs - 1 } : version)];
    }

    private async Task<(Guarantee? Newest, IReadOnlyList<Guarantee> Others)> FindAsync(
        DatasetPath dataset, IReadOnlyCollection<FilesystemVersion> versions, CancellationToken cancellation)
    {
        if (versions.Count(version => version is { IsSnapshot: true, UserRefs: not 0 }) < 2) return (null, []);
        var holds = await services.Cache.OfJobAsync(job, dataset, Holds, cancellation);
        if (holds.Length < 2) return (null, []);
        var newest = holds.MaxBy(hold => hold.Version.CreateTxg)!; // there are two
        return (newest, [.. holds.Where(hold => hold != newest)]);
    }
}
