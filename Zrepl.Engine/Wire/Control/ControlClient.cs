using Grpc.Core;
using Grpc.Net.Client;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Wire.Multiplexing;

namespace Zrepl.Engine.Wire.Control;

/// <summary>
/// Calls the other side over one control connection, which is made at the first call and again when it was lost (spec wire 4.10).
/// </summary>
internal sealed class ControlClient : IAsyncDisposable
{
    private const int MaxReceivedMessage = 256 * 1024 * 1024;
    private const int MaxHeadersKiB = 1024;

    // A Go server takes pings closer than 2.5 s together for an attack.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    private readonly PeerDialer _dialer;
    private readonly GrpcChannel _channel;
    private readonly Messages.Replication.ReplicationClient _client;

    /// <summary>Connects to nothing yet.</summary>
    /// <param name="dialer">Makes connections.</param>
    public ControlClient(PeerDialer dialer)
    {
        _dialer = dialer;
        _channel = GrpcChannel.ForAddress("http://zrepl", new GrpcChannelOptions
        {
            HttpHandler = Handler(dialer),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxReceivedMessage,
            MaxRetryAttempts = 1,
        });
        _client = new(_channel);
    }

    /// <summary>Makes one call.</summary>
    /// <param name="name">Name of the method.</param>
    /// <param name="call">Begins it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Transport.ConnectionLostException">No answer.</exception>
    /// <exception cref="Endpoints.EndpointException">The other side refused.</exception>
    public async Task<T> CallAsync<T>(
        string name, Func<Messages.Replication.ReplicationClient, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation)
    {
        using var span = Tracer.StartSpanOrTask("rpc", TraceNames.RpcClient(name));
        try
        {
            using var running = call(_client, new CallOptions(cancellationToken: cancellation));
            return await running;
        }
        catch (RpcException failure)
        {
            cancellation.ThrowIfCancellationRequested();
            throw ControlErrors.FromStatus(failure, _dialer.Description);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SocketsHttpHandler Handler(PeerDialer dialer) => new()
    {
        ConnectCallback = async (_, cancellation) => await dialer.DialAsync(ConnectionLabel.Control, default, null, cancellation),
        ConnectTimeout = Timeout.InfiniteTimeSpan, // each step of dialling has its own
        EnableMultipleHttp2Connections = false,
        KeepAlivePingDelay = KeepAlive,
        KeepAlivePingTimeout = KeepAlive,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
#pragma warning disable CA2262 // It is meant in KiB: Go puts whole outputs of zfs into an error's header.
        MaxResponseHeadersLength = MaxHeadersKiB,
#pragma warning restore CA2262
        ActivityHeadersPropagator = null, // no headers that a Go server does not expect
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    };
}
