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
        if (versions.Count(version => version is { IsSnapshot: true, UserRefs: not 0 }) < 2) return false;
        var holds = await services.Cache.OfJobAsync(job, dataset, Holds, cancellation);
        if (holds.Length < 2) return false;
        await services.Cache.RemoveOthersAsync(job, dataset, Holds, [holds.MaxBy(hold => hold.Version.CreateTxg)!], null, cancellation); // there are two
        return true;
    }
}
