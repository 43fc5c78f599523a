using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Engine.Pruning.Reports;

/// <summary>One filesystem in a report. Source: spec 3.2.</summary>
/// <param name="Filesystem">The sender's path.</param>
/// <param name="SnapshotList">All snapshots, oldest first; null if skipped.</param>
/// <param name="DestroyList">Those that are destroyed, oldest first; null if skipped.</param>
/// <param name="SkipReason">One of <see cref="SkipReasons"/>; empty if not skipped.</param>
/// <param name="LastError">Why it was not pruned as planned; empty if it was.</param>
public sealed record PrunedFilesystem(
    string Filesystem, ImmutableArray<PrunedSnapshot>? SnapshotList, ImmutableArray<PrunedSnapshot>? DestroyList, string SkipReason,
    string LastError)
{
    /// <summary>What the rules would destroy and stays none the less; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<HeldSnapshot>? HeldList { get; init; }

    /// <summary>Something to know although nothing failed; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Warning { get; init; }

    /// <summary>How often the connection was lost over this filesystem; not in Go's reports.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ErrorCount { get; init; }
}
