namespace Zrepl.Zfs.Simulator.Model;

/// <summary>Kinds of things with a name; a set of them says what a command or a property applies to (<c>zfs_type_t</c>).</summary>
[Flags]
internal enum EntityTypes
{
    None = 0,
    Filesystem = 1,
    Snapshot = 2,
    Volume = 4,
    Bookmark = 16,

    /// <summary>Filesystems and volumes: what has content of its own.</summary>
    Heads = Filesystem | Volume,

    /// <summary>What ZFS calls a dataset.</summary>
    DatasetKinds = Filesystem | Snapshot | Volume,

    Everything = DatasetKinds | Bookmark,
}

internal static class EntityTypesText
{
    /// <summary>The word zfs prints for one kind.</summary>
    public static string Word(this EntityTypes type) => type switch
    {
        EntityTypes.Filesystem => "filesystem",
        EntityTypes.Snapshot => "snapshot",
        EntityTypes.Volume => "volume",
        EntityTypes.Bookmark => "bookmark",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a single kind."),
    };
}
