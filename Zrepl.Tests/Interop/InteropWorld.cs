using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Tests.Daemon;
using Zrepl.Tests.Daemon.Network;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Interop;

/// <summary>
/// Two daemons, each of any program called zrepl, and one simulated machine whose pools both use: the active side sends to the passive one or
/// fetches from it. Either can be ended and followed by another program with the same jobs.
/// </summary>
internal sealed class InteropWorld : IAsyncDisposable
{
    /// <summary>A transport: ssh through the other program's <c>stdinserver</c>.</summary>
    public const string OtherProxy = "ssh by the other's proxy";

    private readonly HostedZfs _zfs;
    private readonly TlsCertificates _certificates = new();
    private readonly TemporaryDirectory _activeFiles = new();
    private readonly TemporaryDirectory _passiveFiles = new();
    private readonly ReservedPort _port = new();
    private SshServer? _ssh;
    private DistantPort? _distant;

    private InteropWorld(PoolWorld pools, HostedZfs zfs, InteropTree tree, string direction) => (Pools, _zfs, Tree, Direction) = (pools, zfs, tree, direction);

    /// <summary>The machine.</summary>
    public PoolWorld Pools { get; }

    /// <summary>What is replicated.</summary>
    public InteropTree Tree { get; }

    /// <summary><see cref="InteropJobs.Push"/> or <see cref="InteropJobs.Pull"/>.</summary>
    public string Direction { get; }

    /// <summary>Commands of all daemons.</summary>
    public HostedZfs Zfs => _zfs;

    /// <summary>Further keys of <c>send</c> on the sending side of daemons that start from now on.</summary>
    public string Send { get; set; } = "";

    /// <summary>Time there and back of daemons that start from now on and meet over tcp.</summary>
    public TimeSpan RoundTrip { get; set; }

    public DaemonProcess Active { get; private set; } = null!; // with StartAsync

    public DaemonProcess Passive { get; private set; } = null!; // with StartAsync

    /// <summary>Configuration file of the active side.</summary>
    public string ActiveConfiguration => DaemonProcess.ConfigurationIn(_activeFiles.Path);

    public CancellationToken Token => Pools.Token;

    /// <summary>How this process itself reaches the passive job over TCP.</summary>
    public ConnectDefinition.Tcp Connect => new(new("127.0.0.1", $"{_port.Number}"), TimeSpan.FromSeconds(10));

    /// <summary>Makes the machine; the daemons come with <see cref="StartAsync"/>.</summary>
    public static async Task<InteropWorld> CreateAsync(string direction, int patience = 5)
    {
        var pool = new SimulatedPool(OpenZfsVersion.V23);
        var pools = await PoolWorld.EnterAsync(pool, patience);
        return new(pools, new(pool.Host), await InteropTree.CreateAsync(pools, direction), direction);
    }

    /// <summary>Starts both sides.</summary>
    /// <param name="active">Program of the side that dials, one of <see cref="ZreplKind"/>.</param>
    /// <param name="passive">Program of the side that listens.</param>
    /// <param name="transport">tcp, tls, ssh, or ssh with the proxy of the active side's program in the place of the passive one's.</param>
    public async Task StartAsync(string active, string passive, string transport = "tcp")
    {
        var (connect, serve) = await MeetAsync(transport, transport == OtherProxy ? active : passive);
        Passive = await BeginAsync(passive, _passiveFiles.Path, InteropJobs.PassiveJobs(Direction, Tree, serve, Send));
        if (passive != ZreplKind.Ours && transport is "tcp" or "tls") await UntilListeningAsync(); // ours says when it is
        Active = await BeginAsync(active, _activeFiles.Path, InteropJobs.ActiveJobs(Direction, Tree, connect, Send));
    }

    /// <summary>Ends both in order, so that others can follow.</summary>
    public async Task EndAsync()
    {
        foreach (var daemon in new[] { Active, Passive })
        {
            await daemon.TerminateAsync(Token);
            await daemon.DisposeAsync();
        }
    }

    /// <summary>Lets the active job run through; it must succeed.</summary>
    public async Task<JsonObject> RunAsync() => await CompleteAsync(await BeginAsync());

    /// <summary>Wakes the active job up.</summary>
    /// <returns>When the run before it began.</returns>
    public async Task<string?> BeginAsync()
    {
        var before = BeginOf(await Active.StatusAsync(InteropJobs.Active, Token));
        await Active.WakeUpOnceWaitingAsync(InteropJobs.Active, Token);
        return before;
    }

    /// <summary>Waits for the end of the run that began after another.</summary>
    public async Task<JsonObject> CompleteAsync(string? before)
    {
        var status = await Active.UntilAsync(InteropJobs.Active, status => BeginOf(status) != before && HasEnded(status), Token);
        Assert.True(
            Attempts(status)[^1]!["State"]!.GetValue<string>() == "done"
            && PruningOf(status, "Sender") == "Done" && PruningOf(status, "Receiver") == "Done",
            $"{status.ToJsonString()}\nactive:\n{Active.Output}\npassive:\n{Passive.Output}");
        return status;
    }

    /// <summary>Waits until the run that began after another has transferred some bytes.</summary>
    public Task UntilTransferredAsync(string? before, long bytes) =>
        Active.UntilAsync(InteropJobs.Active, status => BeginOf(status) != before && Transferred(status) >= bytes, Token);

    /// <summary>Waits until a receive has started, the first of this world.</summary>
    public async Task UntilReceivingAsync()
    {
        while (!Zfs.Started.Any(line => line.StartsWith("zfs recv ", StringComparison.Ordinal)))
            await Task.Delay(50, Token); // another process cannot ring our bell
    }

    /// <summary>How long the replication of a run took that needed one attempt.</summary>
    public static TimeSpan TimeOfOnlyAttempt(JsonObject status)
    {
        var attempt = Assert.Single(Attempts(status))!;
        return TimeOf(attempt["FinishAt"]!) - TimeOf(attempt["StartAt"]!);
    }

    /// <summary>Bytes of all steps of a run.</summary>
    public static long Transferred(JsonObject status) => Attempts(status)
        .SelectMany(attempt => attempt!["Filesystems"]?.AsArray() ?? [])
        .SelectMany(filesystem => filesystem!["Steps"]?.AsArray() ?? [])
        .Sum(step => step!["Info"]!["BytesReplicated"]!.GetValue<long>());

    public async ValueTask DisposeAsync()
    {
        if (Active is not null) await Active.DisposeAsync();
        if (Passive is not null) await Passive.DisposeAsync();
        if (_ssh is not null) await _ssh.DisposeAsync();
        if (_distant is not null) await _distant.DisposeAsync();
        await _zfs.DisposeAsync();
        await Pools.DisposeAsync();
        _certificates.Dispose();
        _activeFiles.Dispose();
        _passiveFiles.Dispose();
        _port.Dispose();
    }

    private Task<DaemonProcess> BeginAsync(string kind, string directory, string jobs) => kind == ZreplKind.Ours
        ? DaemonProcess.StartAsync(directory, jobs, _zfs.Environment, Token)
        : DaemonProcess.StartGoAsync(ZreplKind.ProgramOf(kind), directory, jobs, _zfs.Environment, Token);

    private async Task UntilListeningAsync()
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, _port.Number, Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, Token); // another process cannot ring our bell
            }
        }
    }

    private async Task<(string Connect, string Serve)> MeetAsync(string transport, string proxy)
    {
        switch (transport)
        {
            case "tcp":
                if (RoundTrip > TimeSpan.Zero) _distant ??= new(_port.Number, RoundTrip);
                return ($$"""{type: tcp, address: "127.0.0.1:{{_distant?.Port ?? _port.Number}}"}""", $$"""{type: tcp, listen: "{{_port}}", clients: {"127.0.0.1": {{InteropJobs.Client}} } }""");
            case "tls":
                var (client, server) = (_certificates.Add(InteropJobs.Client), _certificates.Add(TlsCertificates.Server));
                return (
                    $$"""{type: tls, address: "{{_port}}", server_cn: {{TlsCertificates.Server}}, ca: "{{client.CertificateAuthority}}", cert: "{{client.Certificate}}", key: "{{client.Key}}"}""",
                    $$"""{type: tls, listen: "{{_port}}", client_cns: [{{InteropJobs.Client}}], ca: "{{server.CertificateAuthority}}", cert: "{{server.Certificate}}", key: "{{server.Key}}"}""");
            case "ssh" or OtherProxy:
                var keys = Directory.CreateDirectory(Path.Combine(_passiveFiles.Path, "keys")).FullName;
                _ssh = await SshServer.StartAsync(keys, network: null, "127.0.0.1", DaemonProcess.ConfigurationIn(_passiveFiles.Path));
                return (await _ssh.AddClientAsync(InteropJobs.Client, ZreplKind.ProgramOf(proxy)), $"{{type: stdinserver, client_identities: [{InteropJobs.Client}]}}");
            default:
                throw new UnreachableException();
        }
    }

    private static bool HasEnded(JsonObject status) => PruningOf(status, "Receiver") is "Done" or "ExecErr" or "PlanErr";

    private static string? PruningOf(JsonObject status, string side) => status["Pruning" + side]?["State"]?.GetValue<string>();

    private static DateTimeOffset TimeOf(JsonNode time) => DateTimeOffset.Parse(time.GetValue<string>(), CultureInfo.InvariantCulture);

    private static string? BeginOf(JsonObject status) => status["Replication"]?["StartAt"]?.GetValue<string>();

    private static JsonArray Attempts(JsonObject status) => status["Replication"]?["Attempts"]?.AsArray() ?? [];
}
