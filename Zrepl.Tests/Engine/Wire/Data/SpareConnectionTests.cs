using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Data;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Wire.Data;

/// <summary>A data connection that is opened ahead (spec wire 13.2, idea 8). The connections are counted on their way.</summary>
public sealed class SpareConnectionTests : IAsyncLifetime
{
    private static readonly SendRequest Step = new(DatasetPath.Parse("tank"), null, Versions.One("@a:1"), null, Protection.Default);

    private readonly FakeTimeProvider _clock = new();
    private readonly MemorySender _sender = new(new CallScript());
    private PeerWorld _world = null!; // with InitializeAsync
    private DistantPort _way = null!; // with InitializeAsync
    private NetworkTransport _network = null!; // with InitializeAsync
    private Connection<ISender> _peer = null!; // with InitializeAsync

    public async ValueTask InitializeAsync()
    {
        _sender.Has("tank", "@a:1");
        _sender.MakeStream = _ => new PatternStream(10_000);
        _world = await PeerWorld.StartAsync(new PassiveService(_sender));
        _way = new(int.Parse(_world.Connect.Address.Port, CultureInfo.InvariantCulture), TimeSpan.Zero);
        _network = new(NullLoggerFactory.Instance, _clock);
        _peer = _network.ConnectToSource(_world.Connect with { Address = new("127.0.0.1", $"{_way.Port}") }, JobName.Parse("pull"));
    }

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        await _network.DisposeAsync();
        await _way.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_step_that_follows_finds_a_connection_that_stands_and_none_is_opened_for_nothing()
    {
        await TakeAsync(following: 3);
        await UntilAsync(2); // the next one's
        await TakeAsync(following: 2);
        await UntilAsync(3);
        await TakeAsync(following: 1);
        await TakeAsync(following: 0);
        Assert.Equal(4, _way.Count);
        await _peer.DisposeAsync();
        await _world.StopAsync();
        Assert.Equal(0, _sender.OpenStreams);
    }

    [Fact]
    public async Task Nobody_waits_for_the_end_of_a_connection_whose_stream_came_whole()
    {
        _way.HoldEnds(); // the other side's would be there at once
        var stream = await SendAsync(following: 0);
        await stream.Content.CopyToAsync(Stream.Null).WaitAsync(Deadline.OfATest);
        await stream.DisposeAsync().AsTask().WaitAsync(Deadline.OfATest);
        _way.LetGo();
        await _peer.DisposeAsync();
        await _world.StopAsync();
        Assert.Equal(0, _sender.OpenStreams);
    }

    [Fact]
    public async Task Nothing_is_opened_ahead_before_a_stream_has_ended_nor_after_one_that_was_cut_off()
    {
        await using (var stream = await SendAsync(following: 9)) await stream.Content.ReadExactlyAsync(new byte[100]);
        await Task.Delay(200); // nothing to wait for: it must not happen
        Assert.Equal(1, _way.Count);
    }

    [Fact] // P-4
    public async Task Of_quick_streams_the_next_ones_connection_is_opened_before_they_end()
    {
        await TakeAsync(following: 3);
        await UntilAsync(2);
        await using (var stream = await SendAsync(following: 2))
        {
            await UntilAsync(3); // nothing of the stream has been read
            await stream.Content.CopyToAsync(Stream.Null).WaitAsync(Deadline.OfATest);
        }

        await TakeAsync(following: 0);
        Assert.Equal(3, _way.Count);
    }

    [Fact]
    public async Task Of_streams_that_take_their_time_it_is_not()
    {
        await using (var stream = await SendAsync(following: 3))
        {
            await stream.Content.CopyToAsync(Stream.Null).WaitAsync(Deadline.OfATest);
            _clock.Advance(TimeSpan.FromSeconds(3));
        }

        await UntilAsync(2); // by its end
        await using (await SendAsync(following: 2))
        {
            await Task.Delay(200); // nothing to wait for: it must not happen
            Assert.Equal(2, _way.Count);
        }
    }

    [Fact]
    public async Task What_the_other_side_has_closed_is_not_used()
    {
        await TakeAsync(following: 2);
        await UntilAsync(2);
        _way.Cut();
        await Task.Delay(200); // until the ends have arrived
        await TakeAsync(following: 0);
        Assert.Equal(3, _way.Count);
    }

    [Fact]
    public async Task What_nobody_took_is_closed()
    {
        await TakeAsync(following: 2);
        await UntilAsync(2);
        _clock.Advance(SpareConnection.UsableFor);
        await TakeAsync(following: 0);
        Assert.Equal(3, _way.Count);
    }

    [Fact]
    public async Task Whoever_asks_whether_connections_work_is_not_answered_by_one_of_before()
    {
        await TakeAsync(following: 2);
        await UntilAsync(2);
        await _peer.Endpoint.WaitForConnectivityAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);
        await TakeAsync(following: 0);
        Assert.Equal(5, _way.Count); // those two, the pings on both channels, and the last step's
    }

    [Fact]
    public async Task The_end_closes_what_was_opened_ahead()
    {
        await TakeAsync(following: 3);
        await UntilAsync(2);
        await _peer.DisposeAsync();
        await _world.StopAsync(); // waits for all connections; an open one would hold it up for a minute
    }

    private async Task TakeAsync(int following)
    {
        await using var stream = await SendAsync(following);
        await stream.Content.CopyToAsync(Stream.Null).WaitAsync(Deadline.OfATest);
    }

    private Task<ReplicationStream> SendAsync(int following) =>
        _peer.Endpoint.SendAsync(Step with { Following = following }, CancellationToken.None).WaitAsync(Deadline.OfATest);

    private async Task UntilAsync(int connections)
    {
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        while (_way.Count < connections) await Task.Delay(10, deadline.Token);
    }
}
