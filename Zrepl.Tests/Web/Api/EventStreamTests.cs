using System.Net.ServerSentEvents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Tests.Web.Api;

/// <summary>A stream of events ends when whoever opened it may not see it any more (design D11).</summary>
public sealed class EventStreamTests : IAsyncDisposable
{
    private readonly RunningDaemon _daemon = new();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Theory]
    [InlineData("revoked")]
    [InlineData("expired")]
    [InlineData("owner removed")]
    [InlineData("role lowered")]
    public async Task A_stream_ends_with_the_token_it_was_opened_with(string what)
    {
        await _daemon.StartAsync();
        var accounts = _daemon.Services.GetRequiredService<UserAccounts>();
        var (owner, _) = await Visitors.SignInAsync(_daemon.Services, Role.Operator, "owner", _daemon.Limit);
        var tokens = _daemon.Services.GetRequiredService<ApiTokens>();
        var (secret, token) = await tokens.MakeAsync(owner, "watches", TokenScope.Operate, TimeSpan.FromDays(1), _daemon.Limit);
        using var program = Visitors.Browser(_daemon.Address);
        program.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        await using var stream = await program.GetStreamAsync("/api/v1/events", _daemon.Limit);
        await using var events = SseParser.Create(stream).EnumerateAsync(_daemon.Limit).GetAsyncEnumerator(_daemon.Limit);
        Assert.True(await events.MoveNextAsync());

        await (what switch
        {
            "revoked" => tokens.RevokeAsync(owner, token.Id, _daemon.Limit),
            "owner removed" => accounts.RemoveAsync("owner", Visitors.Test, _daemon.Limit),
            "role lowered" => accounts.SetRoleAsync("owner", Role.Viewer, Visitors.Test, _daemon.Limit),
            _ => ExpireAsync(token.Id),
        });

        while (await events.MoveNextAsync()) Assert.Equal("beat", events.Current.EventType);
    }

    [Fact]
    public async Task A_stream_ends_in_order_when_the_daemon_does_and_does_not_hold_it_up()
    {
        await _daemon.StartAsync();
        await using var stream = await _daemon.Web.GetStreamAsync("/api/v1/events", _daemon.Limit);
        var reading = Task.Run(async () =>
        {
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(_daemon.Limit)) Assert.Equal("beat", item.EventType); // broken off it would throw
        }, _daemon.Limit);
        await _daemon.StopAsync();
        await reading;
    }

    private async Task ExpireAsync(long token)
    {
        await using var db = _daemon.Services.GetRequiredService<HistoryDatabase>().Connect();
        await db.ApiTokens.Where(row => row.Id == token)
            .ExecuteUpdateAsync(row => row.SetProperty(t => t.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1)), _daemon.Limit);
    }
}
