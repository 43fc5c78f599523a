using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Versions;

namespace Zrepl.Web.Live.Datasets;

/// <summary>One dataset as of the last listing.</summary>
/// <param name="Space">Its name and the room it takes.</param>
/// <param name="Versions">Snapshots and bookmarks in order of createtxg.</param>
internal sealed record DatasetFacts(DatasetSpace Space, ImmutableArray<FilesystemVersion> Versions)
{
    /// <summary>True for native encryption; null if ZFS did not say.</summary>
    public bool? IsEncrypted { get; init; }

    /// <summary>Full name.</summary>
    public string Name => Space.Path.Text;

    /// <summary>Its newest snapshot, or null.</summary>
    public FilesystemVersion? Newest { get; } = Versions.LastOrDefault(version => version.IsSnapshot);

    /// <summary>How many snapshots it has.</summary>
    public int Snapshots { get; } = Versions.Count(version => version.IsSnapshot);

    /// <summary>How many of them somebody holds.</summary>
    public int Held { get; } = Versions.Count(version => version.UserRefs > 0);

    /// <summary>The cursors of jobs, which tell what the other side is known to have.</summary>
    public ImmutableArray<Guarantee> Cursors { get; } =
    [
        .. Versions.Select(version => Guarantee.FromBookmark(Space.Path, version)).OfType<Guarantee>().Where(guarantee => guarantee.Kind is GuaranteeKind.Cursor),
    ];

    /// <summary>The newest point that the other side is known to have; null if none is known.</summary>
    public Guarantee? Replicated => Cursors.IsEmpty ? null : Cursors.MaxBy(cursor => cursor.Version.CreateTxg);
}
