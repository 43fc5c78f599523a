namespace Zrepl.Engine.Transport;

/// <summary>Opens connections to the passive side of one job. Source: spec wire 6.</summary>
public interface IDialer
{
    /// <summary>Where it leads, for logs and reports: <c>tls backup.example.com:8888</c>.</summary>
    string Description { get; }

    /// <summary>Makes one connection, the transport's own handshake (TLS, ssh) included.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ConnectionLostException">Nobody answered, or the connection broke; trying again can help.</exception>
    /// <exception cref="PeerRefusedException">The transport says that we do not belong together, such as a wrong certificate.</exception>
    Task<WireStream> DialAsync(CancellationToken cancellation);

    /// <summary>The same, telling each layer. A transport that has none to tell is one layer.</summary>
    /// <param name="watcher">Is told.</param>
    /// <param name="cancellation">Gives up.</param>
    async Task<WireStream> DialAsync(IDialWatcher watcher, CancellationToken cancellation)
    {
        watcher.Begins(ConnectionLayer.Transport);
        var wire = await DialAsync(cancellation);
        watcher.Stands(ConnectionLayer.Transport, Description);
        return wire;
    }
}
