using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>One send and receive.</summary>
/// <param name="From">Snapshot or bookmark the receiver has; null for a full send.</param>
/// <param name="To">The snapshot to bring over.</param>
/// <param name="ResumeToken">Continues an interrupted receive; else null.</param>
/// <param name="ExpectedBytes">Size of the stream; null as long as it is unknown.</param>
public sealed record PlannedStep(
    FilesystemVersion? From, FilesystemVersion To, string? ResumeToken = null, long? ExpectedBytes = null)
{
    /// <summary>
    /// True if both bring the same snapshot. What they start from does not matter: after an interrupted step it can differ (BAD-8).
    /// </summary>
    public bool HasTargetOf(PlannedStep other) => To.Guid == other.To.Guid;

    /// <summary>What both sides are asked for.</summary>
    public SendRequest RequestFor(DatasetPath filesystem, Protection protection) => new(filesystem, From, To, ResumeToken, protection);

    /// <summary><c>@to (full)</c> or <c>(@from => @to)</c></summary>
    public override string ToString() => From is null ? $"{To} (full)" : $"({From} => {To})";

    /// <summary>One step between each two neighbours of a path.</summary>
    internal static ImmutableArray<PlannedStep> Along(ImmutableArray<FilesystemVersion> path) =>
        [.. path.Zip(path.Skip(1), (from, to) => new PlannedStep(from, to))];
}
