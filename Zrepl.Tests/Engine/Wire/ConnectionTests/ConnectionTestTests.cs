using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.ConnectionTests;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Wire.ConnectionTests;

/// <summary>A connection test stops at the layer that does not stand and says why: issue 3, <c>zrepl test connect</c>.</summary>
public sealed class ConnectionTestTests : IAsyncLifetime
{
    private readonly NetworkTransport _network = new(NullLoggerFactory.Instance, TimeProvider.System);
    private readonly CallScript _script = new();
    private readonly MemorySender _sender;
    private readonly TlsWorld _tls = new();

    public ConnectionTestTests()
    {
        _sender = new MemorySender(_script);
        _sender.Has("tank", "@a:1");
        _sender.Has("tank/home", "@a:2");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        _tls.Dispose();
    }

    [Fact]
    public async Task Every_layer_of_a_good_connection_is_told_and_its_round_trip()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        var report = await TestAsync(Pull(Tcp(world)));
        Assert.Null(report.Failure);
        Assert.Equal(
            [ConnectionLayer.Name, ConnectionLayer.Tcp, ConnectionLayer.Identity, ConnectionLayer.Version, ConnectionLayer.Data, ConnectionLayer.Control, ConnectionLayer.Role, ConnectionLayer.Permission],
            report.Findings.Select(finding => finding.Layer));
        Assert.Equal("it lists 2 datasets for us", report.Findings[^1].Text);
        Assert.True(report.RoundTrip > TimeSpan.Zero);
        Assert.Equal($"tcp {world.Connect.Address}", report.Peer);
    }

    [Fact]
    public async Task A_sink_is_what_a_push_needs_and_a_pull_does_not()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(receiver: new MemoryReceiver(_script)));
        Assert.Null((await TestAsync(Push(Tcp(world)))).Failure);
        await AssertStopsAsync(Pull(Tcp(world)), ConnectionLayer.Role, "the job there is a sink, and ours pulls");
        await using var source = await PeerWorld.StartAsync(new PassiveService(_sender));
        await AssertStopsAsync(Push(Tcp(source)), ConnectionLayer.Role, "the job there is a source, and ours pushes");
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_told_as_such() =>
        await AssertStopsAsync(Pull("{type: tcp, address: \"zrepl-test.invalid:1\"}"), ConnectionLayer.Name, "cannot connect to zrepl-test.invalid:1");

    [Fact]
    public async Task A_port_where_nobody_listens_is_told_as_such()
    {
        using var port = new ReservedPort();
        var report = await AssertStopsAsync(Pull($"{{type: tcp, address: \"{port}\"}}"), ConnectionLayer.Tcp, $"cannot connect to {port}");
        Assert.Contains("job listens on this address", report.Failure!.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_in_clients_is_an_identity_that_is_not_let_in()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), client: "10.1.2.3");
        await AssertStopsAsync(Pull(Tcp(world)), ConnectionLayer.Identity, "clients (tcp)");
    }

    [Fact]
    public async Task Another_service_is_told_from_another_version()
    {
        foreach (var (says, expected) in new[] { ("SSH-2.0-OpenSSH_9.2p1\r\n", "is the other side a zrepl daemon?"), ("0000000056 ZREPL_ZFS_REPLICATION PROTOVERSION=0006 EXTENSIONS=0000\n", "ours is 7, theirs is 6") })
        {
            await using var listener = await ListenAsync();
            var answering = AnswerAsync(listener, says);
            await AssertStopsAsync(Pull($"{{type: tcp, address: \"{listener.LocalEndPoint}\"}}"), ConnectionLayer.Version, expected);
            await answering;
        }
    }

    [Fact]
    public async Task A_call_that_fails_there_is_a_matter_of_permission_and_told_in_its_words()
    {
        _script.Always("sender list", _ => throw new EndpointException("the pool is suspended"));
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await AssertStopsAsync(Pull(Tcp(world)), ConnectionLayer.Permission, "the pool is suspended");
    }

    [Fact]
    public async Task Tls_is_a_layer_of_its_own_with_both_certificates()
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), await _tls.ListenAsync());
        var report = await TestAsync(Pull(Tls(world)));
        Assert.Null(report.Failure);
        var tls = Assert.Single(report.Findings, finding => finding.Layer == ConnectionLayer.Tls);
        Assert.StartsWith("TLS 1.3, TLS_AES_128_GCM_SHA256; we show certificate \"CN=laptop\" issued by \"CN=zrepl CA\"", tls.Text, StringComparison.Ordinal);
        Assert.Contains("the other side shows certificate \"CN=nas.example.com\"", tls.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_name_stops_at_tls_and_a_common_name_that_is_not_listed_at_identity()
    {
        _tls.Allowed = ["homeserver"];
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender), await _tls.ListenAsync());
        await AssertStopsAsync(Pull(Tls(world)), ConnectionLayer.Identity, "client_cns");
        _tls.ServerName = "other.example.com";
        await AssertStopsAsync(Pull(Tls(world)), ConnectionLayer.Tls, "not for server_cn \"other.example.com\"");
        File.Delete(_tls.Client.Key);
        await AssertStopsAsync(Pull(Tls(world)), ConnectionLayer.Tls, $"cannot read key {_tls.Client.Key}");
    }

    [Fact]
    public async Task Jobs_of_one_daemon_are_matched_by_the_configuration()
    {
        const string Connect = "{type: local, listener_name: nas, client_identity: me}";
        Assert.Null((await TestAsync(Push(Connect) + Sink("nas"))).Failure);
        await AssertStopsAsync(Push(Connect) + Sink("other"), ConnectionLayer.Transport, "no job has serve: {type: local, listener_name: nas}");
        await AssertStopsAsync(Push(Connect) + Sink("nas").Replace("type: sink", "enabled: false, type: sink", StringComparison.Ordinal), ConnectionLayer.Transport, "is not enabled");
        await AssertStopsAsync(Pull(Connect) + Sink("nas"), ConnectionLayer.Role, "is a sink job");
    }

    private async Task<ConnectionReport> AssertStopsAsync(string jobs, ConnectionLayer layer, string text)
    {
        var report = await TestAsync(jobs);
        Assert.True(report.Failure?.Layer == layer, string.Join('\n', report.Findings));
        Assert.Contains(text, report.Failure!.Text, StringComparison.Ordinal);
        Assert.NotNull(report.Failure.WhatToDo);
        Assert.Same(report.Failure, report.Findings[^1]);
        Assert.Null(layer == ConnectionLayer.Permission || layer == ConnectionLayer.Role ? null : report.RoundTrip);
        return report;
    }

    private async Task<ConnectionReport> TestAsync(string jobs)
    {
        var configuration = Samples.Legal("jobs:\n" + jobs);
        return await new ConnectionTest(_network, TimeProvider.System).RunAsync(configuration.Jobs[0], configuration.Jobs, CancellationToken.None).WaitAsync(Deadline.OfATest);
    }

    private static string Tcp(PeerWorld world) => $"{{type: tcp, address: \"{world.Connect.Address}\"}}";

    private string Tls(PeerWorld world) =>
        $"{{type: tls, address: \"{world.Connect.Address}\", ca: {_tls.Client.CertificateAuthority}, cert: {_tls.Client.Certificate}, key: {_tls.Client.Key}, server_cn: {_tls.ServerName}}}";

    private static string Pull(string connect) =>
        $"- {{name: j, type: pull, root_fs: b, interval: manual, pruning: {{keep_sender: [{{type: last_n, count: 1}}], keep_receiver: [{{type: last_n, count: 1}}]}}, connect: {connect}}}\n";

    private static string Push(string connect) =>
        $"- {{name: j, type: push, filesystems: {{\"tank<\": true}}, snapshotting: {{type: manual}}, pruning: {{keep_sender: [{{type: last_n, count: 1}}], keep_receiver: [{{type: last_n, count: 1}}]}}, connect: {connect}}}\n";

    private static string Sink(string name) => $"- {{name: s, type: sink, root_fs: c, serve: {{type: local, listener_name: {name}}}}}\n";

    private static Task<Zrepl.Engine.Transport.Tcp.TcpTransportListener> ListenAsync() => Zrepl.Engine.Transport.Tcp.TcpTransportListener.OpenAsync(
        new ServeDefinition.Tcp(new("127.0.0.1", "0"), false, TcpClientMap.Of([])), CancellationToken.None);

    private static async Task AnswerAsync(Zrepl.Engine.Transport.Tcp.TcpTransportListener listener, string says)
    {
        await using var incoming = (Zrepl.Engine.Transport.Tcp.TcpIncoming)await listener.AcceptAsync(CancellationToken.None);
        await incoming.Wire.WriteAsync(System.Text.Encoding.ASCII.GetBytes(says));
        await incoming.Wire.TakeAsync(67 + 64);
    }
}
