using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Jobs;

/// <summary>Takes snapshots and offers its datasets to pull jobs.</summary>
internal sealed class SourceJob(SourceJobDefinition definition, JobServices services, StatusBoard board) : PassiveJob(
    definition, definition.Serve,
    finished => new(definition.Name, definition.Filesystems, definition.Snapshotting, TraceNames.Periodic, services, board, finished),
    services, board, services.Loggers.CreateLogger<SourceJob>())
{
    private readonly SenderOptions _options = EndpointOptions.OfSender(definition.Name, definition.Filesystems, definition.Send, services);

    // A pool that is not imported fails only those requests that are about it, so that the others would make the job look well.
    protected override Task<(string Text, string WhatToDo)?> LookAtZfsAsync(CancellationToken cancellation) =>
        PassiveZfsCheck.OfPoolsAsync(Services.Endpoints.Zfs, _options.Filter.MinimalRoots, cancellation);

    protected override ISender MakeSender(string clientIdentity) => Services.SenderOf(_options);
}
