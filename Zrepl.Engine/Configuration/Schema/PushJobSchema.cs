using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Schedules;
using Keys = Zrepl.Engine.Configuration.Schema.JobKeys<Zrepl.Engine.Configuration.PushJobDefinition>;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>A job of <c>type: push</c>. Source: spec config 6.</summary>
internal static class PushJobSchema
{
    private static readonly Key<PushJobDefinition, ConnectDefinition> Connect = Keys.Connect(j => j.Connect);
    private static readonly Key<PushJobDefinition, FilesystemFilter> Filesystems = Keys.Filesystems(j => j.Filesystems);
    private static readonly Key<PushJobDefinition, SnapshottingDefinition> Snapshotting =
        SnapshottingSchema.Key<PushJobDefinition>(j => j.Snapshotting);
    private static readonly Key<PushJobDefinition, SendDefinition> Send = Keys.Send(j => j.Send, "sender config");
    private static readonly Key<PushJobDefinition, ReplicationDefinition> Replication =
        ReplicationSchema.ReplicationKey<PushJobDefinition>(j => j.Replication);
    private static readonly Key<PushJobDefinition, ReplicationDefinition> Conflict =
        ReplicationSchema.ConflictKey<PushJobDefinition>(j => j.Replication);
    private static readonly Key<PushJobDefinition, PruningDefinition> Pruning = PruningSchema.TwoSides<PushJobDefinition>(j => j.Pruning);
    private static readonly Key<PushJobDefinition, CronExpression> Cron = Keys.Cron(j => j.Trigger);

    private static readonly Key<PushJobDefinition, ReplicationTrigger> Interval =
        new("interval", TriggerShape.Instance, j => TriggerShape.IntervalOf(j.Trigger),
        "Replicate at equal distances, beside the replication after each snapshot.")
        { Default = new ReplicationTrigger.Manual(), IsExtension = true };

    public static readonly SectionShape<PushJobDefinition> Shape = new("push job",
        [Keys.Name, Keys.Description, Keys.Enabled, Connect, Filesystems, Snapshotting, Send, Replication, Conflict, Pruning, Interval,
            Cron, Keys.PruneApproval, Keys.Stall, Keys.Alerts], Build);

    private static PushJobDefinition? Build(BoundKeys b) => TriggerShape.Combine(b, Interval, Cron) is { } trigger
        ? new(b.Get(Keys.Name), b.Get(Keys.Enabled), b.Get(Keys.Description), b.Get(Filesystems), b.Get(Connect), b.Get(Snapshotting),
            b.Get(Send),
            b.Get(Replication) with { InitialReplication = b.Get(Conflict).InitialReplication }, b.Get(Pruning), trigger)
        { Alerts = b.Get(Keys.Alerts), PruneApproval = b.Get(Keys.PruneApproval), Stall = b.Get(Keys.Stall) }
        : null;
}
