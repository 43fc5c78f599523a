using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Wire;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Wire.Control;

/// <summary>Our client of the control channel and servers that answer as ours never would: spec wire 4.7, 4.10; conformance G-9, G-12.</summary>
public sealed class ScriptedServerTests : IDisposable
{
    private readonly ScriptedHttp2 _server = new();

    [Fact]
    public async Task G9_an_error_text_of_60_KiB_arrives()
    {
        var text = string.Concat(Enumerable.Repeat("cannot destroy 'tank/a@b': dataset is busy. ", 1400));
        Assert.InRange(text.Length, 60 * 1024, 64 * 1024);
        var serving = _server.ServeAsync(status: 2, text);
        var failure = await Assert.ThrowsAsync<PeerErrorException>(ListAsync);
        Assert.Contains(text.Trim(), failure.Message, StringComparison.Ordinal);
        await serving.WaitAsync(Deadline.OfATest);
    }

    [Fact, Trait("needs", "time")] // twice ten seconds, of the HTTP/2 library's own clock, 8.5 3
    public async Task G12_a_server_that_freezes_counts_as_unreachable()
    {
        var serving = _server.ServeAsync(status: 0, "", isSilentAfterSettings: true);
        var failure = await Assert.ThrowsAnyAsync<Exception>(ListAsync);
        Assert.Equal(FailureClass.Connectivity, FailureClasses.Of(failure, CancellationToken.None));
        await serving.WaitAsync(Deadline.OfATest);
    }

    public void Dispose() => _server.Dispose();

    private async Task ListAsync()
    {
        await using var network = new NetworkTransport(NullLoggerFactory.Instance, TimeProvider.System);
        await using var peer = network.ConnectToSource(new ConnectDefinition.Tcp(new("127.0.0.1", _server.Port), TimeSpan.FromSeconds(10)), JobName.Parse("pull"));
        await peer.Endpoint.ListFilesystemsAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);
    }
}
