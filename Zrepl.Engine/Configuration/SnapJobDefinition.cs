using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Retention;

namespace Zrepl.Engine.Configuration;

/// <summary><c>type: snap</c>: takes snapshots and prunes them, without another side.</summary>
/// <param name="Name">See <see cref="JobDefinition"/>.</param>
/// <param name="IsEnabled">See <see cref="JobDefinition"/>.</param>
/// <param name="Description">See <see cref="JobDefinition"/>.</param>
/// <param name="Filesystems">What to snapshot and prune.</param>
/// <param name="Snapshotting">When and how to take snapshots.</param>
/// <param name="Keep">Which snapshots stay. Never asks for replication.</param>
public sealed record SnapJobDefinition(
    JobName Name, bool IsEnabled, string Description, FilesystemFilter Filesystems, SnapshottingDefinition Snapshotting, RetentionPolicy Keep)
    : JobDefinition(Name, IsEnabled, Description)
{
    /// <inheritdoc/>
    public override string Type => "snap";
}
