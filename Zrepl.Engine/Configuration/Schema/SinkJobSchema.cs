using Zrepl.Engine.Configuration.Binding;
using Zrepl.Zfs.Names;
using Keys = Zrepl.Engine.Configuration.Schema.JobKeys<Zrepl.Engine.Configuration.SinkJobDefinition>;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>A job of <c>type: sink</c>. Source: spec config 6.</summary>
internal static class SinkJobSchema
{
    private static readonly Key<SinkJobDefinition, ServeDefinition> Serve = Keys.Serve(j => j.Serve);
    private static readonly Key<SinkJobDefinition, ReceiveDefinition> Receive = Keys.Receive(j => j.Receive);

    private static readonly Key<SinkJobDefinition, DatasetPath> RootFs = new("root_fs", Scalars.RootFs, j => j.RootFs,
        "Dataset below which to receive, under the identity of each client; it must exist.") { IsRequired = true };

    public static readonly SectionShape<SinkJobDefinition> Shape =
        new("sink job", [Keys.Name, Keys.Description, Keys.Enabled, Serve, RootFs, Receive, Keys.Stall, Keys.Alerts],
        b => new(b.Get(Keys.Name), b.Get(Keys.Enabled), b.Get(Keys.Description), b.Get(Serve), b.Get(RootFs), b.Get(Receive)) { Stall = b.Get(Keys.Stall), Alerts = b.Get(Keys.Alerts) });
}
