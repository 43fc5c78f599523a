using System.Net;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>What a page of another site can make a browser on this machine do to the daemon: nothing.</summary>
public sealed class HostileBrowserTests : IAsyncDisposable
{
    private readonly RunningDaemon _daemon = new();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task A_name_that_is_not_ours_is_not_answered_whatever_it_resolves_to()
    {
        await _daemon.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Get, "/healthz", ("Host", "evil.example")));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Get, "/api/v1/jobs", ("Host", "127.0.0.1.evil.example")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "/api/v1/jobs", ("Host", "LOCALHOST:8822")));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")] // a sandboxed frame, a file
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")] // another port of this machine
    public async Task Another_origin_wakes_no_job_up_and_opens_no_live_connection(string header, string value)
    {
        await _daemon.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Post, "/api/v1/jobs/to_nas/wakeup", (header, value)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", (header, value)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, "/_blazor", (header, value), ("Upgrade", "websocket"), ("Connection", "Upgrade")));
        Assert.Empty(_daemon.Jobs.Heard);
    }

    [Fact]
    public async Task Our_own_pages_and_programs_pass()
    {
        await _daemon.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "/healthz", ("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", ("Origin", _daemon.Address)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1"));
    }

    [Theory]
    [InlineData("/", "127.0.0.1")]
    [InlineData("/api/v1/jobs", "127.0.0.1")]
    [InlineData("/css/base.css", "127.0.0.1")]
    [InlineData("/nothing/here", "127.0.0.1")]
    [InlineData("/", "evil.example")]
    public async Task Every_answer_says_what_a_browser_may_do_with_it(string path, string host)
    {
        await _daemon.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        using var answer = await _daemon.Web.SendAsync(request, _daemon.Limit);
        Assert.Contains("script-src 'self';", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(("nosniff", "DENY", "same-origin"), (Header("X-Content-Type-Options"), Header("X-Frame-Options"), Header("Cross-Origin-Resource-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));

        string Header(string name) => Assert.Single(answer.Headers.GetValues(name));
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await _daemon.Web.SendAsync(request, _daemon.Limit);
        return answer.StatusCode;
    }
}
