using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Schedules;
using static Zrepl.Engine.Configuration.SnapshottingDefinition;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The <c>snapshotting</c> section. Source: spec config 12.</summary>
internal static class SnapshottingSchema
{
    private static readonly Key<Periodic, TimeSpan> Interval =
        new("interval", Scalars.Interval, s => s.Interval, "Time between two snapshots.") { IsRequired = true };

    private static readonly Key<Cron, CronExpression> Expression = new("cron", Scalars.Cron, s => s.Expression,
        "When to take snapshots: five or six fields, in the daemon's time zone unless TZ=Area/City comes first.") { IsRequired = true };

    private static readonly NamingKeys<Periodic> PeriodicNaming = new(s => s.Naming);

    private static readonly NamingKeys<Cron> CronNaming = new(s => s.Naming);

    private static readonly Key<Periodic, ValueList<HookDefinition>> PeriodicHooks = Hooks<Periodic>();

    private static readonly Key<Cron, ValueList<HookDefinition>> CronHooks = Hooks<Cron>();

    private static readonly TaggedShape<SnapshottingDefinition> Shape = new("snapshotting",
    [
        new Variant<SnapshottingDefinition, Periodic>("periodic",
            new("periodic snapshotting", [PeriodicNaming.Prefix, Interval, PeriodicHooks, .. PeriodicNaming.Timestamp],
            b => PeriodicNaming.Build(b, b.Get(Interval)) is { } naming ? new(naming, b.Get(Interval), b.Get(PeriodicHooks)) : null)),
        new Variant<SnapshottingDefinition, Cron>("cron",
            new("cron snapshotting", [CronNaming.Prefix, Expression, CronHooks, .. CronNaming.Timestamp],
            b => CronNaming.Build(b, null) is { } naming ? new(naming, b.Get(Expression), b.Get(CronHooks)) : null)),
        new Variant<SnapshottingDefinition, Manual>("manual", new("manual snapshotting", [], _ => new())),
    ]);

    /// <summary>The key of the section.</summary>
    public static Key<TJob, SnapshottingDefinition> Key<TJob>(Func<TJob, SnapshottingDefinition> read) =>
        new("snapshotting", Shape, read, "When and how to take snapshots.")
        { IsRequired = true, Words = "cannot build snapper", Example = "{type: manual}" };

    private static Key<TSnapshotting, ValueList<HookDefinition>> Hooks<TSnapshotting>()
        where TSnapshotting : SnapshottingDefinition =>
        new("hooks", new ListShape<HookDefinition>(HookSchema.Shape) { ItemWords = "create hook #{0}", FirstNumber = 1 }, s => s.Hooks,
            "What runs around each snapshot.") { Default = [], Words = "hook config error" };
}
