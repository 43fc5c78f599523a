namespace Zrepl.Zfs.Simulator.Model;

/// <summary>Anything with a ZFS name: a filesystem, volume, snapshot or bookmark.</summary>
internal abstract class ZfsEntity
{
    /// <summary>Identity across pools; kept when a snapshot is sent.</summary>
    public required ulong Guid { get; init; }

    /// <summary>Order within one pool.</summary>
    public required ulong CreateTxg { get; init; }

    /// <summary>Unix seconds.</summary>
    public required long CreationSeconds { get; init; }

    /// <summary>The kind; exactly one flag.</summary>
    public abstract EntityTypes Type { get; }

    /// <summary>The full name as zfs prints it.</summary>
    public abstract string FullName { get; }

    /// <summary>The filesystem or volume it is or belongs to.</summary>
    public abstract Dataset Head { get; }
}
