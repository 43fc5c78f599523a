using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Transport.Tcp;

namespace Zrepl.Web.Hosting;

/// <summary>
/// A small web server on an address of its own, beside the dashboard's: what it serves is all that can be reached there, and an address that is
/// taken keeps nothing else from starting.
/// </summary>
internal sealed class SideServer : IAsyncDisposable
{
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;

    private SideServer(WebApplication app, IPEndPoint endPoint) => (_app, EndPoint) = (app, endPoint);

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Starts it.</summary>
    /// <param name="address">Where to listen.</param>
    /// <param name="freebind">True to listen on an address the machine does not have yet.</param>
    /// <param name="configure">What it serves.</param>
    /// <param name="loggers">Makes loggers; not disposed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SocketException">The address cannot be had; or <see cref="FormatException"/>: it has no such port.</exception>
    public static async Task<SideServer> StartAsync(
        HostPort address, bool freebind, Action<IApplicationBuilder> configure, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var socket = await TcpSockets.ListenAsync(address, freebind, cancellation);
        try
        {
            var endPoint = (IPEndPoint)socket.LocalEndPoint!; // bound, therefore has one
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Listen(endPoint, listen => listen.Protocols = HttpProtocols.Http1);
            });
            builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = _ => socket);
            builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, ManualLifetime>());
            builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
            var app = builder.Build();
            configure(app);
            await app.StartAsync(cancellation);
            return new(app, endPoint);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Stops listening; what is being answered has a second.</summary>
    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(PatienceAtEnd);
        await _app.StopWithinAsync(deadline.Token); // what is broken off is the client's to notice
        await _app.DisposeAsync();
    }
}
