using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Transport.Tcp;

/// <summary>Dials plain TCP: the other side knows us by our address only.</summary>
public sealed class TcpDialer(ConnectDefinition.Tcp definition, TimeProvider clock) : IDialer
{
    /// <inheritdoc/>
    public string Description => $"tcp {definition.Address}";

    /// <inheritdoc/>
    public async Task<WireStream> DialAsync(CancellationToken cancellation) => await ConnectAsync(null, cancellation);

    /// <inheritdoc/>
    public async Task<WireStream> DialAsync(IDialWatcher watcher, CancellationToken cancellation) => await ConnectAsync(watcher, cancellation);

    private async Task<SocketWire> ConnectAsync(IDialWatcher? watcher, CancellationToken cancellation) =>
        new(await TcpConnect.ConnectAsync(definition.Address, definition.DialTimeout, clock, watcher, cancellation));
}
