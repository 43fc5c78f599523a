using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.SnapshotNames;

namespace Zrepl.Engine.Snapshotting;

/// <summary>What the snapshot runs of one job work with.</summary>
internal sealed record SnapshotEnvironment
{
    /// <summary>Where snapshots are taken.</summary>
    public required ISnapshotTarget Target { get; init; }

    /// <summary>The job's hooks in the order of the configuration.</summary>
    public required ImmutableArray<IHook> Hooks { get; init; }

    /// <summary>Prefix and time format of the job's snapshots.</summary>
    public required SnapshotNaming Naming { get; init; }

    /// <summary>Runs the hooks.</summary>
    public required HookPlanRunner PlanRunner { get; init; }

    /// <summary>The job.</summary>
    public required GuardedOwner Owner { get; init; }

    /// <summary>The wall clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Subsystem <c>snapshot</c>.</summary>
    public required ILogger Logger { get; init; }
}
