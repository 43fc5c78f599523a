using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Jobs;

/// <summary>What the jobs of one engine share.</summary>
internal sealed record JobServices
{
    public required TimeProvider Clock { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public required EndpointServices Endpoints { get; init; }

    public required StatusFeed Feed { get; init; }

    public required SnapshotterFactory Snapshotters { get; init; }

    public required JobMetrics Metrics { get; init; }

    public required IAlarmClocks Alarms { get; init; }

    public ImmutableArray<IConnecter> Connecters { get; init; } = [];

    public ImmutableArray<IPassiveListener> Listeners { get; init; } = [];

    public JobOptions Options { get; init; } = new();

    public IRunStateStore States { get; init; } = new MemoryRunStateStore();

    public ApprovedRules Approved { get; init; } = new(null, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

    public IRunRecorder Recorder { get; init; } = NoRecorder.Instance;

    public VersionsInUse InUse { get; init; } = new();

    public JobTurns Turns { get; } = new();

    public Random Random { get; init; } = Random.Shared;

    /// <summary>Whether passive jobs look if there is a ZFS to serve with; false where endpoints need none.</summary>
    public bool WatchesZfs { get; init; } = true;

    /// <summary>Makes the sender of this host for a job.</summary>
    public Func<EndpointServices, SenderOptions, ISender> MakeSender { get; init; } = (endpoints, options) => new LocalSender(endpoints, options);

    /// <summary>Makes the receiver of this host for a job.</summary>
    public Func<EndpointServices, ReceiverOptions, IReceiver> MakeReceiver { get; init; } = (endpoints, options) => new LocalReceiver(endpoints, options);

    public ISender SenderOf(SenderOptions options) => MakeSender(Endpoints, options);

    public IReceiver ReceiverOf(ReceiverOptions options) => MakeReceiver(Endpoints, options);

    public IConnecter ConnecterFor(ConnectDefinition definition) =>
        Connecters.FirstOrDefault(connecter => connecter.CanConnect(definition)) ?? throw new TransportNotSupportedException(definition.Type);

    public IPassiveListener ListenerFor(ServeDefinition definition) =>
        Listeners.FirstOrDefault(listener => listener.CanServe(definition)) ?? throw new TransportNotSupportedException(definition.Type);
}
