using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Requests;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Tests.Web.Security;

/// <summary>What one of those who use the REST API may take of it, so that none of them slows the replication.</summary>
public sealed class RequestLimiterTests : IAsyncDisposable
{
    private RunningDaemon _daemon = new();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task Too_many_requests_of_one_are_refused_with_a_time_to_wait_and_others_are_served()
    {
        using var program = await StartAsync(new() { PerMinute = 3 });
        for (var count = 0; count < 3; count++) Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/jobs", _daemon.Limit)).StatusCode);
        using var refused = await program.GetAsync("/api/v1/jobs", _daemon.Limit);
        Assert.Equal((HttpStatusCode.TooManyRequests, "5"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Contains("3 requests in a minute", JsonDocument.Parse(await refused.Content.ReadAsStringAsync(_daemon.Limit)).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _daemon.Web.GetAsync("/api/v1/jobs", _daemon.Limit)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/metrics", _daemon.Limit)).StatusCode);
    }

    [Fact]
    public async Task Streams_of_one_are_limited_and_one_that_is_closed_makes_room()
    {
        using var program = await StartAsync(new() { Streams = 1, AtOnce = 1 });
        using (await program.GetStreamAsync("/api/v1/events", _daemon.Limit))
        {
            using var second = await program.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead, _daemon.Limit);
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/jobs", _daemon.Limit)).StatusCode);
        }

        HttpStatusCode later;
        do
        {
            using var again = await program.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead, _daemon.Limit);
            later = again.StatusCode;
        }
        while (later is HttpStatusCode.TooManyRequests); // until the server has noticed
        Assert.Equal(HttpStatusCode.OK, later);
    }

    [Fact]
    public void Places_are_counted_for_each_and_given_back_once()
    {
        var places = new Places(2);
        var first = places.TryTake("a");
        using var second = places.TryTake("a");
        Assert.Null(places.TryTake("a"));
        using var other = places.TryTake("b");
        Assert.NotNull(other);
        first?.Dispose();
        first?.Dispose();
        using var third = places.TryTake("a");
        Assert.NotNull(third);
        Assert.Null(places.TryTake("a"));
        Assert.Equal(2, places.Count);
    }

    private async Task<HttpClient> StartAsync(RequestLimits limits)
    {
        await _daemon.DisposeAsync();
        _daemon = new() { AddServices = services => services.AddSingleton(limits) };
        await _daemon.StartAsync();
        var (owner, _) = await Visitors.SignInAsync(_daemon.Services, Role.Viewer, cancellation: _daemon.Limit);
        var (secret, _) = await _daemon.Services.GetRequiredService<ApiTokens>().MakeAsync(owner, "a program", TokenScope.Read, null, _daemon.Limit);
        var program = Visitors.Browser(_daemon.Address);
        program.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        return program;
    }
}
