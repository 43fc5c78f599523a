using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Tests.Contracts.Endpoints;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Replication.Planning;

public sealed class FilesystemPairsTests
{
    private readonly CallScript _script = new();
    private readonly MemorySender _sender;
    private readonly MemoryReceiver _receiver;

    public FilesystemPairsTests()
    {
        _sender = new(_script);
        _receiver = new(_script);
    }

    [Fact]
    public async Task What_only_the_receiver_has_is_left_alone()
    {
        _sender.Has("tank").Has("tank/a");
        _receiver.Has("tank/a").Has("tank/gone");
        var pairs = await ListAsync();
        Assert.Equal([("tank", false), ("tank/a", true)], pairs.Select(pair => (pair.Path.Text, pair.IsReceived)));
    }

    [Fact]
    public async Task If_both_sides_fail_the_senders_failure_is_told()
    {
        var slow = _script.Hold("sender list");
        _script.Fail("receiver list", new EndpointException("receiver failed"));
        var listing = ListAsync();
        await slow.Reached;
        slow.Break(new EndpointException("sender failed"));
        Assert.Equal("sender failed", (await Assert.ThrowsAsync<EndpointException>(() => listing)).Message);
    }

    [Fact]
    public async Task A_failing_sender_does_not_wait_for_a_silent_receiver()
    {
        _script.Hold("receiver list"); // ends only by cancellation
        _script.Fail("sender list", new EndpointException("sender failed"));
        await Assert.ThrowsAsync<EndpointException>(ListAsync);
        Assert.Equal(["receiver list", "sender list"], _script.Calls.Order());
    }

    [Fact]
    public async Task A_failing_receiver_is_told()
    {
        _script.Fail("receiver list", new EndpointException("root_fs does not exist"));
        Assert.Equal("root_fs does not exist", (await Assert.ThrowsAsync<EndpointException>(ListAsync)).Message);
    }

    [Fact] // both begin spans, and broken rules of tracing throw in tests
    public async Task Two_sides_on_one_host_are_listed_at_once_without_confusing_the_trace()
    {
        await using var world = await EndpointWorld.EnterAsync(new SimulatedPool(OpenZfsVersion.V23));
        await world.CreateAsync(world.Src, "1");
        var pairs = await FilesystemPairs.ListAsync(world.Sender(), world.Receiver(), new ProgressToken(TimeProvider.System), world.Token);
        Assert.Equal([world.Src], pairs.Select(pair => pair.Path));
    }

    private async Task<IReadOnlyList<FilesystemPair>> ListAsync() =>
        await FilesystemPairs.ListAsync(_sender, _receiver, new ProgressToken(TimeProvider.System), CancellationToken.None);
}
