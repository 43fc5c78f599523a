using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;

namespace Zrepl.Engine.Jobs;

/// <summary>Receives what push jobs send; each client below its own root.</summary>
internal sealed class SinkJob(SinkJobDefinition definition, JobServices services, StatusBoard board)
    : PassiveJob(definition, definition.Serve, null, services, board, services.Loggers.CreateLogger<SinkJob>())
{
    // One bandwidth limit for all clients together.
    private readonly ReceiverOptions _options =
        EndpointOptions.OfReceiver(definition.Name, definition.RootFs, definition.RootFs, definition.Receive, services);

    protected override Task<(string Text, string WhatToDo)?> LookAtZfsAsync(CancellationToken cancellation) =>
        PassiveZfsCheck.OfRootAsync(Services.Endpoints.Zfs, definition.RootFs, cancellation);

    protected override IReceiver MakeReceiver(string clientIdentity) =>
        Services.ReceiverOf(_options with { ClientRoot = ReceiverOptions.RootOfClient(definition.RootFs, clientIdentity) });
}
