using System.Globalization;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Daemon.Network;

/// <summary>
/// Two daemons, each in a network of its own: the left one with active jobs, the right one with their passive counterparts. Both see the
/// pools of this machine.
/// </summary>
internal sealed class NetworkedDaemons : IAsyncDisposable
{
    // Each break of the network is an attempt, and these networks break often.
    private static readonly KeyValuePair<string, string> Patience = new("ZREPL_REPLICATION_MAX_ATTEMPTS", "50");

    private readonly string[] _arguments;
    private readonly TemporaryDirectory _left = new();
    private readonly TemporaryDirectory _right;
    private readonly SshServer _ssh;
    private int _port = 8000;
    private string _rightJobs = "";

    private NetworkedDaemons(TwoNetworks networks, TemporaryDirectory right, SshServer ssh, string[] arguments) =>
        (Networks, _right, _ssh, _arguments) = (networks, right, ssh, arguments);

    /// <summary>How two jobs can meet, by name: what stands in <c>connect</c> and in <c>serve</c>. A further transport is a further line.</summary>
    public static readonly IReadOnlyDictionary<string, Func<NetworkedDaemons, string, Task<(string Connect, string Serve)>>> Transports =
        new Dictionary<string, Func<NetworkedDaemons, string, Task<(string Connect, string Serve)>>>
        {
            ["tcp"] = (daemons, identity) => Task.FromResult(daemons.Tcp(identity)),
            ["tls"] = (daemons, identity) => Task.FromResult(daemons.Tls(identity)),
            ["ssh"] = (daemons, identity) => daemons.SshAsync(identity),
        };

    /// <summary>Why there can be none on this machine, or null.</summary>
    public static string? UnavailableBecause => SshServer.UnavailableBecause ?? TwoNetworks.UnavailableBecause;

    public TwoNetworks Networks { get; }

    /// <summary>What the transports over TLS show each other.</summary>
    public TlsCertificates Certificates { get; } = new();

    public DaemonProcess Left { get; private set; } = null!; // until StartAsync

    public DaemonProcess Right { get; private set; } = null!; // until StartAsync

    /// <summary>Where the right one writes the keys of its TLS connections.</summary>
    public string KeyLog => Path.Combine(_right.Path, "tls keys");

    /// <summary>Makes the networks and the ssh server.</summary>
    /// <param name="arguments">Further arguments of both daemons.</param>
    public static async Task<NetworkedDaemons> CreateAsync(IEnumerable<string> arguments)
    {
        var right = new TemporaryDirectory();
        var networks = await TwoNetworks.CreateAsync();
        var keys = Directory.CreateDirectory(Path.Combine(right.Path, "keys")).FullName;
        var ssh = await SshServer.StartAsync(keys, networks.Right, TwoNetworks.RightAddress, DaemonProcess.ConfigurationIn(right.Path));
        return new(networks, right, ssh, [.. arguments]);
    }

    /// <summary>Starts both.</summary>
    public async Task StartAsync(string leftJobs, string rightJobs, CancellationToken cancellation)
    {
        _rightJobs = rightJobs;
        await StartRightAsync(cancellation);
        Left = await DaemonProcess.StartAsync(_left.Path, "jobs:\n" + leftJobs, [Patience], cancellation, Networks.Left, _arguments);
    }

    /// <summary>Kills the right one and starts it again.</summary>
    public async Task KillRightAsync(CancellationToken cancellation)
    {
        await Right.DisposeAsync(); // SIGKILL
        await StartRightAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (Left is not null) await Left.DisposeAsync();
        if (Right is not null) await Right.DisposeAsync();
        await _ssh.DisposeAsync();
        await Networks.DisposeAsync();
        Certificates.Dispose();
        _left.Dispose();
        _right.Dispose();
    }

    private async Task StartRightAsync(CancellationToken cancellation) =>
        Right = await DaemonProcess.StartAsync(_right.Path, "jobs:\n" + _rightJobs, [new("ZREPL_KEYLOG_FILE", KeyLog)], cancellation, Networks.Right, _arguments);

    private (string Connect, string Serve) Tcp(string identity)
    {
        var port = NextPort();
        return ($$"""{type: tcp, address: "{{TwoNetworks.RightAddress}}:{{port}}"}""",
            $$"""{type: tcp, listen: ":{{port}}", clients: {"{{TwoNetworks.LeftAddress}}": {{identity}} } }""");
    }

    private (string Connect, string Serve) Tls(string identity)
    {
        var port = NextPort();
        var (client, server) = (Certificates.Add(identity), Certificates.Add(TlsCertificates.Server));
        return ($$"""
            {type: tls, address: "{{TwoNetworks.RightAddress}}:{{port}}", server_cn: {{TlsCertificates.Server}},
                        ca: "{{client.CertificateAuthority}}", cert: "{{client.Certificate}}", key: "{{client.Key}}"}
            """,
            $$"""
            {type: tls, listen: ":{{port}}", client_cns: [{{identity}}],
                        ca: "{{server.CertificateAuthority}}", cert: "{{server.Certificate}}", key: "{{server.Key}}"}
            """);
    }

    private async Task<(string Connect, string Serve)> SshAsync(string identity) =>
        (await _ssh.AddClientAsync(identity), $"{{type: stdinserver, client_identities: [{identity}]}}");

    private string NextPort() => (++_port).ToString(CultureInfo.InvariantCulture);
}
