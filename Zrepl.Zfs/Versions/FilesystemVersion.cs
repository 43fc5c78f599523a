namespace Zrepl.Zfs.Versions;

/// <summary>Kinds of versions a dataset can have.</summary>
public enum VersionKind : byte
{
    /// <summary><c>@name</c>: data and history.</summary>
    Snapshot = 0,

    /// <summary><c>#name</c>: history only; can be the base of an incremental send.</summary>
    Bookmark = 1,
}

/// <summary>
/// One snapshot or bookmark of a dataset. A bookmark has the guid, createtxg and creation of its origin snapshot.
/// Kept by the hundred thousand, hence small. Source: spec A4.2.
/// </summary>
/// <param name="Kind">Snapshot or bookmark.</param>
/// <param name="Name">Short name without delimiter.</param>
/// <param name="Guid">Identity across pools.</param>
/// <param name="CreateTxg">Order within one pool; must not be compared across pools.</param>
/// <param name="CreationSeconds">Unix seconds of the creation.</param>
/// <param name="UserRefs">Number of holds; null for bookmarks and where unknown.</param>
public sealed record FilesystemVersion(
    VersionKind Kind, string Name, ulong Guid, ulong CreateTxg, long CreationSeconds, uint? UserRefs)
{
    /// <summary>When the snapshot was made, second precision, UTC.</summary>
    public DateTimeOffset Creation => DateTimeOffset.FromUnixTimeSeconds(CreationSeconds);

    /// <summary>True for a snapshot.</summary>
    public bool IsSnapshot => Kind == VersionKind.Snapshot;

    /// <summary><c>@name</c> or <c>#name</c>.</summary>
    public string RelativeName => (IsSnapshot ? "@" : "#") + Name;

    /// <summary>True if both describe the same point of one dataset: guid, createtxg and creation agree. Names and holds can change.</summary>
    public bool IsSamePointAs(FilesystemVersion other) =>
        Guid == other.Guid && CreateTxg == other.CreateTxg && CreationSeconds == other.CreationSeconds;

    /// <summary>Full name on <paramref name="dataset"/>.</summary>
    public string On(Names.DatasetPath dataset) => dataset.Text + RelativeName;

    /// <inheritdoc/>
    public override string ToString() => RelativeName;
}
