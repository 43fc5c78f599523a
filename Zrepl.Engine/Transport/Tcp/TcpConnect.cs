using System.Net;
using System.Net.Sockets;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Transport.Tcp;

/// <summary>
/// Connects a TCP socket. The name is looked up at each dial and all its addresses are tried: the next one starts when the one before has
/// failed or has not answered for a moment, and the first that answers wins (spec wire 6.1, as RFC 8305).
/// </summary>
internal static class TcpConnect
{
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(300); // Go's

    /// <summary>Connects within the time limit.</summary>
    /// <exception cref="ConnectionLostException">Nobody answered.</exception>
    public static async Task<Socket> ConnectAsync(
        HostPort address, TimeSpan? timeout, TimeProvider clock, IDialWatcher? watcher, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            watcher?.Begins(ConnectionLayer.Name);
            var addresses = await ResolveAsync(address.Host, giveUp.Token);
            watcher?.Stands(ConnectionLayer.Name, string.Join(", ", addresses.Select(one => one.ToString())));
            watcher?.Begins(ConnectionLayer.Tcp);
            var socket = await ConnectAsync(addresses, TcpSockets.PortOf(address), clock, giveUp.Token);
            watcher?.Stands(ConnectionLayer.Tcp, $"{socket.RemoteEndPoint}, from {socket.LocalEndPoint}");
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or FormatException || giveUp.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested();
            var why = deadline.IsCancellationRequested && timeout is { } limit ? $"no answer within dial_timeout {GoDuration.Format(limit)}" : failure.Message;
            throw new ConnectionLostException($"cannot connect to {address}: {why}", failure);
        }
    }

    /// <summary>Connects to the first of several addresses that answers.</summary>
    internal static async Task<Socket> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, TimeProvider clock, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waiting = new List<Task<Socket>>();
        Exception? first = null;
        for (var next = 0; next < addresses.Count || waiting.Count > 0;)
        {
            if (next < addresses.Count) waiting.Add(TryAsync(addresses[next++], port, enough.Token));
            var ended = await NextEndAsync(waiting, next < addresses.Count, clock, enough.Token);
            if (ended is null) continue; // its head start is over
            waiting.Remove(ended);
            if (ended.IsCompletedSuccessfully)
            {
                await enough.CancelAsync();
                foreach (var loser in waiting) _ = DropAsync(loser);
                return await ended;
            }

            first ??= ended.Exception?.InnerException;
        }

        cancellation.ThrowIfCancellationRequested();
        throw first ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Task<Socket>?> NextEndAsync(List<Task<Socket>> waiting, bool hasMore, TimeProvider clock, CancellationToken cancellation)
    {
        if (!hasMore) return await Task.WhenAny(waiting);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var headStart = Task.Delay(HeadStart, clock, ended.Token);
        var which = await Task.WhenAny([.. waiting, headStart]);
        await ended.CancelAsync();
        return which == headStart ? null : (Task<Socket>)which;
    }

    private static async Task<Socket> TryAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellation);
            return TcpSockets.Prepare(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task DropAsync(Task<Socket> loser)
    {
        try
        {
            (await loser).Dispose();
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It lost: nothing to close.
        }
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellation)
    {
        if (host.Length == 0) return [IPAddress.Loopback, IPAddress.IPv6Loopback]; // as Go does
        return IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
    }
}
