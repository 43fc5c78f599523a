using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>A log server in Go's notation: a network (<c>tcp tcp4 tcp6 udp udp4 udp6</c>) and an address.</summary>
internal sealed record NetworkTarget(string Network, HostPort Address)
{
    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody answers.</exception>
    /// <exception cref="IOException">The address or the network makes no sense.</exception>
    public async ValueTask<Socket> ConnectAsync(CancellationToken cancellation)
    {
        if (!ushort.TryParse(Address.Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) throw new IOException($"'{Address.Port}' is no port number");
        var endPoint = new DnsEndPoint(Address.Host.Length == 0 ? "localhost" : Address.Host, port); // as Go: an empty host is this machine
        var socket = Network switch
        {
            "tcp" => new Socket(SocketType.Stream, ProtocolType.Tcp), // of both families
            "tcp4" => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp),
            "tcp6" => new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp),
            "udp" => new Socket(SocketType.Dgram, ProtocolType.Udp),
            "udp4" => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp),
            "udp6" => new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp),
            _ => throw new IOException($"'{Network}' is no network a log can be sent over"),
        };
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

    /// <inheritdoc/>
    public override string ToString() => $"{Network}://{Address}";
}
