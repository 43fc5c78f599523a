using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;

namespace Zrepl.Engine.Jobs;

/// <summary>Fetches what a source has.</summary>
internal sealed class PullJob(PullJobDefinition definition, JobServices services, StatusBoard board) : ActiveJob(
    definition, definition.Replication, definition.Pruning, definition.Trigger, null, services, board, services.Loggers.CreateLogger<PullJob>())
{
    private readonly ReceiverOptions _options =
        EndpointOptions.OfReceiver(definition.Name, definition.RootFs, definition.RootFs, definition.Receive, services);

    protected override Sides Connect()
    {
        var source = Services.ConnecterFor(definition.Connect).ConnectToSource(definition.Connect, Name);
        return new(source.Endpoint, Services.ReceiverOf(_options), source);
    }
}
