using Zrepl.Engine.Configuration;
using Zrepl.Engine.Transport.Tcp;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>Dials TLS: both sides know each other by their certificates.</summary>
public sealed class TlsDialer(ConnectDefinition.Tls definition, TimeProvider clock) : IDialer
{
    private static readonly TimeSpan LeastHandshakeTime = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Description => $"tls {definition.Address}";

    /// <inheritdoc/>
    public Task<WireStream> DialAsync(CancellationToken cancellation) => ConnectAsync(null, cancellation);

    /// <inheritdoc/>
    public Task<WireStream> DialAsync(IDialWatcher watcher, CancellationToken cancellation) => ConnectAsync(watcher, cancellation);

    private async Task<WireStream> ConnectAsync(IDialWatcher? watcher, CancellationToken cancellation)
    {
        var socket = new SocketWire(await TcpConnect.ConnectAsync(definition.Address, definition.DialTimeout, clock, watcher, cancellation));
        try
        {
            watcher?.Begins(ConnectionLayer.Tls);
            var wire = await ShakeAsync(socket, cancellation);
            watcher?.Stands(ConnectionLayer.Tls, wire.Summary);
            return wire;
        }
        catch
        {
            socket.Abort();
            throw;
        }
    }

    private async Task<TlsWire> ShakeAsync(SocketWire socket, CancellationToken cancellation)
    {
        var ours = await TlsFileReader.ReadAsync(definition.Files, clock, cancellation);
        try
        {
            var limit = definition.DialTimeout is { } given && given > LeastHandshakeTime ? given : LeastHandshakeTime; // spec wire 6.2
            return await TlsHandshake.AsClientAsync(socket, ours, definition.ServerCommonName, Description, limit, clock, cancellation);
        }
        catch
        {
            ours.Dispose();
            throw;
        }
    }
}
