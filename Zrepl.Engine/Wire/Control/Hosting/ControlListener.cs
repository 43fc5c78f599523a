using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Zrepl.Engine.Wire.Control.Hosting;

/// <summary>The place Kestrel "listens" on: not in any network, only connections handed over within the process arrive here.</summary>
internal sealed class ControlEndPoint : EndPoint
{
    public override string ToString() => "zrepl control connections";
}

/// <summary>Gives Kestrel the control connections that jobs accepted (design D4). Binds nothing but a <see cref="ControlEndPoint"/>.</summary>
internal sealed class ControlListenerFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>();

    /// <summary>Hands over a connection; false once Kestrel has stopped.</summary>
    public bool TryHandOver(ControlConnection connection) => _connections.Writer.TryWrite(connection);

    public bool CanBind(EndPoint endpoint) => endpoint is ControlEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        CanBind(endpoint)
            ? ValueTask.FromResult<IConnectionListener>(new Listener(endpoint, _connections))
            : throw new NotSupportedException($"Only control connections are served here, not {endpoint}.");

    private sealed class Listener(EndPoint endpoint, Channel<ConnectionContext> connections) : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await connections.Reader.WaitToReadAsync(cancellationToken))
            {
                if (connections.Reader.TryRead(out var connection)) return connection;
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            connections.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            connections.Writer.TryComplete();
            while (connections.Reader.TryRead(out var left)) await left.DisposeAsync();
        }
    }
}
