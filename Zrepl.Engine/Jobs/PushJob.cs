using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Jobs;

/// <summary>Takes snapshots and sends them to a sink.</summary>
internal sealed class PushJob(PushJobDefinition definition, JobServices services, StatusBoard board) : ActiveJob(
    definition, definition.Replication, definition.Pruning, definition.Trigger,
    finished => new(definition.Name, definition.Filesystems, definition.Snapshotting, TraceNames.Periodic, services, board, finished),
    services, board, services.Loggers.CreateLogger<PushJob>())
{
    private readonly SenderOptions _options = EndpointOptions.OfSender(definition.Name, definition.Filesystems, definition.Send, services);

    protected override Sides Connect()
    {
        var sink = Services.ConnecterFor(definition.Connect).ConnectToSink(definition.Connect, Name);
        return new(Services.SenderOf(_options), sink.Endpoint, sink);
    }
}
