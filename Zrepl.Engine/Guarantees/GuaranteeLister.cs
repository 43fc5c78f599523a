using System.Collections.Immutable;
using Zrepl.Zfs.Holds;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Guarantees;

/// <summary>Finds zrepl's holds and bookmarks of one dataset: one listing, and one call for all holds (spec B3.2).</summary>
public sealed class GuaranteeLister(ZfsHost zfs)
{
    /// <summary>Lists what there is.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="kinds">Kinds of interest; holds are only looked for if one of them is asked for.</param>
    /// <param name="cancellation">Ends the commands.</param>
    /// <exception cref="Zrepl.Zfs.Errors.DatasetMissingException">The dataset does not exist.</exception>
    public async Task<ImmutableArray<Guarantee>> ListAsync(
        DatasetPath dataset, IReadOnlySet<GuaranteeKind> kinds, CancellationToken cancellation)
    {
        if (kinds.Count == 0) return [];
        var versions = await zfs.Versions.ListAsync(dataset, Needed(kinds), cancellation);
        var found = ImmutableArray.CreateBuilder<Guarantee>();
        found.AddRange(versions.Select(version => Guarantee.FromBookmark(dataset, version)).OfType<Guarantee>().Where(g => kinds.Contains(g.Kind)));
        if (kinds.Any(kind => kind.IsHold())) found.AddRange((await HoldsAsync(dataset, versions, cancellation)).Where(g => kinds.Contains(g.Kind)));
        return found.ToImmutable();
    }

    private async Task<IEnumerable<Guarantee>> HoldsAsync(
        DatasetPath dataset, ImmutableArray<FilesystemVersion> versions, CancellationToken cancellation)
    {
        var held = versions.Where(version => version is { IsSnapshot: true, UserRefs: not 0 }).ToDictionary(version => dataset.Snapshot(version.Name));
        ImmutableArray<Hold> holds = held.Count == 0 ? [] : await zfs.Holds.ListAsync([.. held.Keys], cancellation);
        return holds.Select(hold => Guarantee.FromHold(dataset, held[hold.Snapshot], hold.Tag)).OfType<Guarantee>();
    }

    private static VersionKinds Needed(IReadOnlySet<GuaranteeKind> kinds) =>
        (kinds.Any(kind => kind.IsHold()) ? VersionKinds.Snapshots : 0) | (kinds.Any(kind => !kind.IsHold()) ? VersionKinds.Bookmarks : 0);
}
