using Zrepl.Engine.Schedules;
using Zrepl.Engine.SnapshotNames;

namespace Zrepl.Engine.Configuration;

/// <summary>When and how a job takes snapshots. Source: spec config 12.</summary>
public abstract record SnapshottingDefinition
{
    private SnapshottingDefinition() { }

    /// <summary>The word in <c>type</c>.</summary>
    public abstract string Type { get; }

    /// <summary>How snapshots are named; null if none are taken.</summary>
    public abstract SnapshotNaming? Naming { get; }

    /// <summary>What runs around each snapshot, in the order of the file.</summary>
    public abstract ValueList<HookDefinition> Hooks { get; }

    /// <summary><c>type: periodic</c>: at equal distances, aligned to the snapshots that exist.</summary>
    /// <param name="Naming">How snapshots are named.</param>
    /// <param name="Interval">More than zero.</param>
    /// <param name="Hooks">What runs around each snapshot.</param>
    public sealed record Periodic(SnapshotNaming Naming, TimeSpan Interval, ValueList<HookDefinition> Hooks) : SnapshottingDefinition
    {
        /// <inheritdoc/>
        public override string Type => "periodic";

        /// <inheritdoc/>
        public override SnapshotNaming Naming { get; } = Naming;

        /// <inheritdoc/>
        public override ValueList<HookDefinition> Hooks { get; } = Hooks;
    }

    /// <summary><c>type: cron</c>: at times of day.</summary>
    /// <param name="Naming">How snapshots are named.</param>
    /// <param name="Expression">When.</param>
    /// <param name="Hooks">What runs around each snapshot.</param>
    public sealed record Cron(SnapshotNaming Naming, CronExpression Expression, ValueList<HookDefinition> Hooks) : SnapshottingDefinition
    {
        /// <inheritdoc/>
        public override string Type => "cron";

        /// <inheritdoc/>
        public override SnapshotNaming Naming { get; } = Naming;

        /// <inheritdoc/>
        public override ValueList<HookDefinition> Hooks { get; } = Hooks;
    }

    /// <summary><c>type: manual</c>: none; somebody else takes them.</summary>
    public sealed record Manual : SnapshottingDefinition
    {
        /// <inheritdoc/>
        public override string Type => "manual";

        /// <inheritdoc/>
        public override SnapshotNaming? Naming => null;

        /// <inheritdoc/>
        public override ValueList<HookDefinition> Hooks => [];
    }
}
