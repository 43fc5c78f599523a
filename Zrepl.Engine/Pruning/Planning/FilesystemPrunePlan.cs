using System.Collections.Immutable;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>What pruning would do to one filesystem.</summary>
/// <param name="Path">The sender's path.</param>
public abstract record FilesystemPrunePlan(DatasetPath Path)
{
    /// <summary>Nothing, it is left alone.</summary>
    /// <param name="Path">The sender's path.</param>
    /// <param name="Reason">One of <see cref="SkipReasons"/>.</param>
    public sealed record Skipped(DatasetPath Path, string Reason) : FilesystemPrunePlan(Path);

    /// <summary>Nothing, because it could not be looked at.</summary>
    /// <param name="Path">The sender's path.</param>
    /// <param name="Error">Why.</param>
    public sealed record Failed(DatasetPath Path, Exception Error) : FilesystemPrunePlan(Path);

    /// <summary>A decision for each snapshot.</summary>
    /// <param name="Path">The sender's path.</param>
    /// <param name="Decisions">What the rules say, with reasons; oldest first.</param>
    /// <param name="Destroy">What is destroyed, oldest first: what the rules do not keep, without <paramref name="Held"/>.</param>
    /// <param name="Held">What the rules do not keep and is not destroyed either, oldest first.</param>
    public sealed record Planned(
        DatasetPath Path,
        ImmutableArray<RetentionDecision> Decisions,
        ImmutableArray<FilesystemVersion> Destroy,
        ImmutableArray<HeldSnapshot> Held) : FilesystemPrunePlan(Path)
    {
        /// <summary>Something the operator should know, or null.</summary>
        public string? Warning { get; init; }

        /// <summary>Names of snapshots that somebody holds, whatever the rules say of them.</summary>
        public ImmutableArray<string> WithHolds { get; init; } = [];

        /// <summary>How much room <see cref="Destroy"/> gives back, as ZFS estimates it; null if nothing goes or it was not asked.</summary>
        public long? ReclaimedBytes { get; init; }

        /// <summary>
        /// Null: the plan is about now. Else about a time to come: <see cref="Destroy"/> is what of today's snapshots is gone by then, and
        /// <see cref="Decisions"/> also has the snapshots taken until then that are still there.
        /// </summary>
        public PlanForecast? Forecast { get; init; }
    }
}
