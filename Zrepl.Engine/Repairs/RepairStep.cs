using System.Collections.Immutable;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Repairs;

/// <summary>One thing that a repair does. Each leaves a state from which a new look goes on, wherever the process dies.</summary>
public abstract record RepairStep
{
    private RepairStep()
    {
    }

    /// <summary>The command line that does it, for people.</summary>
    public abstract string Text { get; }

    /// <summary>Drops the state of an interrupted receive. What was received whole stays.</summary>
    public sealed record DropPartialState(DatasetPath Dataset) : RepairStep
    {
        /// <inheritdoc/>
        public override string Text => $"zfs receive -A {Dataset}";
    }

    /// <summary>
    /// Destroys exactly these snapshots and bookmarks, each only if it still has its guid: snapshots all or none, as far as they fit into one command.
    /// </summary>
    public sealed record Destroy(DatasetPath Dataset, ImmutableArray<FilesystemVersion> Versions) : RepairStep
    {
        /// <inheritdoc/>
        public override string Text => string.Join("; ", Versions.Select(version => $"zfs destroy {version.On(Dataset)}"));
    }

    /// <summary>Takes back what was written since the newest snapshot, if that still has its guid. Refused by ZFS if there is a newer one.</summary>
    public sealed record RollBack(SnapshotPath To, ulong Guid) : RepairStep
    {
        /// <inheritdoc/>
        public override string Text => $"zfs rollback {To}";
    }

    /// <summary>Destroys a placeholder of ours that holds nothing. Refused by ZFS if there is anything below it.</summary>
    public sealed record DestroyPlaceholder(DatasetPath Dataset) : RepairStep
    {
        /// <inheritdoc/>
        public override string Text => $"zfs destroy {Dataset}";
    }

    /// <summary>Gives a dataset another name, with everything below it.</summary>
    public sealed record Rename(DatasetPath From, DatasetPath To) : RepairStep
    {
        /// <inheritdoc/>
        public override string Text => $"zfs rename {From} {To}";
    }
}
