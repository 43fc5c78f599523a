using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>An address in Go's notation: a network (<c>tcp tcp4 tcp6 udp udp4 udp6 unix unixgram</c>) and <c>host:port</c> or a path.</summary>
internal sealed record NetworkTarget(string Network, string Address)
{
    /// <summary>The host without brackets and port; what the certificate of the server has to name.</summary>
    public string Host => SplitAddress().Host;

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody answers.</exception>
    /// <exception cref="IOException">The address or the network makes no sense.</exception>
    public async ValueTask<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var type = Network.StartsWith("udp", StringComparison.Ordinal) || Network == "unixgram" ? SocketType.Dgram : SocketType.Stream;
        if (Network is "unix" or "unixgram")
        {
            return await ConnectAsync(new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(Address), cancellation);
        }

        var protocol = type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp;
        var (host, port) = SplitAddress();
        var endPoint = new DnsEndPoint(host.Length == 0 ? "localhost" : host, port); // Go: an empty host is this machine
        var socket = Network switch
        {
            "tcp" or "udp" => new Socket(type, protocol), // both families
            "tcp4" or "udp4" => new Socket(AddressFamily.InterNetwork, type, protocol),
            "tcp6" or "udp6" => new Socket(AddressFamily.InterNetworkV6, type, protocol),
            _ => throw new IOException($"'{Network}' is no network a log can be sent over"),
        };
        return await ConnectAsync(socket, endPoint, cancellation);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Network}://{Address}";

    private static async ValueTask<Socket> ConnectAsync(Socket socket, EndPoint endPoint, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(endPoint, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private (string Host, int Port) SplitAddress()
    {
        var colon = Address.LastIndexOf(':');
        return colon >= 0 && int.TryParse(Address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? (Address[..colon].Trim('[', ']'), port)
            : throw new IOException($"'{Address}' is not host:port");
    }
}
