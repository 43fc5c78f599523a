using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Jobs;

/// <summary>The other side of a job in words.</summary>
public static class PeerText
{
    /// <summary>Where the job connects to or listens; empty if it has no other side.</summary>
    public static string Of(JobDefinition definition) => definition switch
    {
        PushJobDefinition push => Of(push.Connect),
        PullJobDefinition pull => Of(pull.Connect),
        SinkJobDefinition sink => Of(sink.Serve),
        SourceJobDefinition source => Of(source.Serve),
        _ => "",
    };

    private static string Of(ConnectDefinition connect) => connect switch
    {
        ConnectDefinition.Tcp tcp => $"tcp {tcp.Address}",
        ConnectDefinition.Tls tls => $"tls {tls.Address}",
        ConnectDefinition.SshStdinserver ssh => $"ssh {ssh.User}@{ssh.Host}:{ssh.Port}",
        ConnectDefinition.Local local => $"local {local.ListenerName}",
        _ => connect.Type,
    };

    private static string Of(ServeDefinition serve) => serve switch
    {
        ServeDefinition.Tcp tcp => $"listens on tcp {tcp.Listen}",
        ServeDefinition.Tls tls => $"listens on tls {tls.Listen}",
        ServeDefinition.Stdinserver => "listens for stdinserver",
        ServeDefinition.Local local => $"listens as local {local.ListenerName}",
        _ => serve.Type,
    };
}
