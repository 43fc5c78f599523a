using System.Net;
using System.Net.Sockets;
using Zrepl.Engine.Transport.Tcp;

namespace Zrepl.Tests.Support.Wire;

/// <summary>Two ends of one TCP connection on the loopback interface.</summary>
internal sealed class WirePair : IAsyncDisposable
{
    private WirePair(SocketWire client, SocketWire server) => (Client, Server) = (client, server);

    public SocketWire Client { get; }

    public SocketWire Server { get; }

    /// <summary>Connects; small buffers make writers wait soon.</summary>
    public static async Task<WirePair> OpenAsync(int? buffers = null)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (buffers is { } size) (listener.ReceiveBufferSize, listener.SendBufferSize) = (size, size);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (buffers is { } same) (client.ReceiveBufferSize, client.SendBufferSize) = (same, same);
        var connecting = client.ConnectAsync(listener.LocalEndPoint!);
        var server = await listener.AcceptAsync();
        server.NoDelay = true;
        await connecting;
        return new(new(client), new(server));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
