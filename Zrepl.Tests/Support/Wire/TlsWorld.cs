using System.Net;
using System.Net.Sockets;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Engine.Transport.Tls;

namespace Zrepl.Tests.Support.Wire;

/// <summary>A listener for TLS on the loopback interface and a client, each with files of its own; in order unless a test changes that.</summary>
internal sealed class TlsWorld : IDisposable
{
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    public TlsWorld()
    {
        var authority = Workshop.Authority("zrepl CA");
        Server = Workshop.Write("server", Workshop.Leaf("nas.example.com", authority, ServerUsage), [authority]);
        Client = Workshop.Write("client", Workshop.Leaf("laptop", authority, ClientUsage), [authority]);
        Authority = authority;
    }

    public CertificateWorkshop Workshop { get; } = new();

    public System.Security.Cryptography.X509Certificates.X509Certificate2 Authority { get; }

    public TlsFiles Server { get; set; }

    public TlsFiles Client { get; set; }

    public string ServerName { get; set; } = "nas.example.com";

    public string[] Allowed { get; set; } = ["laptop"];

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What both sides say about one connection; each is null if it was content.</summary>
    public async Task<Outcome> MeetAsync()
    {
        await using var listener = await ListenAsync();
        var dialling = DialAsync(listener.LocalEndPoint.Port);
        await using var incoming = await listener.AcceptAsync(CancellationToken.None);
        var (accepted, refused) = await ResultOf(incoming.AuthenticateAsync(CancellationToken.None));
        var (wire, failed) = await ResultOf(dialling);
        return new(wire, failed, accepted, refused);
    }

    public Task<TcpTransportListener> ListenAsync(TimeSpan? timeout = null) => TlsListener.OpenAsync(
        new(new("127.0.0.1", "0"), false, Server, new([.. Allowed.Select(ClientIdentity.Parse)]), timeout ?? TimeSpan.FromSeconds(10)), Clock, CancellationToken.None);

    public async Task<WireStream> DialAsync(int port) =>
        await new TlsDialer(new(new("127.0.0.1", $"{port}"), Client, ServerName, TimeSpan.FromSeconds(10)), Clock)
            .DialAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);

    /// <summary>A peer that is no daemon of ours.</summary>
    public static async Task<SocketWire> RawAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        return new(socket);
    }

    public void Dispose() => Workshop.Dispose();

    private static async Task<(T? Value, Exception? Failure)> ResultOf<T>(Task<T> task) where T : class
    {
        try
        {
            return (await task.WaitAsync(Deadline.OfATest), null);
        }
        catch (Exception failure)
        {
            return (null, failure);
        }
    }

    internal sealed record Outcome(WireStream? Wire, Exception? ClientFailure, AuthenticatedConnection? Accepted, Exception? ServerFailure) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (Wire is not null) await Wire.DisposeAsync();
            if (Accepted is not null) await Accepted.Wire.DisposeAsync();
        }
    }
}
