using Zrepl.Zfs.Features;

namespace Zrepl.Zfs.Host;

/// <summary>Settings of the ZFS layer; the environment variables of spec A1.16 give them.</summary>
public sealed record ZfsHostOptions
{
    /// <summary>Most snapshots in one <c>zfs destroy</c>; 0 for no limit (<c>ZREPL_DESTROY_MAX_BATCH_SIZE</c>).</summary>
    public int LargestDestroyBatch { get; init; }

    /// <summary>Size estimates from here on are not believed; 0 believes all (<c>ZREPL_ZFS_SEND_SIZE_ESTIMATE_INCORRECT_THRESHOLD</c>).</summary>
    public ulong AbsurdEstimateFrom { get; init; } = long.MaxValue;

    /// <summary>How long a "not supported" is believed before ZFS is asked again (<c>ZREPL_ZFS_RESUME_RECV_POOL_SUPPORT_RECHECK_TIMEOUT</c>).</summary>
    public TimeSpan ProbeAgainAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Answers that replace probes.</summary>
    public FeatureOverrides Overrides { get; init; } = new();
}
