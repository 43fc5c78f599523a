using Zrepl.Engine.Configuration.Binding;
using static Zrepl.Engine.Configuration.ConnectDefinition;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The <c>connect</c> section of active jobs. Source: spec config 7.1.</summary>
internal static class ConnectSchema
{
    private const string DialTimeoutDoc = "How long connecting may take; 0: as long as it wants.";

    private static readonly Key<Tcp, HostPort> TcpAddress =
        new("address", Scalars.HostPort, c => c.Address, "Host and port of the other side.") { IsRequired = true };

    private static readonly Key<Tcp, TimeSpan> TcpDialTimeout = DialTimeout<Tcp>(TimeSpan.FromSeconds(10));

    private static readonly Key<Tls, HostPort> TlsAddress =
        new("address", Scalars.HostPort, c => c.Address, "Host and port of the other side.") { IsRequired = true };

    private static readonly TlsFileKeys<Tls> TlsKeys = new(c => c.Files);

    private static readonly Key<Tls, string> ServerCommonName =
        new("server_cn", Scalars.Text("backups.example.org"), c => c.ServerCommonName, "Name that the other side's certificate must have.")
        { IsRequired = true };

    private static readonly Key<Tls, TimeSpan> TlsDialTimeout = DialTimeout<Tls>(TimeSpan.FromSeconds(10));

    private static readonly Key<SshStdinserver, string> Host =
        new("host", Scalars.Text("backups.example.org"), c => c.Host, "Host that ssh connects to.") { IsRequired = true };

    private static readonly Key<SshStdinserver, string> User =
        new("user", Scalars.Text("root"), c => c.User, "User that ssh logs in as.") { IsRequired = true };

    private static readonly Key<SshStdinserver, int> Port =
        new("port", new IntegerShape("uint16", 0, 65535), c => c.Port, "Port of the ssh server.") { IsRequired = true, Example = "22" };

    private static readonly Key<SshStdinserver, string> IdentityFile =
        new("identity_file", Scalars.Text("/etc/zrepl/ssh/identity"), c => c.IdentityFile, "Private key for ssh.") { IsRequired = true };

    private static readonly Key<SshStdinserver, ValueList<string>> Options =
        new("options", new ListShape<string>(Scalars.Text("Compression=yes")), c => c.Options, "Further options; each becomes -o OPTION.")
        { Default = [] };

    private static readonly Key<SshStdinserver, string> SshCommand =
        new("ssh_command", Scalars.Text("ssh"), c => c.SshCommand, "Program to use in place of ssh.") { Default = "ssh" };

    private static readonly Key<SshStdinserver, ValueList<string>> TransportOpenCommand =
        new("transport_open_command", new ListShape<string>(Scalars.Text("zrepl")), _ => null,
            "Has no effect; accepted because upstream accepts it.") { Default = [] };

    private static readonly Key<SshStdinserver, TimeSpan> SshDialTimeout = DialTimeout<SshStdinserver>(TimeSpan.FromSeconds(10));

    private static readonly Key<Local, string> ListenerName =
        new("listener_name", Scalars.Text("backups"), c => c.ListenerName, "Name under which the other job of this daemon listens.")
        { IsRequired = true };

    private static readonly Key<Local, ClientIdentity> LocalIdentity =
        new("client_identity", Scalars.Identity("invalid client_identity"), c => c.ClientIdentity, "Who this job is to the other one.")
        { IsRequired = true };

    private static readonly Key<Local, TimeSpan> LocalDialTimeout = DialTimeout<Local>(TimeSpan.FromSeconds(2));

    public static readonly TaggedShape<ConnectDefinition> Shape = new("transport to connect with",
    [
        new Variant<ConnectDefinition, Tcp>("tcp", new("tcp connect", [TcpAddress, TcpDialTimeout],
            b => new(b.Get(TcpAddress), Limit(b.Get(TcpDialTimeout))))),
        new Variant<ConnectDefinition, Tls>("tls", new("tls connect", [TlsAddress, .. TlsKeys.All, ServerCommonName, TlsDialTimeout],
            b => TlsKeys.Build(b) is { } files ? new(b.Get(TlsAddress), files, b.Get(ServerCommonName), Limit(b.Get(TlsDialTimeout))) : null)),
        new Variant<ConnectDefinition, SshStdinserver>("ssh+stdinserver", new("ssh+stdinserver connect",
            [Host, User, Port, IdentityFile, Options, SshCommand, TransportOpenCommand, SshDialTimeout],
            b => new(b.Get(Host), b.Get(User), b.Get(Port), b.Get(IdentityFile), b.Get(Options), b.Get(SshCommand),
                Limit(b.Get(SshDialTimeout))))),
        new Variant<ConnectDefinition, Local>("local", new("local connect", [ListenerName, LocalIdentity, LocalDialTimeout],
            b => new(b.Get(ListenerName), b.Get(LocalIdentity), Limit(b.Get(LocalDialTimeout))))),
    ]) { HintForType = type => type == "ssh" ? "the type is ssh+stdinserver" : null };

    private static Key<TConnect, TimeSpan> DialTimeout<TConnect>(TimeSpan byDefault)
        where TConnect : ConnectDefinition =>
        new("dial_timeout", Scalars.TimeoutOrZero, c => c.DialTimeout ?? TimeSpan.Zero, DialTimeoutDoc) { Default = byDefault };

    private static TimeSpan? Limit(TimeSpan timeout) => timeout == TimeSpan.Zero ? null : timeout;
}
