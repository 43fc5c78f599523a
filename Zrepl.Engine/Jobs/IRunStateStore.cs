using System.Collections.Immutable;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>What of a job outlives the process. Advisory: what must be right comes from ZFS. Source: spec 6.6, design D8.</summary>
public sealed record JobRunState
{
    /// <summary>Nothing is known.</summary>
    public static JobRunState Unknown { get; } = new();

    /// <summary>Number of the last run.</summary>
    public long LastNumber { get; init; }

    /// <summary>When the last run began.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>When a run last did everything (BAD-39).</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>When the job's own schedule is due next.</summary>
    public DateTimeOffset? NextDueAt { get; init; }

    /// <summary>Runs that failed since the last success.</summary>
    public int ConsecutiveFailures { get; init; }

    /// <summary>An operator paused the job.</summary>
    public bool IsPaused { get; init; }

    /// <summary>When that pause ends by itself; null: when somebody ends it.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Why the last rounds of snapshots failed; null if the last one did not.</summary>
    public SnapshotTrouble? SnapshotTrouble { get; init; }
}

/// <summary>
/// Keeps <see cref="JobRunState"/> of the jobs of one engine. A store that cannot be read or written says so in its own log and throws
/// nothing: replication goes on (design D9).
/// </summary>
public interface IRunStateStore
{
    /// <summary>What is known of a job.</summary>
    ValueTask<JobRunState> LoadAsync(JobName job, CancellationToken cancellation);

    /// <summary>Remembers; returns at once, writes later.</summary>
    void Save(JobName job, JobRunState state);

    /// <summary>What is known of a job's copies, in order of name; empty if nothing is.</summary>
    ValueTask<ImmutableArray<DatasetCopy>> LoadCopiesAsync(JobName job, CancellationToken cancellation);

    /// <summary>Remembers all that is known of a job's copies; returns at once, writes later.</summary>
    void SaveCopies(JobName job, ImmutableArray<DatasetCopy> copies);
}
