using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Security.OpenId;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.Requests;

namespace Zrepl.Tests.Web.Security;

/// <summary>Behind a proxy that is named, who asks and how is what it says; nobody else is believed.</summary>
public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData(null, false)]
    public async Task Address_and_scheme_are_those_the_proxy_names_if_it_is_trusted(string? trusted, bool isBelieved)
    {
        await using var daemon = new RunningDaemon();
        await using var provider = await IdentityProvider.StartAsync(daemon.Limit);
        daemon.Directory.Write("appsettings.json", $$"""
            { "Zrepl": { "Dashboard": {
                "TrustedProxies": [ {{(trusted is null ? "" : $"\"{trusted}\"")}} ],
                "OpenIdConnect": { "Authority": "{{provider.Address}}", "ClientId": "zrepl", "Viewers": [ "staff" ] } } } }
            """);
        await daemon.StartAsync();
        daemon.Web.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.7, 203.0.113.9");
        daemon.Web.DefaultRequestHeaders.Add("X-Forwarded-Proto", "http, https");

        using var sent = await daemon.Web.GetAsync("/sign-in/openid?return=/", daemon.Limit);
        var back = Uri.EscapeDataString($"{(isBelieved ? "https" : "http")}://127.0.0.1");
        Assert.Contains($"redirect_uri={back}", sent.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.All(sent.Headers.GetValues("Set-Cookie"), cookie => Assert.Equal(isBelieved, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase)));

        (await daemon.Web.PostAsync("/api/v1/jobs/x/wakeup", null, daemon.Limit)).Dispose();
        var audit = daemon.Services.GetRequiredService<AuditTrail>();
        while (true) // written behind
        {
            if ((await audit.ReadAsync(null, "job.wakeup", 1, daemon.Limit)) is not [var entry]) continue;
            Assert.Equal(isBelieved ? "203.0.113.9" : "127.0.0.1", entry.Address); // whoever the proxy itself did not see is not believed
            return;
        }
    }

    [Fact]
    public async Task What_is_no_address_keeps_the_daemon_from_starting()
    {
        var daemon = new RunningDaemon();
        using var directory = daemon.Directory; // the daemon itself never ran
        directory.Write("appsettings.json", """{ "Zrepl": { "Dashboard": { "TrustedProxies": [ "proxy.example.com" ] } } }""");
        var failure = await Assert.ThrowsAnyAsync<Exception>(daemon.StartAsync);
        Assert.Contains("\"proxy.example.com\" is no address and no network", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("::1", "::1/128")]
    [InlineData("10.1.2.0/24", "10.1.2.0/24")]
    [InlineData("10.1.2.3/33", null)]
    [InlineData("", null)]
    public void An_entry_is_an_address_or_a_network(string text, string? network) => Assert.Equal(network, TrustedProxies.NetworkOf(text)?.ToString());
}
