using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;
using Zrepl.Web.Components.Pages.Jobs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>With whom a job speaks and how, and when its certificate ends (dashboard: job, peer).</summary>
public sealed class PeerCardTests : ZreplBunitContext
{
    [Theory]
    [InlineData("{ type: tcp, address: \"nas:8888\" }", "Address nas:8888", "Way tcp, neither encrypted nor authenticated")]
    [InlineData("{ type: local, listener_name: in, client_identity: me }", "Listener in", "Way within this daemon", "We are me")]
    [InlineData("{ type: ssh+stdinserver, host: nas, user: root, port: 22, identity_file: /key }", "Address root@nas, port 22", "Way ssh", "Key /key")]
    public void Where_a_job_connects_to(string connect, params string[] facts) => Assert.Equal(facts, Facts(Card(ADefinition.Push(connect: connect))));

    [Fact]
    public void Who_may_come()
    {
        var card = Card("""{ name: in, type: sink, root_fs: pool, serve: { type: tcp, listen: ":8888", clients: { 10.0.0.7: laptop, 10.0.0.8: desk } } }""");

        Assert.Equal(["Listens on :8888", "Way tcp, clients are known by their address only", "Admits laptop, desk"], Facts(card));
    }

    [Fact]
    public void The_end_of_a_certificate_is_told_and_stands_out_once_it_is_near()
    {
        using var files = new TlsWorld();
        var job = ADefinition.Of(ADefinition.Push(connect: $$"""{ type: tls, address: "nas:8888", ca: {{files.Client.CertificateAuthority}}, cert: {{files.Client.Certificate}}, key: {{files.Client.Key}}, server_cn: nas }"""));
        var end = Services.GetRequiredService<JobCertificates>().Of(job)!.EndsAt;

        Assert.Equal(new PeerFact("Our certificate", "ends", end), PeerFact.Of(job, new("client", end), end.AddDays(-31))[^1]);
        Assert.Equal(new PeerFact("Our certificate", "ends soon", end, StateKind.Late), PeerFact.Of(job, new("client", end), end.AddDays(-29))[^1]);
        Assert.Equal(StateKind.Failed, PeerFact.Of(job, new("client", end), end)[^1].Kind);
        Assert.Contains("Our certificate ends", Facts(Render<PeerCard>(p => p.Add(x => x.Definition, job)))[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_without_another_side_has_no_card() => Assert.Empty(Card(ADefinition.Snap()).Markup.Trim());

    private IRenderedComponent<PeerCard> Card(string definition) => Render<PeerCard>(p => p.Add(x => x.Definition, ADefinition.Of(definition)));

    private static string[] Facts(IRenderedComponent<PeerCard> card) => [.. card.FindAll("dl > div").Select(fact => $"{fact.QuerySelector("dt")!.TextContent} {fact.QuerySelector("dd")!.TextContent.Trim()}")];
}
