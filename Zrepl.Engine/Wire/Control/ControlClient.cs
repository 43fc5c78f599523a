using Grpc.Core;
using Grpc.Net.Client;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Units;
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

    /// <summary>How long answers may take.</summary>
    public ControlDeadlines Deadlines { get; init; } = new();

    /// <summary>Makes one call.</summary>
    /// <param name="name">Name of the method.</param>
    /// <param name="call">Begins it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Transport.ConnectionLostException">No answer.</exception>
    /// <exception cref="EndpointException">The other side refused, or lives and does not answer.</exception>
    public async Task<T> CallAsync<T>(
        string name, Func<Messages.Replication.ReplicationClient, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellation)
    {
        using var span = Tracer.StartSpanOrTask("rpc", TraceNames.RpcClient(name));
        var longest = Deadlines.Of(name);
        using var deadline = new CancellationTokenSource(longest);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var running = call(_client, new CallOptions(cancellationToken: either.Token)); // no deadline of gRPC, whose header not every peer expects
            return await running;
        }
        catch (RpcException failure)
        {
            cancellation.ThrowIfCancellationRequested();
            if (deadline.IsCancellationRequested)
                throw new EndpointException($"{_dialer.Description}: no answer to {name} within {GoDuration.Format(longest)}, although the connection lives\nLook there (zrepl status, zpool status): its pool may not answer.", inner: failure);
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
