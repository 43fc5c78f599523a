using System.Collections.Immutable;

namespace Zrepl.Engine.Snapshotting;

/// <summary>How a snapshot run ended.</summary>
public enum SnapshotRunOutcome
{
    /// <summary>Every dataset was snapshotted and no hook failed.</summary>
    Succeeded,

    /// <summary>The datasets could not be listed, or a snapshot or a hook failed.</summary>
    Failed,

    /// <summary>An operator or the end of the daemon ended it.</summary>
    Cancelled,
}

/// <summary>Why a snapshot run was begun.</summary>
public enum SnapshotRunReason
{
    /// <summary>It was due.</summary>
    Schedule,

    /// <summary>Somebody asked for it.</summary>
    Request,
}

/// <summary>A finished snapshot run.</summary>
public sealed record SnapshotRunResult
{
    /// <summary>Why it was begun.</summary>
    public required SnapshotRunReason Reason { get; init; }

    /// <summary>When it was due by schedule; null for a run that was asked for.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How it ended.</summary>
    public required SnapshotRunOutcome Outcome { get; init; }

    /// <summary>The summary of what went wrong, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Later points of the schedule that had passed when it ended and are not made up for.</summary>
    public int MissedPoints { get; init; }

    /// <summary>All datasets in order of path; empty if they could not be listed.</summary>
    public ImmutableArray<SnapshotRow> Rows { get; init; } = [];

    /// <summary>How many snapshots it made.</summary>
    public int CreatedCount => Rows.Count(row => row.IsCreated == true);
}
