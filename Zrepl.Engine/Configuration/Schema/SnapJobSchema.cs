using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Retention;
using Keys = Zrepl.Engine.Configuration.Schema.JobKeys<Zrepl.Engine.Configuration.SnapJobDefinition>;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>A job of <c>type: snap</c>. Source: spec config 6.</summary>
internal static class SnapJobSchema
{
    private static readonly Key<SnapJobDefinition, FilesystemFilter> Filesystems = Keys.Filesystems(j => j.Filesystems);
    private static readonly Key<SnapJobDefinition, SnapshottingDefinition> Snapshotting =
        SnapshottingSchema.Key<SnapJobDefinition>(j => j.Snapshotting);
    private static readonly Key<SnapJobDefinition, RetentionPolicy> Pruning = PruningSchema.OneSide<SnapJobDefinition>(j => j.Keep);

    public static readonly SectionShape<SnapJobDefinition> Shape =
        new("snap job", [Keys.Name, Keys.Description, Keys.Enabled, Filesystems, Snapshotting, Pruning, Keys.PruneApproval, Keys.Alerts],
        b => new(b.Get(Keys.Name), b.Get(Keys.Enabled), b.Get(Keys.Description), b.Get(Filesystems), b.Get(Snapshotting), b.Get(Pruning))
        { Alerts = b.Get(Keys.Alerts), PruneApproval = b.Get(Keys.PruneApproval) });
}
