using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Configuration;

/// <summary><c>type: sink</c>: receives what push jobs send.</summary>
/// <param name="Name">See <see cref="JobDefinition"/>.</param>
/// <param name="IsEnabled">See <see cref="JobDefinition"/>.</param>
/// <param name="Description">See <see cref="JobDefinition"/>.</param>
/// <param name="Serve">How clients reach it, and who they are.</param>
/// <param name="RootFs">Datasets are received below it, under the client's identity and their path on the sender.</param>
/// <param name="Receive">How streams are received.</param>
public sealed record SinkJobDefinition(
    JobName Name, bool IsEnabled, string Description, ServeDefinition Serve, DatasetPath RootFs, ReceiveDefinition Receive)
    : JobDefinition(Name, IsEnabled, Description)
{
    /// <inheritdoc/>
    public override string Type => "sink";
}
