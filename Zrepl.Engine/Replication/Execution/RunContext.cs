using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>What all attempts of one run share.</summary>
internal sealed record RunContext(
    ISender Sender, IReceiver Receiver, ReplicationOptions Options, ReplicationServices Services, StopSource Stop, LiveReport Live,
    SizeEstimates Sizes, VersionsInUse.Account InUse)
{
    public ILogger Logger => Services.Logger;

    public ProgressToken Progress => Services.Progress;

    public Protection Protection => Options.Definition.Protection;

    /// <summary>Guid of the newest version both sides are known to have.</summary>
    public ConcurrentDictionary<DatasetPath, ulong> NewestShared { get; } = new();

    /// <summary>Guid of what began to be received and was not confirmed since the last plan: the receiver may have it or not.</summary>
    public ConcurrentDictionary<DatasetPath, ulong> PerhapsShared { get; } = new();

    /// <summary>Filesystems whose cursor was repaired in this run; once is enough.</summary>
    public ConcurrentDictionary<DatasetPath, bool> Repaired { get; } = new();

    /// <summary>Filesystems that were planned again because what was saved could not be continued; once is enough.</summary>
    public ConcurrentDictionary<DatasetPath, bool> PlannedAnew { get; } = new();

    /// <summary>Filesystems of which a step arrived and nobody knows whether the sender heard that it did.</summary>
    public ConcurrentDictionary<DatasetPath, bool> Unconfirmed { get; } = new();

    public FilesystemPlanner Planner { get; } =
        new(Sender, Receiver, Options.Definition, Sizes, Services.Progress, Services.Logger);
}
