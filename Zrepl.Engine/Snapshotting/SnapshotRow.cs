using System.Collections.Immutable;
using Zrepl.Engine.Hooks;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Snapshotting;

/// <summary>One dataset in a snapshot run.</summary>
/// <param name="Snapshot">The snapshot taken or to be taken; null if its name is too long to exist.</param>
/// <param name="Filesystem">The dataset.</param>
/// <param name="SnapshotName">Short name of the snapshot.</param>
public sealed record SnapshotRow(DatasetPath Filesystem, SnapshotPath? Snapshot, string SnapshotName)
{
    /// <summary>How far it has come.</summary>
    public SnapshotRowState State { get; init; } = SnapshotRowState.Pending;

    /// <summary>When it was begun, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Hooks and the snapshot in their order; empty before the begin. Output of hooks is cut in rows that are kept.</summary>
    public ImmutableArray<HookStep> Steps { get; init; } = [];

    /// <summary>Whether this run made the snapshot (BAD-34); null before the end.</summary>
    public bool? IsCreated { get; init; }

    /// <summary>Why the state is <see cref="SnapshotRowState.Error"/>, or null.</summary>
    public string? Error { get; init; }

    /// <summary>What the operator can do about the error, or null.</summary>
    public string? Hint { get; init; }

    /// <summary>True if a step failed; as upstream counts the snapshot itself too.</summary>
    public bool HooksHadError => Steps.Any(step => step.Status == HookStepStatus.Err);

    /// <summary>True if a hook failed.</summary>
    public bool HasFailedHook => Steps.Any(step => step is { Status: HookStepStatus.Err, Edge: not HookEdge.Callback });
}
