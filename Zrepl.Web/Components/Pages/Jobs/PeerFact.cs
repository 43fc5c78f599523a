using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>Something to know about the connection of a job.</summary>
/// <param name="Name">What.</param>
/// <param name="Text">How it is; empty if the moment says it all.</param>
/// <param name="At">A moment, or null.</param>
/// <param name="Kind">What it means: late or failed if somebody has to do something.</param>
internal sealed record PeerFact(string Name, string Text, DateTimeOffset? At = null, StateKind Kind = StateKind.Ok)
{
    /// <summary>So long before its end a certificate is worth a look.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    /// <summary>Everything to know; empty for a job without another side.</summary>
    /// <param name="job">How it is defined.</param>
    /// <param name="certificate">What it shows to the other side, if that can be read.</param>
    /// <param name="now">The time.</param>
    public static ImmutableArray<PeerFact> Of(JobDefinition job, JobCertificate? certificate, DateTimeOffset now)
    {
        var facts = job switch
        {
            PushJobDefinition push => Of(push.Connect),
            PullJobDefinition pull => Of(pull.Connect),
            SinkJobDefinition sink => Of(sink.Serve),
            SourceJobDefinition source => Of(source.Serve),
            _ => [],
        };
        return [.. facts, .. certificate is null ? [] : new[] { Of(certificate, now) }];
    }

    private static IEnumerable<PeerFact> Of(ConnectDefinition connect) => connect switch
    {
        ConnectDefinition.Tcp tcp => [new("Address", tcp.Address.ToString()), new("Way", "tcp, neither encrypted nor authenticated")],
        ConnectDefinition.Tls tls => [new("Address", tls.Address.ToString()), new("Way", "tls, both sides show certificates"), new("Name in their certificate", tls.ServerCommonName)],
        ConnectDefinition.SshStdinserver ssh => [new("Address", $"{ssh.User}@{ssh.Host}, port {ssh.Port}"), new("Way", "ssh"), new("Key", ssh.IdentityFile)],
        ConnectDefinition.Local local => [new("Listener", local.ListenerName), new("Way", "within this daemon"), new("We are", local.ClientIdentity.ToString())],
        _ => [],
    };

    private static IEnumerable<PeerFact> Of(ServeDefinition serve) =>
    [
        .. serve switch
        {
            ServeDefinition.Tcp tcp => [new("Listens on", tcp.Listen.ToString()), new("Way", "tcp, clients are known by their address only")],
            ServeDefinition.Tls tls => [new("Listens on", tls.Listen.ToString()), new("Way", "tls, clients are known by their certificates")],
            ServeDefinition.Stdinserver => [new("Way", "ssh, through zrepl stdinserver")],
            ServeDefinition.Local local => new PeerFact[] { new("Listener", local.ListenerName), new("Way", "within this daemon") },
            _ => [],
        },
        .. serve.KnownIdentities.Any() ? new[] { new PeerFact("Admits", string.Join(", ", serve.KnownIdentities)) } : [],
    ];

    private static PeerFact Of(JobCertificate certificate, DateTimeOffset now) =>
        certificate.EndsAt <= now ? new("Our certificate", "has ended; the other side refuses it", certificate.EndsAt, StateKind.Failed)
        : certificate.EndsAt - now < Soon ? new("Our certificate", "ends soon", certificate.EndsAt, StateKind.Late)
        : new("Our certificate", "ends", certificate.EndsAt);
}
