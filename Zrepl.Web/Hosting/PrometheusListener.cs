using System.Net.Sockets;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Tracing;
using Zrepl.Web.Api;
using Zrepl.Web.Api.Metrics;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Hosting;

/// <summary>
/// Serves <c>/metrics</c> where <c>global.monitoring</c> says, to everybody, as Go zrepl does. As long as the address cannot be had it tries again; the daemon
/// goes on without. Source: spec A2, D1.
/// </summary>
internal sealed class PrometheusListener(
    ConfigurationInForce configuration, MetricsText metrics, ILoggerFactory loggers, TimeProvider clock, ILogger<PrometheusListener> logger)
    : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private int _disposed;
    private CancellationTokenSource _stop = new();
    private Task _serving = Task.CompletedTask;
    private PrometheusDefinition? _definition;
    private volatile SideServer? _server;

    /// <summary>Where it listens now; null while it does not.</summary>
    public System.Net.IPEndPoint? EndPoint => _server?.EndPoint;

    public Task StartAsync(CancellationToken cancellationToken) => ApplyAsync(configuration.Current.Global?.Monitoring, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => ApplyAsync(null, CancellationToken.None).WaitAsync(cancellationToken);

    /// <summary>Listens as a definition says from now on; null: not at all.</summary>
    public async Task ApplyAsync(PrometheusDefinition? definition, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (definition == _definition) return;
            await _stop.CancelAsync();
            await _serving;
            _stop.Dispose();
            (_stop, _definition) = (new(), definition);
            _serving = definition is null ? Task.CompletedTask : ServeAsync(definition, _stop.Token);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return; // the container knows it by several names
        await ApplyAsync(null, CancellationToken.None);
        _stop.Dispose();
        _one.Dispose();
    }

    private async Task ServeAsync(PrometheusDefinition definition, CancellationToken stop)
    {
        using var job = JobScope.Enter(InternalJobs.Prometheus);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var server = await SideServer.StartAsync(definition.Listen, definition.ListenFreebind, Configure, loggers, stop);
                _server = server;
                logger.MetricsListen(server.EndPoint.ToString());
                await stop.WaitAsync();
            }
            catch (Exception failure) when (failure is SocketException or IOException or FormatException or NotSupportedException)
            {
                logger.CannotListenForMetrics(definition.Listen.ToString(), failure.Message, RetryAfter.TotalSeconds);
                await Task.WhenAny(Task.Delay(RetryAfter, clock, stop));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // ended before it began
            }
            finally
            {
                _server = null;
            }
        }
    }

    private void Configure(IApplicationBuilder app) => app.Run(context => context.Request.Path == "/metrics"
        ? metrics.AnswerAsync(context)
        : ControlSocket.TextAsync(context, StatusCodes.Status404NotFound, "404 page not found"));
}
