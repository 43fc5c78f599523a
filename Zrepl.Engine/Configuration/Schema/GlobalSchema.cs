using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The <c>global</c> section. Source: spec config 5.</summary>
internal static class GlobalSchema
{
    private static readonly Key<PrometheusDefinition, HostPort> Listen =
        new("listen", Scalars.HostPort, p => p.Listen, "Where Prometheus asks for metrics.") { IsRequired = true, Example = "\":9811\"" };

    private static readonly Key<PrometheusDefinition, bool> ListenFreebind =
        new("listen_freebind", Scalars.Boolean, p => p.ListenFreebind, "Listen on an address although the machine does not have it yet.")
        { Default = false };

    private static readonly ListShape<PrometheusDefinition> MonitoringList = new(new TaggedShape<PrometheusDefinition>("monitoring endpoint",
    [
        new Variant<PrometheusDefinition, PrometheusDefinition>("prometheus",
            new("prometheus endpoint", [Listen, ListenFreebind], b => new(b.Get(Listen), b.Get(ListenFreebind)))),
    ]));

    private static readonly Key<GlobalDefinition, ValueList<LoggingOutletDefinition>> Logging =
        new("logging", LoggingSchema.Shape, g => g.Logging,
        "Where log entries go; the first outlet also takes reports of failing ones.")
        { Default = GlobalDefinition.Default.Logging, Words = "cannot build logging from config", NullIsUsual = true };

    private static readonly Key<GlobalDefinition, ValueList<PrometheusDefinition>> Monitoring = new("monitoring", MonitoringList,
        g => g.Monitoring is { } endpoint ? [endpoint] : [], "Metrics endpoints; at most one.") { Default = [] };

    private static readonly Key<string, string> SocketPath =
        new("sockpath", Scalars.Text(GlobalDefinition.DefaultControlSocketPath), path => path,
        "Unix socket of the control API.") { Default = GlobalDefinition.DefaultControlSocketPath };

    private static readonly Key<string, string> SocketDirectory =
        new("sockdir", Scalars.Text(GlobalDefinition.DefaultStdinserverSocketDirectory), path => path,
        "Directory of the sockets through which zrepl stdinserver reaches the daemon.")
        { Default = GlobalDefinition.DefaultStdinserverSocketDirectory };

    private static readonly Key<string, string> Stdinserver = new("stdinserver",
        new SectionShape<string>("stdinserver settings", [SocketDirectory], b => b.Get(SocketDirectory)), path => path,
            "Sockets for clients that come by ssh.")
    { Default = GlobalDefinition.DefaultStdinserverSocketDirectory };

    private static readonly Key<GlobalDefinition, string> Control = new("control",
        new SectionShape<string>("control settings", [SocketPath], b => b.Get(SocketPath)), g => g.ControlSocketPath, "The control API.")
    { Default = GlobalDefinition.DefaultControlSocketPath };

    private static readonly Key<GlobalDefinition, string> Serve = new("serve",
        new SectionShape<string>("serve settings", [Stdinserver], b => b.Get(Stdinserver)), g => g.StdinserverSocketDirectory,
            "How clients reach the daemon.")
    { Default = GlobalDefinition.DefaultStdinserverSocketDirectory };

    public static readonly SectionShape<GlobalDefinition> Shape = new("global settings", [Logging, Monitoring, Control, Serve, StaleMarksSchema.Key], Build);

    private static GlobalDefinition? Build(BoundKeys bound)
    {
        var (outlets, endpoints) = (bound.Get(Logging), bound.Get(Monitoring));
        var isLegal = IsAtMostOne<LoggingOutletDefinition.Stdout>(bound, outlets, "stdout");
        isLegal &= IsAtMostOne<LoggingOutletDefinition.Syslog>(bound, outlets, "syslog");
        if (endpoints.Count > 1)
        {
            isLegal = false;
            bound.Place.Key("monitoring").Illegal(Item(bound, Monitoring, 1), "at most one prometheus endpoint may be configured");
        }

        return isLegal
            ? new(outlets, endpoints.Count == 1 ? endpoints[0] : null, bound.Get(Control), bound.Get(Serve)) { ReleaseStaleMarksAfter = bound.Get(StaleMarksSchema.Key).Length }
            : null;
    }

    private static bool IsAtMostOne<TOutlet>(BoundKeys bound, ValueList<LoggingOutletDefinition> outlets, string type)
    {
        var second = outlets.Index().Where(o => o.Item is TOutlet).Select(o => (int?)o.Index).Skip(1).FirstOrDefault();
        if (second is { } index)
        {
            bound.Place.Key("logging").Index(index).Within($"cannot build logging from config: cannot parse outlet #{index}")
                .Illegal(Item(bound, Logging, index), $"can only define one '{type}' outlet");
        }

        return second is null;
    }

    // Only asked for lists that were given: defaults have one item at most.
    private static YamlNode Item(BoundKeys bound, Key key, int index) => ((YamlSequence)bound.NodeOf(key)).Items[index];
}
