using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Wire;

namespace Zrepl.Tests.Interop;

/// <summary>What we announce beyond the protocol does not trouble a Go daemon (conformance H-8).</summary>
[Trait("needs", "go-zrepl")]
public sealed class ExtensionsWithGoTests
{
    [Theory]
    [InlineData(ZreplKind.Go07)]
    [InlineData(ZreplKind.Go06)]
    public async Task H8_a_Go_server_reads_a_banner_that_announces_and_answers_on_both_channels(string go)
    {
        ZreplKind.SkipUnlessAtHand(go);
        await using var world = await InteropWorld.CreateAsync(InteropJobs.Push);
        await world.StartAsync(ZreplKind.Ours, go);
        await using var network = new NetworkTransport(NullLoggerFactory.Instance, TimeProvider.System, WireLimits.Default with { MayCompress = true });
        await using var connection = network.ConnectToSink(world.Connect, JobName.Parse("ping"));

        await connection.Endpoint.WaitForConnectivityAsync(world.Token);
    }
}
