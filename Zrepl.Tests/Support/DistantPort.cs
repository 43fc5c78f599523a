using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Zrepl.Tests.Support;

/// <summary>
/// A port on the loopback interface that leads to another one, as if that were on a machine far away, and counts who comes through. Connecting itself
/// takes no time here; what it would have taken, the first bytes take.
/// </summary>
internal sealed class DistantPort : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private readonly TimeSpan _roundTrip;
    private readonly Task _accepting;
    private readonly ConcurrentDictionary<Socket, bool> _far = new();
    private TaskCompletionSource? _held;
    private int _count;

    /// <param name="target">Where it leads.</param>
    /// <param name="roundTrip">There and back.</param>
    public DistantPort(int target, TimeSpan roundTrip)
    {
        (_target, _roundTrip) = (target, roundTrip);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Connections so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Ends all connections, as the other side does when it goes.</summary>
    public void Cut()
    {
        foreach (var far in _far.Keys) far.Close();
    }

    /// <summary>From now on no end of a direction arrives on either side, until <see cref="LetGo"/>.</summary>
    public void HoldEnds() => Interlocked.CompareExchange(ref _held, new(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>What was held goes on.</summary>
    public void LetGo() => Interlocked.Exchange(ref _held, null)?.SetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose(); // not before: an accept that comes after it would fail otherwise than by being cancelled
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _count);
                connections.Add(RelayAsync(near));
                connections.RemoveAll(one => one.IsCompletedSuccessfully);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            await Task.WhenAll(connections);
        }
    }

    // The other side learns of the connection with the third packet, ours that it stands with the second.
    private async Task RelayAsync(Socket near)
    {
        using (near)
        using (var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
        {
            near.NoDelay = true;
            _far[far] = true;
            try
            {
                var stands = DateTime.UtcNow + _roundTrip;
                var connecting = ConnectAsync(far);
                var forth = CarryAsync(near, far, stands, connecting);
                await connecting;
                var back = CarryAsync(far, near, DateTime.MinValue, Task.CompletedTask);
                if (await Task.WhenAny(forth, back) is { IsFaulted: true } broken) await broken;
                await Task.WhenAll(forth, back);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException or ChannelClosedException)
            {
                // a side has gone: the other one learns it from the closed connection
            }
            finally
            {
                _far.TryRemove(far, out _);
            }
        }
    }

    private async Task ConnectAsync(Socket far)
    {
        await Task.Delay(_roundTrip * 1.5, _end.Token);
        await far.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
    }

    private Task CarryAsync(Socket from, Socket to, DateTime notBefore, Task connecting)
    {
        var onTheWay = Channel.CreateBounded<(DateTime Due, byte[] Bytes)>(1000);
        return Task.WhenAll(TakeAsync(), DeliverAsync());

        async Task TakeAsync()
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer, SocketFlags.None, _end.Token) is > 0 and var count)
                    await onTheWay.Writer.WriteAsync((Due(), buffer[..count]), _end.Token);
                await onTheWay.Writer.WriteAsync((Due(), []), _end.Token); // the end of this direction
            }
            finally
            {
                onTheWay.Writer.TryComplete();
            }
        }

        DateTime Due() => (DateTime.UtcNow > notBefore ? DateTime.UtcNow : notBefore) + (_roundTrip / 2);

        async Task DeliverAsync()
        {
            await connecting;
            await foreach (var (due, bytes) in onTheWay.Reader.ReadAllAsync(_end.Token))
            {
                if (due - DateTime.UtcNow is { Ticks: > 0 } wait) await Task.Delay(wait, _end.Token);
                if (bytes.Length == 0 && Volatile.Read(ref _held) is { } held) await held.Task.WaitAsync(_end.Token);
                if (bytes.Length == 0) to.Shutdown(SocketShutdown.Send);
                else
                    for (var sent = 0; sent < bytes.Length;) sent += await to.SendAsync(bytes.AsMemory(sent), SocketFlags.None, _end.Token);
            }
        }
    }
}
