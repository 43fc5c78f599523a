using System.Collections.Immutable;

namespace Zrepl.Zfs.Simulator.Profiles;

/// <summary>Features of a new pool, as a freshly made one of the release shows them in <c>zpool get all</c>.</summary>
internal static class PoolFeatures
{
    // name or name=active; the number is the first release, as major * 100 + minor
    private static readonly (int Since, string Names)[] ByRelease =
    [
        (8, "async_destroy empty_bpobj=active lz4_compress=active multi_vdev_crash_dump spacemap_histogram=active enabled_txg=active "
            + "hole_birth=active extensible_dataset=active embedded_data=active bookmarks filesystem_limits large_blocks large_dnode sha512 "
            + "skein edonr userobj_accounting=active encryption project_quota=active device_removal obsolete_counts zpool_checkpoint "
            + "spacemap_v2=active allocation_classes resilver_defer bookmark_v2"),
        (200, "redaction_bookmarks redacted_datasets bookmark_written log_spacemap=active livelist device_rebuild zstd_compress draid"),
        (202, "zilsaxattr=active head_errlog=active blake3 block_cloning vdev_zaps_v2=active"),
        (203, "redaction_list_spill raidz_expansion fast_dedup longname large_microzap"),
        (204, "dynamic_gang_header block_cloning_endian physical_rewrite"),
    ];

    /// <summary>Feature to <c>enabled</c> or <c>active</c>.</summary>
    public static ImmutableSortedDictionary<string, string> Of(OpenZfsVersion version) => ByRelease
        .Where(release => release.Since <= version.Major * 100 + version.Minor)
        .SelectMany(release => release.Names.Split(' '))
        .ToImmutableSortedDictionary(
            name => name.Split('=')[0], name => name.EndsWith("=active", StringComparison.Ordinal) ? "active" : "enabled", StringComparer.Ordinal);
}
