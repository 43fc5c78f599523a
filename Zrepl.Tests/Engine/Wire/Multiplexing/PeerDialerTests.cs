using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Engine.Wire.Multiplexing;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Wire.Multiplexing;

/// <summary>Opening a connection towards a scripted peer: spec wire 1, 2.3; conformance H-2, H-6, H-7, H-9, M-4.</summary>
public sealed class PeerDialerTests : IAsyncLifetime
{
    private readonly SettableClock _clock = new();
    private WirePair _wires = null!;
    private PeerDialer _dialer = null!;

    public async ValueTask InitializeAsync()
    {
        _wires = await WirePair.OpenAsync();
        _dialer = new(new OneConnection(_wires.Client), WireLimits.Default, _clock);
    }

    public ValueTask DisposeAsync() => _wires.DisposeAsync();

    [Fact]
    public async Task M4_banner_label_and_first_bytes_go_out_at_once_and_the_banner_of_the_other_side_is_read_exactly()
    {
        var dialling = DialAsync("first"u8.ToArray());
        byte[] expected = [.. VersionBanner.Ours.Encode(), .. ConnectionLabel.Data.Bytes.Span, .. "first"u8];
        Assert.Equal(expected, await _wires.Server.TakeAsync(expected.Length)); // although the server has said nothing yet
        await _wires.Server.WriteAsync((byte[])[.. VersionBanner.Ours.Encode(), .. "next"u8]);
        var wire = await dialling;
        Assert.Equal("next"u8.ToArray(), await wire.TakeAsync(4));
    }

    [Fact]
    public async Task H2_a_banner_may_come_byte_by_byte()
    {
        var dialling = DialAsync([]);
        foreach (var one in VersionBanner.Ours.Encode()) await _wires.Server.WriteAsync(new[] { one });
        await dialling;
    }

    [Fact]
    public async Task First_bytes_too_many_for_the_buffers_of_both_sides_wait_for_the_banner()
    {
        var first = new byte[100_000];
        var dialling = DialAsync(first);
        await _wires.Server.TakeAsync(67 + 64);
        await _wires.Server.WriteAsync(VersionBanner.Ours.Encode());
        Assert.Equal(first, await _wires.Server.TakeAsync(first.Length));
        await dialling;
    }

    [Theory] // 8.5 9
    [InlineData(6)]
    [InlineData(8)]
    public async Task H6_another_version_is_named_and_does_not_count_as_a_lost_connection(int version)
    {
        await _wires.Server.WriteAsync(new VersionBanner(version, []).Encode());
        var refused = await Assert.ThrowsAsync<PeerRefusedException>(() => DialAsync([]));
        Assert.StartsWith($"protocol versions do not match: ours is 7, theirs is {version}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(FailureClass.Permanent, FailureClasses.Of(refused, CancellationToken.None));
        await AssertClosedAsync();
    }

    [Fact] // 8.5 4
    public async Task H7_a_silent_peer_is_given_up_after_ten_seconds_and_counts_as_unreachable()
    {
        var dialling = DialAsync([]);
        await _wires.Server.TakeAsync(67 + 64);
        _clock.Advance(TimeSpan.FromSeconds(10));
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => dialling);
        Assert.Contains("no version banner within 10s", lost.Message, StringComparison.Ordinal);
        await AssertClosedAsync();
    }

    [Fact]
    public async Task H9_an_end_before_the_banner_is_told_as_missing_authorization()
    {
        await _wires.Server.ShutdownWriteAsync(CancellationToken.None);
        await AssertToldAsMissingAuthorizationAsync();
    }

    [Fact]
    public async Task H9_so_is_a_reset()
    {
        var dialling = AssertToldAsMissingAuthorizationAsync();
        await _wires.Server.TakeAsync(1); // the rest is unread when it closes
        _wires.Server.Abort();
        await dialling;
    }

    [Fact]
    public async Task Whoever_took_his_time_to_close_without_a_banner_was_overloaded_and_is_tried_again()
    {
        var dialling = DialAsync([]);
        await _wires.Server.TakeAsync(67 + 64);
        _clock.Advance(TimeSpan.FromSeconds(6));
        await _wires.Server.ShutdownWriteAsync(CancellationToken.None);
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => dialling);
        Assert.Contains("before its version banner, after 6s: a side or the network may be overloaded. If this goes on, check there that our address is in clients", lost.Message, StringComparison.Ordinal);
        Assert.Equal(FailureClass.Connectivity, FailureClasses.Of(lost, CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_took_us_before_may_be_restarting_when_it_closes_without_a_banner()
    {
        await using var again = await WirePair.OpenAsync();
        var dialer = new PeerDialer(new OneConnection(_wires.Client, again.Client), WireLimits.Default, _clock);
        await _wires.Server.WriteAsync(VersionBanner.Ours.Encode());
        await (await dialer.DialAsync(ConnectionLabel.Data, default, null, CancellationToken.None)).DisposeAsync();
        await again.Server.ShutdownWriteAsync(CancellationToken.None);
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => dialer.DialAsync(ConnectionLabel.Data, default, null, CancellationToken.None));
        Assert.Contains("it may be restarting", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_within_the_banner_is_a_lost_connection()
    {
        await _wires.Server.WriteAsync("00000000"u8.ToArray());
        await _wires.Server.ShutdownWriteAsync(CancellationToken.None);
        await Assert.ThrowsAsync<ConnectionLostException>(() => DialAsync([]));
    }

    [Fact]
    public async Task Something_else_than_zrepl_is_shown()
    {
        await _wires.Server.WriteAsync("SSH-2.0-OpenSSH_9.2p1\r\n"u8.ToArray());
        var refused = await Assert.ThrowsAsync<PeerRefusedException>(() => DialAsync([]));
        Assert.Contains("SSH-2.0-Ope", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_dial_says_so_and_closes()
    {
        using var cancellation = new CancellationTokenSource();
        var dialling = _dialer.DialAsync(ConnectionLabel.Data, default, null, cancellation.Token);
        await _wires.Server.TakeAsync(67 + 64);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialling);
        await AssertClosedAsync();
    }

    private Task<WireStream> DialAsync(byte[] first) => _dialer.DialAsync(ConnectionLabel.Data, first, null, CancellationToken.None).WaitAsync(Deadline.OfATest);

    private async Task AssertToldAsMissingAuthorizationAsync()
    {
        var refused = await Assert.ThrowsAsync<PeerRefusedException>(() => DialAsync([]));
        Assert.Contains("client_cns", refused.Message, StringComparison.Ordinal);
        Assert.Equal(FailureClass.Permanent, FailureClasses.Of(refused, CancellationToken.None));
    }

    private async Task AssertClosedAsync()
    {
        try
        {
            await _wires.Server.TakeAllAsync();
        }
        catch (System.Net.Sockets.SocketException)
        {
            // With a reset, because the peer was given up.
        }
    }
}
