using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Wire.Data;

/// <summary>Data connections that are opened ahead (spec wire 13.2, idea 8). The connections are counted on their way.</summary>
public sealed class SpareConnectionsTests : IAsyncLifetime
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
    public async Task Steps_that_follow_quick_ones_find_a_connection_that_stands_and_none_is_opened_for_nothing()
    {
        await TakeAsync(following: 4);
        Assert.Equal(1, _way.Count); // whether steps are quick is not known yet
        await using (var stream = await SendAsync(following: 3)) await UntilAsync(4); // this one's, and two ahead
        await TakeAsync(following: 2);
        await TakeAsync(following: 1);
        await TakeAsync(following: 0);
        Assert.Equal(5, _way.Count);
        Assert.Equal(0, _sender.OpenStreams);
    }

    [Fact]
    public async Task Nothing_is_opened_ahead_while_steps_take_long()
    {
        await using (var stream = await SendAsync(following: 9)) _clock.Advance(TimeSpan.FromSeconds(3));
        await TakeAsync(following: 8);
        await Task.Delay(200); // nothing to wait for: it must not happen
        Assert.Equal(2, _way.Count);
    }

    [Fact]
    public async Task What_the_other_side_has_closed_is_not_used()
    {
        await TakeAsync(following: 3);
        await using (var stream = await SendAsync(following: 2)) await UntilAsync(4);
        _way.Cut();
        await Task.Delay(200); // until the ends have arrived
        await TakeAsync(following: 1);
    }

    [Fact]
    public async Task What_has_waited_long_is_not_used()
    {
        await TakeAsync(following: 2);
        await using (var stream = await SendAsync(following: 1)) await UntilAsync(3);
        _clock.Advance(TimeSpan.FromSeconds(21)); // the other side would give it up after a minute
        await TakeAsync(following: 0);
        Assert.Equal(4, _way.Count);
    }

    [Fact]
    public async Task The_end_closes_what_was_opened_ahead()
    {
        await TakeAsync(following: 3);
        await using (var stream = await SendAsync(following: 2)) await UntilAsync(4);
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
