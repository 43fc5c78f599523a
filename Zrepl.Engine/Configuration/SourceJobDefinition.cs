using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Configuration;

/// <summary><c>type: source</c>: takes snapshots and offers its datasets to pull jobs, which also direct its pruning.</summary>
/// <param name="Name">See <see cref="JobDefinition"/>.</param>
/// <param name="IsEnabled">See <see cref="JobDefinition"/>.</param>
/// <param name="Description">See <see cref="JobDefinition"/>.</param>
/// <param name="Serve">How clients reach it, and who they are.</param>
/// <param name="Filesystems">What to snapshot and offer.</param>
/// <param name="Snapshotting">When and how to take snapshots.</param>
/// <param name="Send">How streams are made.</param>
public sealed record SourceJobDefinition(
    JobName Name,
    bool IsEnabled,
    string Description,
    ServeDefinition Serve,
    FilesystemFilter Filesystems,
    SnapshottingDefinition Snapshotting,
    SendDefinition Send) : JobDefinition(Name, IsEnabled, Description)
{
    /// <inheritdoc/>
    public override string Type => "source";
}
