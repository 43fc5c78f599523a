using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Ssh;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Transport.Ssh;

/// <summary>The daemon's end of ssh+stdinserver and the proxy that hands it descriptors: spec wire 6.3, config 5.3; conformance T-10, T-11, T-12.</summary>
public sealed class StdinserverListenerTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<IDisposable> _ours = [];
    private readonly SettableClock _clock = new();
    private StdinserverListener? _listener;

    private string Sockets => Path.Combine(_directory.Path, "sockets");

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _ours) one.Dispose();
        if (_listener is not null) await _listener.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task T12_pipes_and_sockets_become_a_wire_with_two_directions(bool areSockets)
    {
        var session = Session.Open(areSockets, _ours);
        var proxy = ProxyAsync("c1", session);
        var incoming = await AcceptAsync("c1");
        var authenticating = incoming.AuthenticateAsync(CancellationToken.None);
        Assert.Equal("SSHCON_HELO" + new string('\0', 20), System.Text.Encoding.Latin1.GetString(await session.TakeAsync(31)));
        await session.Writing.WriteAsync(SshBanner.Begin);
        var connection = await authenticating.WaitAsync(Deadline.OfATest);
        Assert.Equal(("c1", "stdinserver"), (connection.Identity.Text, connection.Transport));

        await session.Writing.WriteAsync("from the client"u8.ToArray());
        Assert.Equal("from the client"u8.ToArray(), await connection.Wire.TakeAsync(15));
        await connection.Wire.WriteAsync("from the daemon"u8.ToArray());
        Assert.Equal("from the daemon"u8.ToArray(), await session.TakeAsync(15));

        await connection.Wire.ShutdownWriteAsync(CancellationToken.None);
        Assert.Equal(0, await session.Reading.ReadAsync(new byte[1]).AsTask().WaitAsync(Deadline.OfATest));
        await session.Writing.WriteAsync("still heard"u8.ToArray());
        Assert.Equal("still heard"u8.ToArray(), await connection.Wire.TakeAsync(11));
        Assert.False(proxy.IsCompleted); // it stays until all is done
        await connection.Wire.DisposeAsync();
        await proxy.WaitAsync(Deadline.OfATest);
    }

    [Fact]
    public async Task T12_descriptors_that_are_neither_are_refused_in_words()
    {
        using var file = File.OpenHandle(_directory.Write("file", "x"), FileMode.Open, FileAccess.ReadWrite);
        var incoming = await AcceptAsync("c1", () => _ = StdinserverProxy.RunAsync(Path.Combine(Sockets, "c1"), file, file, () => { }, _ => { }, CancellationToken.None));
        var refused = await Assert.ThrowsAsync<PeerRefusedException>(() => incoming.AuthenticateAsync(CancellationToken.None));
        Assert.Contains("neither pipes nor sockets", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_on_the_socket_is_no_client()
    {
        using var stranger = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var incoming = await AcceptAsync("c1", () => stranger.Connect(new UnixDomainSocketEndPoint(Path.Combine(Sockets, "c1"))));
        await stranger.SendAsync("GET / HTTP/1.1"u8.ToArray());
        var failure = await Assert.ThrowsAsync<IOException>(() => incoming.AuthenticateAsync(CancellationToken.None));
        Assert.Contains("0 file descriptors in place of 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T11_a_proxy_that_hangs_is_given_up_after_ten_seconds_and_holds_up_no_other_of_its_identity()
    {
        using var hanging = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var first = await AcceptAsync("c1", () => hanging.Connect(new UnixDomainSocketEndPoint(Path.Combine(Sockets, "c1"))));
        var stuck = first.AuthenticateAsync(CancellationToken.None);

        var session = Session.Open(areSockets: false, _ours);
        var proxy = ProxyAsync("c1", session);
        var second = await AcceptAsync("c1");
        await session.Writing.WriteAsync(SshBanner.Begin);
        var connection = await second.AuthenticateAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);
        await connection.Wire.DisposeAsync();
        await proxy.WaitAsync(Deadline.OfATest);

        _clock.Advance(StdinserverIncoming.Limit);
        Assert.Equal("no beginning of a connection within 10s", (await Assert.ThrowsAsync<ConnectionLostException>(() => stuck.WaitAsync(Deadline.OfATest))).Message);
    }

    [Fact]
    public async Task Each_identity_has_its_own_door()
    {
        Open("a", "b");
        using var a = Connect("a");
        using var b = Connect("b");
        using var again = Connect("a");
        var arrived = new List<string>();
        for (var i = 0; i < 3; i++) arrived.Add((await AcceptAsync("a")).RemoteDescription);
        Assert.Equal(["stdinserver a", "stdinserver a", "stdinserver b"], arrived.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void T10_a_directory_open_to_others_is_refused()
    {
        Directory.CreateDirectory(Sockets, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(Sockets, (UnixFileMode)0b111_101_101);
        var failure = Assert.Throws<SocketFileException>(() => Open("c1"));
        Assert.StartsWith($"socket directory must not be world-accessible: {Sockets} (permissions are 0755)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void T10_a_regular_file_in_the_place_of_a_socket_stays()
    {
        _directory.Write("sockets/c1", "precious");
        File.SetUnixFileMode(Sockets, (UnixFileMode)0b111_000_000);
        Assert.StartsWith("unexpected file type at path", Assert.Throws<SocketFileException>(() => Open("c1")).Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(Path.Combine(Sockets, "c1")));
    }

    [Fact]
    public async Task T10_a_stale_socket_is_replaced_but_never_one_that_somebody_listens_on()
    {
        Open("c1");
        Assert.StartsWith("another job or zrepl daemon answers on", Assert.Throws<SocketFileException>(() => StdinserverListener.Open(Definition("c1"), Sockets, _clock)).Message, StringComparison.Ordinal);
        using (Connect("c1")) { } // the first still listens
        var stale = Path.Combine(Sockets, "c2");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(stale + ".alive"));
            File.Move(stale + ".alive", stale);
        }

        await using var second = StdinserverListener.Open(Definition("c2"), Sockets, _clock);
        using (Connect("c2")) { }
        await second.DisposeAsync();
        Assert.False(File.Exists(stale)); // an orderly end leaves nothing
    }

    [Theory]
    [InlineData("c9", "no job serves client identity 'c9'")]
    [InlineData("dead", "the zrepl daemon is not running: nobody answers at ")]
    public async Task A_proxy_says_why_it_finds_no_daemon(string identity, string why)
    {
        Open("c1");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(Path.Combine(Sockets, "alive")));
            File.Move(Path.Combine(Sockets, "alive"), Path.Combine(Sockets, "dead"));
        }

        var failure = await Assert.ThrowsAsync<StdinserverException>(() => ProxyAsync(identity, Session.Open(areSockets: false, _ours)));
        Assert.StartsWith(why, failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsPassed);
    }

    [Fact]
    public async Task A_proxy_whose_daemon_dies_says_so()
    {
        var session = Session.Open(areSockets: false, _ours);
        var proxy = ProxyAsync("c1", session);
        var incoming = await AcceptAsync("c1");
        await incoming.DisposeAsync();
        var failure = await Assert.ThrowsAsync<StdinserverException>(() => proxy.WaitAsync(Deadline.OfATest));
        Assert.Equal("server indicates abnormal termination", failure.Message);
        Assert.True(failure.IsPassed);
    }

    private static ServeDefinition.Stdinserver Definition(params string[] identities) => new([.. identities.Select(ClientIdentity.Parse)]);

    private StdinserverListener Open(params string[] identities) => _listener ??= StdinserverListener.Open(Definition(identities), Sockets, _clock);

    private Socket Connect(string identity)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(Sockets, identity)));
        return socket;
    }

    private Task ProxyAsync(string identity, Session session)
    {
        Open(identity);
        return StdinserverProxy.RunAsync(
            Path.Combine(Sockets, identity), session.Input, session.Output, session.Release, _ => { }, CancellationToken.None);
    }

    private async Task<IIncomingConnection> AcceptAsync(string identity, Action? arrive = null)
    {
        var listener = Open(identity);
        arrive?.Invoke();
        return await listener.AcceptAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);
    }

    /// <summary>What sshd gives the forced command as stdin and stdout, and the client's ends of both.</summary>
    private sealed record Session(SafeHandle Input, SafeHandle Output, Stream Reading, Stream Writing)
    {
        public void Release()
        {
            Input.Dispose();
            Output.Dispose();
        }

        public async Task<byte[]> TakeAsync(int count)
        {
            var bytes = new byte[count];
            await Reading.ReadExactlyAsync(bytes).AsTask().WaitAsync(Deadline.OfATest);
            return bytes;
        }

        public static Session Open(bool areSockets, List<IDisposable> ours) => areSockets ? OfSockets(ours) : OfPipes(ours);

        private static Session OfPipes(List<IDisposable> ours)
        {
            var down = new AnonymousPipeServerStream(PipeDirection.In);
            var up = new AnonymousPipeServerStream(PipeDirection.Out);
            ours.AddRange([down, up]);
            return new(up.ClientSafePipeHandle, down.ClientSafePipeHandle, down, up);
        }

        // sshd on some systems: both descriptors are the same socket.
        private static Session OfSockets(List<IDisposable> ours)
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
            listener.Listen();
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listener.LocalEndPoint!);
            var server = listener.Accept();
            var stream = new NetworkStream(client, ownsSocket: true);
            ours.Add(stream);
            return new(server.SafeHandle, server.SafeHandle, stream, stream);
        }
    }
}
