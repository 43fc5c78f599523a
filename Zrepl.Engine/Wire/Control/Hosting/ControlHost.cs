using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Wire.Control.Hosting;

/// <summary>
/// Serves the control connections of all passive jobs of the process with a Kestrel of its own, which listens nowhere (spec wire 1.1, 4.9). The
/// dashboard has another one: limits of Kestrel count for a whole server, those that idle peers behind slow links need would leave a public
/// port unprotected; and neither can ever be reached through the other.
/// </summary>
internal sealed class ControlHost : IAsyncDisposable
{
    private const int MaxReceivedMessage = 64 * 1024 * 1024; // to destroy half a million snapshots of a dataset
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(5); // as the Go server
    private static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(2);

    // As good as for ever. Not "infinite": Kestrel adds that to the time it is, which overflows, and then every idle connection has been so for too long.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromDays(365);

    private readonly WebApplication _app;
    private readonly ControlListenerFactory _listener;
    private readonly TimeProvider _clock;

    private ControlHost(WebApplication app, ControlListenerFactory listener, TimeProvider clock) => (_app, _listener, _clock) = (app, listener, clock);

    /// <summary>Starts it. One per process.</summary>
    public static async Task<ControlHost> StartAsync(ILoggerFactory loggers, TimeProvider clock, CancellationToken cancellation)
    {
        var listener = new ControlListenerFactory();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.RemoveAll<IConnectionListenerFactory>(); // no sockets here
        builder.Services.AddSingleton<IConnectionListenerFactory>(listener);
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>()); // signals are the daemon's business
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(new WithoutServerLoggers(loggers)));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = MaxReceivedMessage;
            options.MaxSendMessageSize = null;
        });
        var app = builder.Build();
        app.Use(OnlyPeersAsync);
        app.UseRouting();
        app.MapGrpcService<ReplicationService>();
        await app.StartAsync(cancellation);
        return new(app, listener, clock);
    }

    /// <summary>Serves one connection to its end.</summary>
    /// <param name="wire">Positioned behind the label; taken over.</param>
    /// <param name="peer">Who is there and what it may talk to.</param>
    /// <param name="patience">How long it may say nothing at all. Once it speaks HTTP/2, pings tell whether it lives.</param>
    /// <param name="retiring">The client shall come again, on another connection; what it asked for is still answered.</param>
    /// <exception cref="ConnectionLostException">It said nothing.</exception>
    public async Task ServeAsync(WireStream wire, PeerFeature peer, TimeSpan patience, CancellationToken retiring)
    {
        var connection = new ControlConnection(wire, peer);
        if (!_listener.TryHandOver(connection))
        {
            connection.Abort();
            await connection.DisposeAsync();
            return;
        }

        try
        {
            await BeganAsync(connection, patience, peer.Stopping);
            await using var goAway = retiring.Register(connection.RequestClose);
            await connection.Done.WaitAsync(peer.Stopping);
        }
        catch (OperationCanceledException)
        {
            connection.RequestClose(); // with GOAWAY, so that clients come again as soon as somebody listens
            await Task.WhenAny(connection.Done, Task.Delay(PatienceAtEnd, _clock, CancellationToken.None));
            if (!connection.Done.IsCompleted) connection.Abort();
            await connection.Done;
        }
    }

    // Kestrel itself waits for ever for the first byte where idle connections are welcome.
    private async Task BeganAsync(ControlConnection connection, TimeSpan patience, CancellationToken stopping)
    {
        try
        {
            await Task.WhenAny(connection.Began, connection.Done).WaitAsync(patience, _clock, stopping);
        }
        catch (TimeoutException)
        {
            connection.Abort();
            await connection.Done;
            throw new ConnectionLostException($"no HTTP/2 on a control connection within {GoDuration.Format(patience)}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(PatienceAtEnd, _clock);
        await _app.StopAsync(deadline.Token);
        await _app.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions options)
    {
        options.Listen(new ControlEndPoint(), listen => listen.Protocols = HttpProtocols.Http2);
        options.AddServerHeader = false;
        options.AllowAlternateSchemes = true;
        var limits = options.Limits;
        limits.KeepAliveTimeout = LongestIdle; // idle for hours while data flows on other connections
        limits.Http2.KeepAlivePingDelay = KeepAlive;
        limits.Http2.KeepAlivePingTimeout = KeepAliveTimeout;
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestBodySize = null;
        limits.MaxConcurrentConnections = null;
    }

    // The first thing in the pipeline. Only control connections can get here at all; this makes sure.
    private static Task OnlyPeersAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<PeerFeature>() is not null) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
