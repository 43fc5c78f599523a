using System.Net;
using System.Net.Sockets;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Web.Api;
using Zrepl.Web.Api.Metrics;

namespace Zrepl.Web.Hosting;

/// <summary>
/// <c>/debug/zrepl/activity-trace</c> and <c>/metrics</c> on an address that <c>zrepl pprof listen on</c> or the environment names. Open to whoever reaches it, as in
/// Go zrepl. What Go's profiler offers besides does not exist for .NET; its tools attach to the process themselves. Source: spec A11, F2.
/// </summary>
internal sealed class PprofListener(
    EnvironmentConstants constants, MetricsText metrics, ILoggerFactory loggers, TimeProvider clock, ILogger<PprofListener> logger)
    : IPprofListener, IHostedService, IAsyncDisposable
{
    private const string TracePath = "/debug/zrepl/activity-trace";

    private readonly SemaphoreSlim _one = new(1);
    private int _disposed;
    private HostPort? _address;
    private SideServer? _server;

    /// <summary>Where it listens; null while it does not.</summary>
    public IPEndPoint? EndPoint => _server?.EndPoint;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (constants.Get(KnownVariables.PprofAddress) is not { Length: > 0 } text) return;
        var problem = HostPort.TryParse(text, out var address, out var wrong) ? await ListenAsync(address, cancellationToken) : wrong;
        if (problem is not null) logger.CannotListenForPprof(text, problem);
    }

    public Task StopAsync(CancellationToken cancellationToken) => ListenAsync(null, CancellationToken.None).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<string?> ListenAsync(HostPort? address, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (address == _address) return null;
            if (_server is { } before)
            {
                (_server, _address) = (null, null);
                await before.DisposeAsync();
                logger.PprofClosed();
            }

            if (address is null) return null;
            _server = await SideServer.StartAsync(address, freebind: false, Configure, loggers, cancellation);
            _address = address;
            logger.PprofListens(_server.EndPoint.ToString());
            return null;
        }
        catch (Exception failure) when (failure is SocketException or IOException or FormatException)
        {
            return $"cannot listen on {address}: {failure.Message}";
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return; // the container knows it by several names
        await ListenAsync(null, CancellationToken.None);
        _one.Dispose();
    }

    private void Configure(IApplicationBuilder app)
    {
        app.UseWebSockets(new());
        app.Run(context => context.Request.Path.Value switch
        {
            TracePath => ActivityTraceStream.ServeAsync(context, clock),
            "/metrics" => metrics.AnswerAsync(context),
            _ => ControlSocket.TextAsync(context, StatusCodes.Status404NotFound, $"404 page not found; there are {TracePath} and /metrics"),
        });
    }
}
