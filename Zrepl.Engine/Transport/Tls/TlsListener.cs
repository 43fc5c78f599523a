using Zrepl.Engine.Configuration;
using Zrepl.Engine.Transport.Tcp;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>Begins to wait for TLS clients.</summary>
internal static class TlsListener
{
    /// <summary>Opens the port, once our own files are seen to be usable: otherwise every client would be turned away.</summary>
    /// <exception cref="TlsFileException">They are not.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address is taken or not ours.</exception>
    public static async Task<TcpTransportListener> OpenAsync(ServeDefinition.Tls definition, TimeProvider clock, CancellationToken cancellation)
    {
        (await TlsFileReader.ReadAsync(definition.Files, clock, cancellation)).Dispose();
        return await TcpTransportListener.OpenAsync(
            definition.Listen, definition.ListenFreebind, definition.Type, wire => new TlsIncoming(wire, definition, clock), cancellation);
    }
}
