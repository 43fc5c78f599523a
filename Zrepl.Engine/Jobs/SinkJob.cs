using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;

namespace Zrepl.Engine.Jobs;

/// <summary>Receives what push jobs send; each client below its own root.</summary>
internal sealed class SinkJob : PassiveJob
{
    private readonly SinkJobDefinition _definition;
    private readonly ReceiverOptions _options;
    private readonly ReceivedFreshness _freshness;

    public SinkJob(SinkJobDefinition definition, JobServices services, StatusBoard board)
        : base(definition, definition.Serve, null, services, board, services.Loggers.CreateLogger<SinkJob>())
    {
        _definition = definition;
        _options = EndpointOptions.OfReceiver(definition.Name, definition.RootFs, definition.RootFs, definition.Receive, services); // one bandwidth limit for all clients together
        _freshness = new(definition.RootFs, services, board, Logger);
    }

    protected override Task<(string Text, string WhatToDo)?> LookAtZfsAsync(CancellationToken cancellation) =>
        PassiveZfsCheck.OfRootAsync(Services.Endpoints.Zfs, _definition.RootFs, cancellation);

    protected override Task AccompanyAsync(CancellationToken end) => Services.WatchesZfs ? _freshness.RunAsync(end) : Task.CompletedTask;

    protected override IReceiver MakeReceiver(string clientIdentity, Func<ServedClient> client)
    {
        var root = ReceiverOptions.RootOfClient(_definition.RootFs, clientIdentity);
        return new ServedReceiver(Services.ReceiverOf(_options with { ClientRoot = root }), client(), (dataset, snapshot) => _freshness.Received(root.Append(dataset), snapshot));
    }
}
