using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Wire;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Wire.Control;

/// <summary>A control connection to a daemon of ours on which nothing is asked for a while (spec wire 4.9; conformance G-11, there with Go daemons).</summary>
public sealed class IdleControlConnectionTests
{
    // Kestrel looks once a second which connections it has waited for long enough.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(4);

    [Fact] // G-11
    public async Task It_stays_for_whoever_asks_next()
    {
        var sender = new MemorySender(new CallScript());
        sender.Has("tank", "@a:1");
        await using var world = await PeerWorld.StartAsync(new PassiveService(sender));
        await using var way = new DistantPort(int.Parse(world.Connect.Address.Port, CultureInfo.InvariantCulture), TimeSpan.Zero);
        await using var network = new NetworkTransport(NullLoggerFactory.Instance, TimeProvider.System);
        await using var peer = network.ConnectToSource(world.Connect with { Address = new("127.0.0.1", $"{way.Port}") }, JobName.Parse("pull"));
        for (var question = 1; question <= 2; question++)
        {
            Assert.Single(await peer.Endpoint.ListFilesystemsAsync(CancellationToken.None).WaitAsync(Deadline.OfATest));
            await Task.Delay(Idle, TestContext.Current.CancellationToken); // nothing to wait for: it must not happen
        }

        Assert.Equal(1, way.Count);
    }
}
