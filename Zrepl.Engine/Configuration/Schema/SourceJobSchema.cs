using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Filters;
using Keys = Zrepl.Engine.Configuration.Schema.JobKeys<Zrepl.Engine.Configuration.SourceJobDefinition>;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>A job of <c>type: source</c>. Source: spec config 6.</summary>
internal static class SourceJobSchema
{
    private static readonly Key<SourceJobDefinition, ServeDefinition> Serve = Keys.Serve(j => j.Serve);
    private static readonly Key<SourceJobDefinition, FilesystemFilter> Filesystems = Keys.Filesystems(j => j.Filesystems);
    private static readonly Key<SourceJobDefinition, SnapshottingDefinition> Snapshotting =
        SnapshottingSchema.Key<SourceJobDefinition>(j => j.Snapshotting);
    private static readonly Key<SourceJobDefinition, SendDefinition> Send = Keys.Send(j => j.Send, "send options");

    public static readonly SectionShape<SourceJobDefinition> Shape = new("source job",
        [Keys.Name, Keys.Description, Keys.Enabled, Serve, Filesystems, Snapshotting, Send, Keys.Stall],
        b => new(b.Get(Keys.Name), b.Get(Keys.Enabled), b.Get(Keys.Description), b.Get(Serve), b.Get(Filesystems), b.Get(Snapshotting),
            b.Get(Send)) { Stall = b.Get(Keys.Stall) });
}
