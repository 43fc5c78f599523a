using System.Net;
using System.Net.Sockets;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Transport.Tcp;

/// <summary>Listening on and connecting to addresses that are there or not: spec wire 6.1; conformance T-4, T-15.</summary>
public sealed class TcpSocketsTests
{
    [Theory]
    [InlineData("192.0.2.77")] // for documentation only: no machine has these
    [InlineData("2001:db8::77")]
    public async Task T4_with_freebind_one_can_listen_on_an_address_that_the_machine_does_not_have_yet(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "freebind is asked for in another way there");
        Assert.SkipWhen(address.Contains(':', StringComparison.Ordinal) && !Socket.OSSupportsIPv6, "no IPv6 here");
        using var listening = await TcpSockets.ListenAsync(new(address, "0"), freebind: true, CancellationToken.None);
        Assert.Equal(IPAddress.Parse(address), ((IPEndPoint)listening.LocalEndPoint!).Address);
        var failure = await Assert.ThrowsAsync<SocketException>(() => TcpSockets.ListenAsync(new(address, "0"), freebind: false, CancellationToken.None));
        Assert.Equal(SocketError.AddressNotAvailable, failure.SocketErrorCode);
    }

    [Fact]
    public async Task T15_of_several_addresses_the_first_that_answers_is_taken_when_one_before_refuses()
    {
        using var listening = Listen();
        var port = PortOf(listening);
        using var socket = await TcpConnect.ConnectAsync([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback], port, new SettableClock(), CancellationToken.None)
            .WaitAsync(Deadline.OfATest); // the clock stands still: a refusal is not waited for
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), socket.RemoteEndPoint);
    }

    [Fact]
    public async Task T15_one_that_does_not_answer_has_only_a_head_start()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere a full queue does not swallow connections");
        using var listening = Listen();
        var port = PortOf(listening);
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port));
        full.Listen(0);
        var waiting = Enumerable.Range(0, 8).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        try
        {
            // Nobody accepts them: the queue is full, and the kernel drops whoever comes next without a word.
            using var enough = new CancellationTokenSource();
            var connecting = waiting.ConvertAll(one => one.ConnectAsync(full.LocalEndPoint!, enough.Token).AsTask());
            await connecting[0].WaitAsync(Deadline.OfATest);
            while (connecting.All(one => one.IsCompleted)) await Task.Yield();

            var clock = new SettableClock();
            var dialling = TcpConnect.ConnectAsync([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback], port, clock, CancellationToken.None);
            await clock.PassOnceAwaitedAsync(TimeSpan.FromMilliseconds(300));
            using var socket = await dialling.WaitAsync(Deadline.OfATest);

            Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), socket.RemoteEndPoint);
            await enough.CancelAsync();
        }
        finally
        {
            waiting.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public async Task Nobody_at_any_address_is_told_with_the_first_failure()
    {
        using var port = new ReservedPort();
        var failure = await Assert.ThrowsAsync<SocketException>(() =>
            TcpConnect.ConnectAsync([IPAddress.Loopback, IPAddress.Parse("127.0.0.2")], port.Number, new SettableClock(), CancellationToken.None).WaitAsync(Deadline.OfATest));
        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(1);
        return socket;
    }

    private static int PortOf(Socket listening) => ((IPEndPoint)listening.LocalEndPoint!).Port; // it is bound
}
