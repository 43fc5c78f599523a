using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Transport.Tcp;

/// <summary>Sockets with the options that Go sets by default (spec wire 6.1).</summary>
public static class TcpSockets
{
    private const int KeepAliveSeconds = 15;

    // Linux: IPPROTO_IP and IP_FREEBIND, which also counts for IPv6. FreeBSD: IP_BINDANY, IPV6_BINDANY.
    private const int LevelIP = 0;
    private const int LinuxFreebind = 15;
    private const int FreeBsdBindAny = 24;
    private const int LevelIPv6 = 41;
    private const int FreeBsdBindAnyIPv6 = 64;

    /// <summary>Options of a connection.</summary>
    public static Socket Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
        return socket;
    }

    /// <summary>Opens a listening socket. An empty host listens on all addresses of both families.</summary>
    /// <exception cref="SocketException">Not possible; the message is the system's.</exception>
    public static async Task<Socket> ListenAsync(HostPort address, bool freebind, CancellationToken cancellation)
    {
        var port = PortOf(address);
        var ip = address.Host.Length == 0 ? IPAddress.IPv6Any : await AddressOfAsync(address.Host, cancellation);
        if (address.Host.Length == 0 && !Socket.OSSupportsIPv6) ip = IPAddress.Any;
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (ip.Equals(IPAddress.IPv6Any)) socket.DualMode = address.Host.Length == 0;
            if (!OperatingSystem.IsWindows()) socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (freebind) AllowForeignAddress(socket);
            socket.Bind(new IPEndPoint(ip, port));
            socket.Listen(512);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The number of a port, which may be given by the name of its service.</summary>
    /// <exception cref="FormatException">No such service.</exception>
    public static int PortOf(HostPort address)
    {
        if (address.Port.Length == 0) return 0;
        if (int.TryParse(address.Port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 65535) return number;
        return ServiceNames.PortOf(address.Port) ?? throw new FormatException($"unknown port {address.Port} in {address}: neither a number up to 65535 nor in /etc/services");
    }

    /// <summary>
    /// The zone of a client for the client map: the interface's name for a link-local IPv6 address, its number if it has no name, else empty.
    /// </summary>
    public static string ZoneOf(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6 || address.ScopeId == 0) return "";
        var byName = NetworkInterface.GetAllNetworkInterfaces().FirstOrDefault(card => IndexOf(card) == address.ScopeId);
        return byName?.Name ?? address.ScopeId.ToString(CultureInfo.InvariantCulture);
    }

    private static long IndexOf(NetworkInterface card) =>
        card.Supports(NetworkInterfaceComponent.IPv6) ? card.GetIPProperties().GetIPv6Properties().Index : -1;

    private static async Task<IPAddress> AddressOfAsync(string host, CancellationToken cancellation) =>
        IPAddress.TryParse(host, out var literal) ? literal : (await Dns.GetHostAddressesAsync(host, cancellation))[0];

    private static void AllowForeignAddress(Socket socket)
    {
        ReadOnlySpan<byte> on = BitConverter.GetBytes(1);
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(LevelIP, LinuxFreebind, on);
        else if (!OperatingSystem.IsFreeBSD()) throw new NotSupportedException("listen_freebind works on Linux and FreeBSD only");
        else if (socket.AddressFamily == AddressFamily.InterNetwork) socket.SetRawSocketOption(LevelIP, FreeBsdBindAny, on);
        else socket.SetRawSocketOption(LevelIPv6, FreeBsdBindAnyIPv6, on);
    }
}
