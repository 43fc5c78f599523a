using Zrepl.Tests.Daemon.Network;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Daemon.Soak;

/// <summary>The sinks of a soak, one for each way there: within the process, over TCP and over TLS.</summary>
internal sealed class Vaults : IDisposable
{
    private readonly ReservedPort _tcp = new();
    private readonly ReservedPort _tls = new();
    private readonly TlsCertificates _certificates = new();

    public Vaults()
    {
        var (client, server) = (_certificates.Add("here"), _certificates.Add(TlsCertificates.Server));
        All =
        [
            new("local", "{type: local, listener_name: vault, client_identity: here}", "{type: local, listener_name: vault}"),
            new("tcp", $$"""{type: tcp, address: "{{_tcp}}"}""", $$"""{type: tcp, listen: "{{_tcp}}", clients: {"127.0.0.1": here} }"""),
            new("tls",
                $$"""{type: tls, address: "{{_tls}}", server_cn: {{TlsCertificates.Server}}, ca: "{{client.CertificateAuthority}}", cert: "{{client.Certificate}}", key: "{{client.Key}}"}""",
                $$"""{type: tls, listen: "{{_tls}}", client_cns: [here], ca: "{{server.CertificateAuthority}}", cert: "{{server.Certificate}}", key: "{{server.Key}}"}"""),
        ];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Vault> All { get; }

    public void Dispose()
    {
        _tcp.Dispose();
        _tls.Dispose();
        _certificates.Dispose();
    }
}

/// <summary>One sink.</summary>
/// <param name="Name">Of the transport, and of the dataset below which its copies are.</param>
/// <param name="Connect">How a job gets there.</param>
/// <param name="Serve">How it listens.</param>
internal sealed record Vault(string Name, string Connect, string Serve);
