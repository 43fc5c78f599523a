using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Schedules;
using Zrepl.Zfs.Names;
using Keys = Zrepl.Engine.Configuration.Schema.JobKeys<Zrepl.Engine.Configuration.PullJobDefinition>;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>A job of <c>type: pull</c>. Source: spec config 6.</summary>
internal static class PullJobSchema
{
    private static readonly Key<PullJobDefinition, ConnectDefinition> Connect = Keys.Connect(j => j.Connect);
    private static readonly Key<PullJobDefinition, ReceiveDefinition> Receive = Keys.Receive(j => j.Receive);
    private static readonly Key<PullJobDefinition, ReplicationDefinition> Replication =
        ReplicationSchema.ReplicationKey<PullJobDefinition>(j => j.Replication);
    private static readonly Key<PullJobDefinition, ReplicationDefinition> Conflict =
        ReplicationSchema.ConflictKey<PullJobDefinition>(j => j.Replication);
    private static readonly Key<PullJobDefinition, PruningDefinition> Pruning = PruningSchema.TwoSides<PullJobDefinition>(j => j.Pruning);
    private static readonly Key<PullJobDefinition, CronExpression> Cron = Keys.Cron(j => j.Trigger);

    private static readonly Key<PullJobDefinition, DatasetPath> RootFs =
        new("root_fs", Scalars.RootFs, j => j.RootFs, "Dataset below which to receive; it must exist.") { IsRequired = true };

    private static readonly Key<PullJobDefinition, ReplicationTrigger> Interval =
        new("interval", TriggerShape.Instance, j => TriggerShape.IntervalOf(j.Trigger),
        "Time between two replications, or manual.") { IsRequired = true, RequiredUnless = "cron" };

    public static readonly SectionShape<PullJobDefinition> Shape = new("pull job",
        [Keys.Name, Keys.Description, Keys.Enabled, Connect, RootFs, Interval, Cron, Receive, Replication, Conflict, Pruning, Keys.PruneApproval, Keys.Stall, Keys.Alerts], Build);

    private static PullJobDefinition? Build(BoundKeys b) => TriggerShape.Combine(b, Interval, Cron) is { } trigger
        ? new(b.Get(Keys.Name), b.Get(Keys.Enabled), b.Get(Keys.Description), b.Get(Connect), b.Get(RootFs), trigger, b.Get(Receive),
            b.Get(Replication) with { InitialReplication = b.Get(Conflict).InitialReplication }, b.Get(Pruning))
        { Alerts = b.Get(Keys.Alerts), PruneApproval = b.Get(Keys.PruneApproval), Stall = b.Get(Keys.Stall) }
        : null;
}
