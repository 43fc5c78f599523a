using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Ssh;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Engine.Transport.Tls;
using Zrepl.Engine.Wire.Control;
using Zrepl.Engine.Wire.Control.Hosting;
using Zrepl.Engine.Wire.Data;
using Zrepl.Engine.Wire.Multiplexing;

namespace Zrepl.Engine.Wire;

/// <summary>Reaches and serves other daemons, Go's and ours, over the network. One per process.</summary>
public sealed class NetworkTransport : IConnecter, IPassiveListener, IAsyncDisposable
{
    private readonly WireLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;
    private readonly WireMetrics? _metrics;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private ControlHost? _control;

    /// <summary>Opens nothing yet.</summary>
    public NetworkTransport(ILoggerFactory loggers, TimeProvider clock, WireLimits? limits = null, WireMetrics? metrics = null) =>
        (_loggers, _clock, _limits, _metrics) = (loggers, clock, limits ?? WireLimits.Default, metrics);

    /// <summary>Where the sockets for <c>zrepl stdinserver</c> are: <c>global.serve.stdinserver.sockdir</c>.</summary>
    public string StdinserverDirectory { get; set; } = GlobalDefinition.DefaultStdinserverSocketDirectory;

    /// <inheritdoc/>
    public bool CanConnect(ConnectDefinition definition) => definition is ConnectDefinition.Tcp or ConnectDefinition.Tls or ConnectDefinition.SshStdinserver;

    /// <inheritdoc/>
    public bool CanServe(ServeDefinition definition) => definition is ServeDefinition.Tcp or ServeDefinition.Tls or ServeDefinition.Stdinserver;

    /// <inheritdoc/>
    public Connection<IReceiver> ConnectToSink(ConnectDefinition definition, JobName job)
    {
        var (control, data) = ClientsOf(definition);
        return new(new RemoteReceiver(control, data), () => EndAsync(control, data));
    }

    /// <inheritdoc/>
    public Connection<ISender> ConnectToSource(ConnectDefinition definition, JobName job)
    {
        var (control, data) = ClientsOf(definition);
        return new(new RemoteSender(control, data), () => EndAsync(control, data));
    }

    /// <inheritdoc/>
    public async Task<Task> ServeAsync(
        ServeDefinition definition, JobName job, IPassiveService service, Action listening, CancellationToken retiring, CancellationToken cancellation)
    {
        await using var listener = await ListenAsync(definition, retiring);
        var control = await ControlAsync(retiring);
        var server = new PeerServer(listener, job, service, control, _limits, _clock, _loggers.CreateLogger<PeerServer>(), _metrics);
        listening();
        return await server.AcceptAsync(retiring, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_control is not null) await _control.DisposeAsync();
        _starting.Dispose();
    }

    private async Task<ITransportListener> ListenAsync(ServeDefinition definition, CancellationToken cancellation) => definition switch
    {
        ServeDefinition.Tcp tcp => await TcpTransportListener.OpenAsync(tcp, cancellation),
        ServeDefinition.Tls tls => await TlsListener.OpenAsync(tls, _clock, cancellation),
        ServeDefinition.Stdinserver ssh => StdinserverListener.Open(ssh, StdinserverDirectory, _clock),
        _ => throw new NotSupportedException($"zrepl does not serve over {definition.Type} yet"),
    };

    internal IDialer DialerOf(ConnectDefinition definition) => definition switch
    {
        ConnectDefinition.Tcp tcp => new TcpDialer(tcp, _clock),
        ConnectDefinition.Tls tls => new TlsDialer(tls, _clock),
        ConnectDefinition.SshStdinserver ssh => new SshDialer(ssh, _clock),
        _ => throw new NotSupportedException($"zrepl does not connect over {definition.Type} yet"),
    };

    internal (ControlClient Control, DataClient Data) ClientsOf(ConnectDefinition definition)
    {
        var dialer = new PeerDialer(DialerOf(definition), _limits, _clock);
        return (new(dialer), new(dialer, _limits, _clock, _loggers.CreateLogger<DataClient>(), _metrics));
    }

    private static async ValueTask EndAsync(ControlClient control, DataClient data)
    {
        await using (control) await data.DisposeAsync();
    }

    // Only daemons with passive jobs need it.
    private async Task<ControlHost> ControlAsync(CancellationToken cancellation)
    {
        await _starting.WaitAsync(cancellation);
        try
        {
            return _control ??= await ControlHost.StartAsync(_loggers, _clock, cancellation);
        }
        finally
        {
            _starting.Release();
        }
    }
}
