using Zrepl.Engine.Snapshotting;

namespace Zrepl.Web.Data.Entities;

/// <summary>One round of snapshots of a job.</summary>
internal sealed class SnapshotRunEntity
{
    public long Id { get; set; }

    public required string Engine { get; set; }

    public required string Job { get; set; }

    public SnapshotRunReason Reason { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset FinishedAt { get; set; }

    public SnapshotRunOutcome Outcome { get; set; }

    public string? Error { get; set; }

    public int MissedPoints { get; set; }

    public int Created { get; set; }

    public int Failed { get; set; }
}
