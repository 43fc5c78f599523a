using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Yaml;
using Zrepl.Zfs.Names;
using static Zrepl.Engine.Configuration.ServeDefinition;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The <c>serve</c> section of passive jobs. Source: spec config 7.2.</summary>
internal static class ServeSchema
{
    private const string ListenDoc = "Address and port to listen on; without address on all.";
    private const string FreebindDoc = "Listen on an address although the machine does not have it yet.";

    private static readonly Key<Tcp, HostPort> TcpListen = new("listen", Scalars.HostPort, s => s.Listen, ListenDoc)
    { IsRequired = true, Example = "\":8888\"" };

    private static readonly Key<Tcp, bool> TcpFreebind = new("listen_freebind", Scalars.Boolean, s => s.ListenFreebind, FreebindDoc)
    { Default = false };

    private static readonly Key<Tcp, TcpClientMap> Clients = new("clients", new MapShape<string, TcpClientRule, TcpClientMap>(
            "client map", "{\"192.0.2.10\": db1, \"10.23.0.0/16\": \"node-*\"}", Scalars.Text("db1"), TcpClientRule.TryParse,
            rules => TcpClientMap.Of(rules), map => map.Rules.Select(r => (r.Address, r.Identity))),
        s => s.Clients, "Who may connect: addresses or networks, and the identity of each; * stands for the address.")
    { IsRequired = true, Words = "cannot parse client IP map" };

    private static readonly Key<Tls, HostPort> TlsListen = new("listen", Scalars.HostPort, s => s.Listen, ListenDoc)
    { IsRequired = true, Example = "\":8888\"" };

    private static readonly Key<Tls, bool> TlsFreebind = new("listen_freebind", Scalars.Boolean, s => s.ListenFreebind, FreebindDoc)
    { Default = false };

    private static readonly TlsFileKeys<Tls> TlsKeys = new(s => s.Files);

    private static readonly Key<Tls, ValueList<string>> ClientCommonNames = new("client_cns", new ListShape<string>(Scalars.Text("laptop")),
        s => [.. s.ClientCommonNames.Select(n => n.Text)],
            "Common names of the certificates of clients that may connect; each is the client's identity.") { IsRequired = true };

    private static readonly Key<Tls, TimeSpan> HandshakeTimeout =
        new("handshake_timeout", Scalars.TimeoutOrZero, s => s.HandshakeTimeout ?? TimeSpan.Zero,
        "How long a client may take to show its certificate; 0: as long as it wants.") { Default = TimeSpan.FromSeconds(10) };

    private static readonly Key<Stdinserver, ValueList<ClientIdentity>> ClientIdentities = new("client_identities",
        new ListShape<ClientIdentity>(Scalars.Identity("invalid client identity")), s => s.ClientIdentities,
        "Who may connect; each names itself to zrepl stdinserver in a forced command of ssh.") { IsRequired = true };

    private static readonly Key<Local, string> ListenerName =
        new("listener_name", Scalars.Text("backups"), s => s.ListenerName, "Name under which jobs of this daemon reach this one.")
        { IsRequired = true };

    public static readonly TaggedShape<ServeDefinition> Shape = new("transport to serve with",
    [
        new Variant<ServeDefinition, Tcp>("tcp", new("tcp serve", [TcpListen, TcpFreebind, Clients],
            b => new(b.Get(TcpListen), b.Get(TcpFreebind), b.Get(Clients)))),
        new Variant<ServeDefinition, Tls>("tls",
            new("tls serve", [TlsListen, TlsFreebind, .. TlsKeys.All, ClientCommonNames, HandshakeTimeout], BuildTls)),
        new Variant<ServeDefinition, Stdinserver>("stdinserver",
            new("stdinserver serve", [ClientIdentities], b => new(b.Get(ClientIdentities)))),
        new Variant<ServeDefinition, Local>("local", new("local serve", [ListenerName], b => new(b.Get(ListenerName)))),
    ]);

    private static Tls? BuildTls(BoundKeys bound)
    {
        var files = TlsKeys.Build(bound);
        var areNamesLegal = AreCommonNamesLegal(bound);
        var timeout = bound.Get(HandshakeTimeout);
        if (timeout == TimeSpan.Zero)
            bound.Place.Key(HandshakeTimeout.Name)
                .Warn(bound.NodeOf(HandshakeTimeout), ProblemCodes.HandshakeTimeout,
                "a client can keep a connection open without ever showing a certificate");
        return files is null || !areNamesLegal
            ? null
            : new(bound.Get(TlsListen), bound.Get(TlsFreebind), files, [.. bound.Get(ClientCommonNames).Select(ClientIdentity.Parse)],
                timeout == TimeSpan.Zero ? null : timeout);
    }

    private static bool AreCommonNamesLegal(BoundKeys bound)
    {
        var isLegal = true;
        var items = ((YamlSequence)bound.NodeOf(ClientCommonNames)).Items; // required, hence given, and bound as a list
        foreach (var (index, name) in bound.Get(ClientCommonNames).Index())
        {
            if (NameRules.ProblemInComponent(name) is not { } problem) continue;
            isLegal = false;
            bound.Place.Key(ClientCommonNames.Name).Index(index).Illegal(items[index], $"unsuitable client_cn #{index} \"{name}\": {problem}");
        }

        return isLegal;
    }
}
