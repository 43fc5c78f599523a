using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Messages;
using Zrepl.Engine.Wire.Multiplexing;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Wire.Control;

/// <summary>
/// What can and cannot be reached over a control connection and over the port of the dashboard: spec wire 1.1, 4; conformance G-10, G-16, G-19, G-20.
/// </summary>
public sealed class ControlChannelTests
{
    private readonly CallScript _script = new();
    private readonly MemorySender _sender;

    public ControlChannelTests() => _sender = new MemorySender(_script);

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/jobs")]
    [InlineData("/metrics")]
    [InlineData("/healthz")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/jobs/push")]
    public async Task G10_nothing_of_the_dashboard_is_on_a_control_connection(string path)
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        using var client = new HttpClient(Handler(world));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://zrepl" + path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.SendAsync(request).WaitAsync(Deadline.OfATest);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task G10_nothing_of_the_replication_service_is_on_the_port_of_the_dashboard()
    {
        await using var daemon = new RunningDaemon();
        await daemon.StartAsync();
        foreach (var method in PingReq.Descriptor.File.Services[0].Methods)
        {
            using var body = new ByteArrayContent([0, 0, 0, 0, 0]);
            body.Headers.ContentType = new("application/grpc");
            using var response = await daemon.Web.PostAsync($"/Replication/{method.Name}", body, daemon.Limit);
            Assert.False(response.IsSuccessStatusCode, $"{method.Name}: {response.StatusCode}");
            Assert.False(response.Headers.Contains("grpc-status"));
        }

        var address = new Uri(daemon.Address);
        await using var raw = await TlsWorld.RawAsync(address.Port);
        await raw.WriteAsync((byte[])[.. Zrepl.Engine.Wire.Handshake.VersionBanner.Ours.Encode(), .. ConnectionLabel.Control.Bytes.Span]);
        var answer = System.Text.Encoding.Latin1.GetString(await raw.TakeAllAsync());
        Assert.DoesNotContain("ZREPL_ZFS_REPLICATION", answer, StringComparison.Ordinal); // no banner there either
    }

    [Theory]
    [InlineData("Replication", "Nothing")]
    [InlineData("grpc.health.v1.Health", "Check")]
    public async Task G16_what_is_not_in_the_contract_is_unimplemented(string service, string method)
    {
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        using var channel = GrpcChannel.ForAddress("http://zrepl", new() { HttpHandler = Handler(world), DisposeHttpClient = true });
        var marshaller = Marshallers.Create<PingReq>(Google.Protobuf.MessageExtensions.ToByteArray, PingReq.Parser.ParseFrom);
        using var call = channel.CreateCallInvoker().AsyncUnaryCall(
            new Method<PingReq, PingReq>(MethodType.Unary, service, method, marshaller, marshaller), null, new CallOptions(), new PingReq());
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }

    [Fact]
    public async Task G19_a_cancelled_call_ends_its_handler()
    {
        var (entered, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        _script.Always("sender list", token => WaitAsync(entered, ended, token));
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var peer = world.ToSource();
        using var cancellation = new CancellationTokenSource();
        var call = peer.Endpoint.ListFilesystemsAsync(cancellation.Token);
        await entered.Task.WaitAsync(Deadline.OfATest);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await ended.Task.WaitAsync(Deadline.OfATest);
    }

    [Fact]
    public async Task G20_a_call_under_way_when_the_daemon_ends_counts_as_unreachable()
    {
        var (entered, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        _script.Always("sender list", token => WaitAsync(entered, ended, token));
        await using var world = await PeerWorld.StartAsync(new PassiveService(_sender));
        await using var peer = world.ToSource();
        var call = peer.Endpoint.ListFilesystemsAsync(CancellationToken.None);
        await entered.Task.WaitAsync(Deadline.OfATest);
        var stopping = world.StopAsync();
        await Assert.ThrowsAsync<ConnectionLostException>(() => call.WaitAsync(Deadline.OfATest));
        await ended.Task.WaitAsync(Deadline.OfATest);
        await stopping;
    }

    private static async Task WaitAsync(TaskCompletionSource entered, TaskCompletionSource ended, CancellationToken token)
    {
        entered.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, token);
        }
        finally
        {
            ended.TrySetResult();
        }
    }

    private static SocketsHttpHandler Handler(PeerWorld world)
    {
        var dialer = new PeerDialer(new TcpDialer(world.Connect, TimeProvider.System), WireLimits.Default, TimeProvider.System);
        return new() { ConnectCallback = async (_, token) => await dialer.DialAsync(ConnectionLabel.Control, default, null, token) };
    }
}
