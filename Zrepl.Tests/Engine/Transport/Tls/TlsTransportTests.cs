using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Tls;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Transport.Tls;

/// <summary>Both ends of TLS against each other: whom they trust and what they say when they do not. Spec wire 6.2; conformance T-5, T-6, T-7.</summary>
public sealed class TlsTransportTests : IDisposable
{
    private readonly TlsWorld _world = new();

    private CertificateWorkshop Workshop => _world.Workshop;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task T5_two_sides_with_certificates_of_one_authority_meet_and_the_common_name_is_the_identity()
    {
        await using var met = await MeetAsync();
        Assert.Equal("laptop", met.Accepted!.Identity.Text);
        Assert.Equal("tls", met.Accepted.Transport);
        await met.Wire!.WriteAsync("ping"u8.ToArray());
        Assert.Equal("ping"u8.ToArray(), await met.Accepted.Wire.TakeAsync(4));
    }

    [Fact]
    public async Task T5_a_pair_of_certificates_that_signed_themselves_and_are_each_others_ca()
    {
        var server = Workshop.Leaf("nas.example.com", null);
        var client = Workshop.Leaf("laptop", null);
        _world.Server = Workshop.Write("server", server, [client]);
        _world.Client = Workshop.Write("client", client, [server]);
        await using var met = await MeetAsync();
    }

    [Fact]
    public async Task T5_intermediates_in_cert_are_sent_and_lead_to_the_authority()
    {
        var between = Workshop.Authority("zrepl CA 2024", _world.Authority);
        _world.Server = Workshop.Write("server", Workshop.Leaf("nas.example.com", between), [_world.Authority], between);
        _world.Client = Workshop.Write("client", Workshop.Leaf("laptop", between), [_world.Authority], between);
        await using var met = await MeetAsync();
    }

    [Fact]
    public async Task T5_an_intermediate_alone_in_ca_is_enough()
    {
        var between = Workshop.Authority("zrepl CA 2024", _world.Authority);
        _world.Server = Workshop.Write("server", Workshop.Leaf("nas.example.com", between), [between]);
        _world.Client = Workshop.Write("client", Workshop.Leaf("laptop", between), [between]);
        await using var met = await MeetAsync();
    }

    [Fact]
    public async Task T5_a_certificate_that_is_itself_in_ca_is_enough_whoever_signed_it()
    {
        var foreign = Workshop.Authority("somebody else");
        var server = Workshop.Leaf("nas.example.com", foreign);
        var client = Workshop.Leaf("laptop", foreign);
        _world.Server = Workshop.Write("server", server, [client]);
        _world.Client = Workshop.Write("client", client, [server]);
        await using var met = await MeetAsync();
    }

    [Fact]
    public async Task T5_an_old_and_a_new_authority_of_the_same_name_are_both_good()
    {
        var renewed = Workshop.Authority("zrepl CA");
        var both = new[] { _world.Authority, renewed };
        foreach (var (forServer, forClient) in new[] { (_world.Authority, renewed), (renewed, _world.Authority) })
        {
            _world.Server = Workshop.Write("server", Workshop.Leaf("nas.example.com", forServer), both);
            _world.Client = Workshop.Write("client", Workshop.Leaf("laptop", forClient), both);
            await using var met = await MeetAsync();
        }
    }

    [Theory]
    [InlineData("nas.example.com")]
    [InlineData("*.example.com")]
    public async Task T5_names_and_wildcards_of_the_servers_certificate_count(string alternative)
    {
        _world.Server = Workshop.Write("server", Workshop.Leaf("x", _world.Authority, names: ["other", alternative]), [_world.Authority]);
        await using var met = await MeetAsync();
    }

    [Fact]
    public async Task T5_an_address_as_server_cn_is_compared_with_the_addresses_of_the_certificate()
    {
        _world.ServerName = "192.0.2.7";
        _world.Server = Workshop.Write("server", Workshop.Leaf("x", _world.Authority, names: ["192.0.2.7"]), [_world.Authority]);
        await using var met = await MeetAsync();
    }

    [Fact]
    public async Task T5_a_server_of_another_name_is_refused_and_its_names_are_told()
    {
        _world.ServerName = "backup.example.com";
        var told = await RefusedByClientAsync();
        Assert.Contains("certificate is for DNS:nas.example.com, not for server_cn \"backup.example.com\"", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T5_a_common_name_alone_does_not_make_a_server()
    {
        _world.Server = Workshop.Write("server", Workshop.Leaf("nas.example.com", _world.Authority, names: []), [_world.Authority]);
        Assert.Contains("no subject alternative names (its common name, \"nas.example.com\", does not count)", await RefusedByClientAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task T5_a_server_cn_that_is_no_host_name_is_told_as_such()
    {
        _world.ServerName = "the nas";
        Assert.Contains("server_cn \"the nas\" is neither a host name nor an address", await RefusedByClientAsync(), StringComparison.Ordinal);
    }

    [Fact] // 8.5 8
    public async Task T5_a_server_of_an_unknown_authority_is_refused_with_both_names()
    {
        _world.Server = Workshop.Write("server", Workshop.Leaf("nas.example.com", Workshop.Authority("other CA")), [_world.Authority]);
        var told = await RefusedByClientAsync();
        Assert.Contains($"no certificate in our ca {_world.Client.CertificateAuthority} has signed it", told, StringComparison.Ordinal);
        Assert.Contains("\"CN=other CA\"", told, StringComparison.Ordinal);
        Assert.Contains("\"CN=zrepl CA\"", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T5_a_client_of_an_unknown_authority_is_refused_with_both_names()
    {
        _world.Client = Workshop.Write("client", Workshop.Leaf("laptop", Workshop.Authority("other CA")), [_world.Authority]);
        var told = await RefusedByServerAsync();
        Assert.Contains($"no certificate in our ca {_world.Server.CertificateAuthority} has signed it", told, StringComparison.Ordinal);
        Assert.Contains("\"CN=other CA\"", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_only_looks_like_one_in_ca_is_not_taken_for_it() // .NET compares issuer and serial number
    {
        var listed = Workshop.Leaf("laptop", null);
        _world.Server = Workshop.Write("server", Workshop.Leaf("nas.example.com", _world.Authority), [listed]);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = new CertificateRequest("CN=laptop", key, HashAlgorithmName.SHA256).Create(
            listed.IssuerName, X509SignatureGenerator.CreateForECDsa(key), CertificateWorkshop.Begin, CertificateWorkshop.End, listed.SerialNumberBytes.Span);
        using var mine = forged.CopyWithPrivateKey(key);
        Assert.True(mine.Equals(listed));
        _world.Client = Workshop.Write("client", mine, [_world.Authority]);
        Assert.Contains("has signed it", await RefusedByServerAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-10, -1, "it expired at")]
    [InlineData(1, 10, "it is not valid yet")]
    public async Task T5_certificates_out_of_their_time_are_refused_on_either_side(int fromDays, int toDays, string told)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(fromDays), DateTimeOffset.UtcNow.AddDays(toDays));
        var good = _world.Server;
        _world.Server = Workshop.Write("late", Workshop.Leaf("nas.example.com", _world.Authority, from: from, to: to), [_world.Authority]);
        Assert.Contains(told, await RefusedByClientAsync(), StringComparison.Ordinal);
        _world.Server = good;
        _world.Client = Workshop.Write("client", Workshop.Leaf("laptop", _world.Authority, from: from, to: to), [_world.Authority]);
        Assert.Contains(told, await RefusedByServerAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task T5_certificates_for_another_use_are_refused_on_either_side()
    {
        var good = _world.Server;
        _world.Server = Workshop.Write("other", Workshop.Leaf("nas.example.com", _world.Authority, TlsWorld.ClientUsage), [_world.Authority]);
        Assert.Contains("it is for another use", await RefusedByClientAsync(), StringComparison.Ordinal);
        _world.Server = good;
        _world.Client = Workshop.Write("client", Workshop.Leaf("laptop", _world.Authority, TlsWorld.ServerUsage), [_world.Authority]);
        Assert.Contains("it is for another use", await RefusedByServerAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task T5_a_common_name_that_is_not_in_client_cns_is_named_and_closed()
    {
        _world.Allowed = ["homeserver", "desk"];
        await using var met = await _world.MeetAsync();
        var refused = Assert.IsType<PeerRefusedException>(met.ServerFailure);
        Assert.StartsWith("unauthorized client common name \"laptop\" from 127.0.0.1:", refused.Message, StringComparison.Ordinal);
        Assert.Contains("\"homeserver\", \"desk\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_wants_no_client_like_us_is_heard_with_its_reason()
    {
        _world.Client = Workshop.Write("client", Workshop.Leaf("laptop", Workshop.Authority("other CA")), [_world.Authority]);
        await using var met = await _world.MeetAsync();
        var failure = met.ClientFailure ?? await Assert.ThrowsAnyAsync<Exception>(() => met.Wire!.TakeAsync(1)); // with TLS 1.3 only here
        Assert.True(failure is PeerRefusedException or EndOfStreamException or IOException or System.Net.Sockets.SocketException, failure.ToString());
        if (met.Wire is { } wire) Assert.Contains("We showed certificate \"CN=laptop\" issued by \"CN=other CA\"", wire.ShownIdentity, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T7_the_end_of_one_direction_is_seen_and_the_other_goes_on()
    {
        await using var met = await MeetAsync();
        await met.Wire!.WriteAsync("last"u8.ToArray());
        await met.Wire.ShutdownWriteAsync(CancellationToken.None);
        var server = met.Accepted!.Wire;
        Assert.Equal("last"u8.ToArray(), await server.TakeAllAsync());
        await server.WriteAsync("answer"u8.ToArray());
        await server.ShutdownWriteAsync(CancellationToken.None);
        Assert.Equal("answer"u8.ToArray(), await met.Wire.TakeAllAsync());
    }

    [Fact]
    public async Task An_aborted_connection_wakes_whoever_reads()
    {
        await using var met = await MeetAsync();
        var reading = met.Wire!.ReadAsync(new byte[1]).AsTask();
        met.Wire.Abort();
        Assert.True(WireFailure.IsBroken(await Assert.ThrowsAnyAsync<Exception>(() => reading.WaitAsync(Deadline.OfATest))));
    }

    [Fact]
    public async Task Renewed_files_come_into_use_at_the_next_connection()
    {
        await using var listener = await _world.ListenAsync();
        for (var i = 0; i < 3; i++)
        {
            var authority = Workshop.Authority($"CA {i}"); // all files are replaced while the listener stays
            Workshop.Write("server", Workshop.Leaf("nas.example.com", authority), [authority]);
            Workshop.Write("client", Workshop.Leaf("laptop", authority), [authority]);
            var dialling = _world.DialAsync(listener.LocalEndPoint.Port);
            await using var incoming = await listener.AcceptAsync(CancellationToken.None);
            await using var accepted = (await incoming.AuthenticateAsync(CancellationToken.None)).Wire;
            await using var wire = await dialling;
            Assert.Contains($"\"CN=CA {i}\"", wire.ShownIdentity, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_renewal_that_has_replaced_only_the_certificate_so_far_is_waited_for()
    {
        var clock = new SettableClock();
        var renewed = Workshop.Leaf("laptop", _world.Authority);
        File.WriteAllText(_world.Client.Certificate, CertificateWorkshop.Pem([renewed]));
        var reading = TlsFileReader.ReadAsync(_world.Client, clock, CancellationToken.None);
        await clock.PassOnceAwaitedAsync(TimeSpan.FromMilliseconds(200));
        Workshop.WriteKey("client", renewed);
        while (!reading.IsCompleted) await Task.WhenAny(reading, clock.PassOnceAwaitedAsync(TimeSpan.FromMilliseconds(200)));
        using var read = await reading;
        Assert.Equal(renewed.Thumbprint, read.Own.Thumbprint);
    }

    [Fact]
    public async Task T6_a_client_that_begins_and_falls_silent_is_dropped_after_handshake_timeout()
    {
        var clock = new SettableClock();
        _world.Clock = clock;
        await using var listener = await _world.ListenAsync(TimeSpan.FromSeconds(7));
        await using var raw = await TlsWorld.RawAsync(listener.LocalEndPoint.Port);
        await raw.WriteAsync(new byte[] { 22, 3, 1, 2, 0 }); // the beginning of a hello
        await using var incoming = await listener.AcceptAsync(CancellationToken.None);
        var authenticating = incoming.AuthenticateAsync(CancellationToken.None);
        await clock.PassOnceAwaitedAsync(TimeSpan.FromSeconds(7));
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => authenticating.WaitAsync(Deadline.OfATest));
        Assert.Contains("TLS handshake was not finished within 7s", lost.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000056 ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0000\n", "the client speaks zrepl without TLS")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "the client does not speak TLS; it begins with \"GET / HTTP/1.1")]
    public async Task A_client_without_TLS_is_told_from_one_with_a_bad_certificate(string says, string told)
    {
        await using var listener = await _world.ListenAsync();
        await using var raw = await TlsWorld.RawAsync(listener.LocalEndPoint.Port);
        await raw.WriteAsync(System.Text.Encoding.ASCII.GetBytes(says));
        await using var incoming = await listener.AcceptAsync(CancellationToken.None);
        var refused = await Assert.ThrowsAsync<PeerRefusedException>(() => incoming.AuthenticateAsync(CancellationToken.None).WaitAsync(Deadline.OfATest));
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000056 ZREPL_ZFS_REPLICATION PROTOVERSION=0007 EXTENSIONS=0000\n", "the server speaks zrepl without TLS")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n", "the server does not speak TLS; it begins with \"SSH-2.0-OpenSSH_9.2p1")]
    public async Task A_server_without_TLS_is_told_from_one_with_a_bad_certificate(string says, string told)
    {
        await using var listener = await Zrepl.Engine.Transport.Tcp.TcpTransportListener.OpenAsync(
            new ServeDefinition.Tcp(new("127.0.0.1", "0"), false, TcpClientMap.Of([])), CancellationToken.None);
        var dialling = _world.DialAsync(listener.LocalEndPoint.Port);
        await using var incoming = await listener.AcceptAsync(CancellationToken.None);
        var server = Assert.IsType<Zrepl.Engine.Transport.Tcp.TcpIncoming>(incoming).Wire;
        await server.WriteAsync(System.Text.Encoding.ASCII.GetBytes(says));
        await server.ShutdownWriteAsync(CancellationToken.None);
        var refused = await Assert.ThrowsAsync<PeerRefusedException>(() => dialling);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.Equal(FailureClass.Permanent, FailureClasses.Of(refused, CancellationToken.None));
    }

    [Theory]
    [InlineData(new byte[] { 22, 3, 3, 0, 100, 2 }, "ended the connection during the TLS handshake without a reason. It may be restarting")] // the beginning of a record of the handshake
    [InlineData(new byte[0], "closed the connection before it said anything of TLS. It may be restarting or overloaded")]
    public async Task A_server_that_ends_before_the_end_of_the_handshake_may_be_restarting_and_is_tried_again(byte[] says, string told)
    {
        await using var listener = await Zrepl.Engine.Transport.Tcp.TcpTransportListener.OpenAsync(
            new ServeDefinition.Tcp(new("127.0.0.1", "0"), false, TcpClientMap.Of([])), CancellationToken.None);
        var dialling = _world.DialAsync(listener.LocalEndPoint.Port);
        await using var incoming = await listener.AcceptAsync(CancellationToken.None);
        var server = Assert.IsType<Zrepl.Engine.Transport.Tcp.TcpIncoming>(incoming).Wire;
        await server.WriteAsync(says);
        await server.ShutdownWriteAsync(CancellationToken.None);
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => dialling);
        Assert.Contains(told, lost.Message, StringComparison.Ordinal);
        Assert.Equal(FailureClass.Connectivity, FailureClasses.Of(lost, CancellationToken.None));
    }

    private async Task<TlsWorld.Outcome> MeetAsync()
    {
        var met = await _world.MeetAsync();
        Assert.True(met is { ClientFailure: null, ServerFailure: null }, $"client: {met.ClientFailure}\nserver: {met.ServerFailure}");
        return met;
    }

    private async Task<string> RefusedByClientAsync()
    {
        await using var met = await _world.MeetAsync();
        var refused = Assert.IsType<PeerRefusedException>(met.ClientFailure);
        Assert.Equal(FailureClass.Permanent, FailureClasses.Of(refused, CancellationToken.None));
        Assert.StartsWith("tls 127.0.0.1:", refused.Message, StringComparison.Ordinal);
        return refused.Message;
    }

    private async Task<string> RefusedByServerAsync()
    {
        await using var met = await _world.MeetAsync();
        var refused = Assert.IsType<PeerRefusedException>(met.ServerFailure);
        Assert.StartsWith("client 127.0.0.1:", refused.Message, StringComparison.Ordinal);
        return refused.Message;
    }
}
