using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Wire;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Interop;

/// <summary>The control channel between Go and ours over minutes: who pings whom, and who gives up when (conformance G-11, G-13, G-14).</summary>
[Trait("needs", "go-zrepl")]
public sealed class ControlChannelWithGoTests
{
    private const int Burst = 10_000;

    // Half an hour, after which a Go 0.7 client closes its connection, only when asked for.
    private static readonly TimeSpan LongStep = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("ZREPL_TEST_IDLE"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 60);

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(ZreplKind.Go07)]
    [InlineData(ZreplKind.Go06)]
    public async Task G14_a_Go_server_never_finds_that_we_ping_too_often(string go)
    {
        ZreplKind.SkipUnlessAtHand(go);
        await using var world = await InteropWorld.CreateAsync(InteropJobs.Push, patience: 15);
        await world.StartAsync(ZreplKind.Ours, go);
        await using var network = new NetworkTransport(NullLoggerFactory.Instance, TimeProvider.System);
        await using var connection = network.ConnectToSink(world.Connect, JobName.Parse("ping"));
        var sink = Assert.IsType<RemoteReceiver>(connection.Endpoint);

        for (var call = 0; call < Burst; call++) await sink.PingControlAsync(world.Token);
        await Task.Delay(Silence, world.Token);
        for (var call = 0; call < Burst / 10; call++) await sink.PingControlAsync(world.Token);
    }

    [Theory]
    [InlineData(ZreplKind.Go07)]
    [InlineData(ZreplKind.Go06)]
    public async Task G11_a_control_connection_to_a_Go_server_that_nobody_uses_stays_up(string go)
    {
        ZreplKind.SkipUnlessAtHand(go);
        await using var world = await InteropWorld.CreateAsync(InteropJobs.Push, patience: 5 + (int)LongStep.TotalMinutes);
        await world.StartAsync(ZreplKind.Ours, go);
        await using var relay = new DistantPort(int.Parse(world.Connect.Address.Port, CultureInfo.InvariantCulture), TimeSpan.Zero);
        await using var network = new NetworkTransport(NullLoggerFactory.Instance, TimeProvider.System);
        var address = world.Connect with { Address = world.Connect.Address with { Port = relay.Port.ToString(CultureInfo.InvariantCulture) } };
        await using var connection = network.ConnectToSink(address, JobName.Parse("idle"));
        var sink = Assert.IsType<RemoteReceiver>(connection.Endpoint);

        await sink.PingControlAsync(world.Token);
        await Task.Delay(LongStep, world.Token);
        await sink.PingControlAsync(world.Token);

        Assert.Equal(1, relay.Count);
    }

    [Theory]
    [InlineData(InteropJobs.Push, ZreplKind.Go07)]
    [InlineData(InteropJobs.Pull, ZreplKind.Go07)]
    [InlineData(InteropJobs.Push, ZreplKind.Go06)]
    public async Task G13_a_Go_client_whose_control_connection_is_silent_for_long_completes_its_run(string direction, string go)
    {
        ZreplKind.SkipUnlessAtHand(go);
        await using var world = await InteropWorld.CreateAsync(direction, patience: 5 + 2 * (int)LongStep.TotalMinutes);
        const int bytesPerSecond = 16 * 1024;
        await world.Pools.WriteAsync(world.Tree.Root, "large", (int)LongStep.TotalSeconds * bytesPerSecond, seed: 1); // one step: each ends with a call in a pull
        await world.Tree.SnapshotAsync("keep_1");
        world.Send = $"bandwidth_limit: {{max: {bytesPerSecond} B, bucket_capacity: {bytesPerSecond} B}}";
        await world.StartAsync(go, ZreplKind.Ours);

        await world.RunAsync();

        await world.Tree.AssertCopiedAsync("keep_1");
    }
}
