using Microsoft.AspNetCore.Http;
using Zrepl.Web.Hosting;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>Under which names the dashboard answers, so that no page of another site reaches it under a name of its own (DNS rebinding).</summary>
public sealed class ForeignRequestRulesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8822", null, "localhost", true)]
    [InlineData("http://127.0.0.1:8822", "*", "evil.example", false)]
    [InlineData("http://127.0.0.1:8822", null, "192.0.2.7", false)]
    [InlineData("https://0.0.0.0:8822", "*", "192.0.2.7", true)]
    [InlineData("https://0.0.0.0:8822", null, "[2001:db8::7]", true)]
    [InlineData("https://0.0.0.0:8822", "*", "evil.example", false)]
    [InlineData("https://0.0.0.0:8822", "backup.example.com;nas", "NAS", true)]
    [InlineData("https://0.0.0.0:8822", "backup.example.com;nas", "192.0.2.7", false)]
    public void A_name_is_answered_that_is_ours_or_an_address(string listen, string? allowed, string host, bool isAnswered) =>
        Assert.Equal(isAnswered, ForeignRequestRules.Of(allowed, [listen]).Permits(new HostString(host)));

    [Fact]
    public void Beyond_this_machine_its_own_name_is_answered() =>
        Assert.True(ForeignRequestRules.Of("*", ["https://0.0.0.0:8822"]).Permits(new HostString(Environment.MachineName, 8822)));
}
