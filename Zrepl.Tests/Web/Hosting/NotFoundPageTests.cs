using System.Net;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>Addresses that are not there: a reader gets a page that says so, a program gets what it can read.</summary>
public sealed class NotFoundPageTests : IAsyncDisposable
{
    private const string Browser = "text/html,application/xhtml+xml,*/*;q=0.8";

    private readonly RunningDaemon _daemon = new();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Theory]
    [InlineData("/xyz")]
    [InlineData("/runs/abc")]
    [InlineData("/nothing/here.html")]
    public async Task A_reader_gets_a_page_that_leads_on_and_the_status_stays(string path)
    {
        await _daemon.StartAsync();
        using var answer = await GetAsync(path, Browser);
        var text = await answer.Content.ReadAsStringAsync(_daemon.Limit);
        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("There is no page at this address", text, StringComparison.Ordinal);
        Assert.Contains("Go to the overview", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/xyz", Browser, "application/problem+json")]
    [InlineData("/api/v1/jobs/xyz", Browser, "application/problem+json")]
    [InlineData("/metrics/xyz", Browser, null)]
    [InlineData("/css/xyz.css", "text/css,*/*;q=0.1", null)]
    [InlineData("/xyz", "application/json", null)]
    public async Task A_program_gets_no_page(string path, string accept, string? type)
    {
        await _daemon.StartAsync();
        using var answer = await GetAsync(path, accept);
        Assert.Equal((HttpStatusCode.NotFound, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Who_is_not_signed_in_does_not_learn_which_pages_there_are()
    {
        await using var daemon = new RunningDaemon { SignsIn = false };
        await daemon.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/xyz") { Headers = { { "Accept", Browser } } };
        using var answer = await daemon.Web.SendAsync(request, daemon.Limit);
        Assert.DoesNotContain("There is no page at this address", await answer.Content.ReadAsStringAsync(daemon.Limit), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await _daemon.Web.SendAsync(request, _daemon.Limit);
    }
}
