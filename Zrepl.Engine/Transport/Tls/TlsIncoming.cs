using Zrepl.Engine.Configuration;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>A TLS client: known by the common name of a certificate that our authorities signed, or closed.</summary>
internal sealed class TlsIncoming(SocketWire socket, ServeDefinition.Tls definition, TimeProvider clock) : IIncomingConnection
{
    private bool _isTaken;

    public string RemoteDescription => socket.RemoteDescription;

    public async Task<AuthenticatedConnection> AuthenticateAsync(CancellationToken cancellation)
    {
        var ours = await TlsFileReader.ReadAsync(definition.Files, clock, cancellation);
        try
        {
            var (wire, commonName) = await TlsHandshake.AsServerAsync(socket, ours, definition.HandshakeTimeout, clock, cancellation);
            var known = definition.ClientCommonNames.Where(name => name.Text == commonName).ToList();
            if (known.Count == 0) throw Unauthorized(commonName);
            _isTaken = true;
            return new(wire, known[0], definition.Type);
        }
        catch
        {
            ours.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isTaken) await socket.DisposeAsync();
    }

    private PeerRefusedException Unauthorized(string commonName) => new(
        $"unauthorized client common name {GoQuote.Quote(commonName)} from {socket.RemoteDescription}: add it to client_cns if it is one of yours "
        + $"(in it: {string.Join(", ", definition.ClientCommonNames.Select(name => GoQuote.Quote(name.Text)))})");
}
