using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.EntityFrameworkCore;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Tests.Web.Security;

/// <summary>Tokens of the REST API: scoped, expiring, kept as hashes, revoked at once (design D11).</summary>
public sealed class ApiTokensTests : IAsyncDisposable
{
    private readonly RunningDaemon _daemon = new();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private ApiTokens Tokens => _daemon.Services.GetRequiredService<ApiTokens>();

    [Fact]
    public async Task A_token_works_until_it_is_revoked_and_tells_when_it_was_used()
    {
        var owner = await StartAsync(Role.Operator);
        var (secret, token) = await Tokens.MakeAsync(owner, "monitoring", TokenScope.Read, TimeSpan.FromDays(1), _daemon.Limit);
        Assert.StartsWith("zrepl_", secret, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(secret, HttpMethod.Get, "/api/v1/jobs"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(secret, HttpMethod.Post, "/api/v1/jobs/x/wakeup"));
        ApiToken used;
        do used = Assert.Single(await Tokens.ListAsync(owner.UserId, _daemon.Limit));
        while (used.LastUsedAt is null); // written behind
        Assert.Equal("127.0.0.1", used.LastUsedFrom);

        await Tokens.RevokeAsync(owner, token.Id, _daemon.Limit);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(secret, HttpMethod.Get, "/api/v1/jobs"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("zrepl_nonsense", HttpMethod.Get, "/api/v1/jobs"));
    }

    [Fact]
    public async Task A_token_opens_no_page()
    {
        var owner = await StartAsync(Role.Administrator);
        var (secret, _) = await Tokens.MakeAsync(owner, "all", TokenScope.Administer, null, _daemon.Limit);
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(secret, HttpMethod.Get, "/"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(secret, HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1"));
    }

    [Fact]
    public async Task An_expired_token_is_refused()
    {
        var owner = await StartAsync(Role.Viewer);
        var (secret, token) = await Tokens.MakeAsync(owner, "old", TokenScope.Read, TimeSpan.FromDays(1), _daemon.Limit);
        await using (var db = _daemon.Services.GetRequiredService<HistoryDatabase>().Connect())
            await db.ApiTokens.Where(row => row.Id == token.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(t => t.ExpiresAt, DateTimeOffset.UtcNow.AddMinutes(-1)), _daemon.Limit);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(secret, HttpMethod.Get, "/api/v1/jobs"));
    }

    [Fact]
    public async Task A_token_can_do_no_more_than_its_owner_by_now()
    {
        var owner = await StartAsync(Role.Operator);
        await Assert.ThrowsAsync<SecurityRefusedException>(() => Tokens.MakeAsync(owner, "too much", TokenScope.Administer, null, _daemon.Limit));
        var (secret, _) = await Tokens.MakeAsync(owner, "runs", TokenScope.Operate, null, _daemon.Limit);
        Assert.NotEqual(HttpStatusCode.Forbidden, await StatusAsync(secret, HttpMethod.Post, "/api/v1/jobs/x/wakeup"));

        await _daemon.Services.GetRequiredService<UserAccounts>().SetRoleAsync(owner.Name, Role.Viewer, Visitors.Test, _daemon.Limit);

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(secret, HttpMethod.Post, "/api/v1/jobs/x/wakeup"));
        await _daemon.Services.GetRequiredService<UserAccounts>().RemoveAsync(owner.Name, Visitors.Test, _daemon.Limit);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(secret, HttpMethod.Get, "/api/v1/jobs"));
    }

    [Fact]
    public async Task The_secret_is_nowhere_on_the_disk()
    {
        var owner = await StartAsync(Role.Viewer);
        var (secret, _) = await Tokens.MakeAsync(owner, "secret", TokenScope.Read, null, _daemon.Limit);
        await StatusAsync(secret, HttpMethod.Get, "/api/v1/jobs");
        await _daemon.StopAsync();
        await DatabaseFile.ClosedAsync(Path.Combine(_daemon.StatePath, "zrepl.db")); // nothing comes or goes while it is read
        foreach (var file in Directory.EnumerateFiles(_daemon.Directory.Path, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is "log" or "zrepl.db" or "zrepl.db-wal"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(secret[12..], await reader.ReadToEndAsync(_daemon.Limit), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nobody_revokes_somebody_elses_token_but_an_administrator()
    {
        var owner = await StartAsync(Role.Viewer);
        var (_, token) = await Tokens.MakeAsync(owner, "mine", TokenScope.Read, null, _daemon.Limit);
        var (other, _) = await Visitors.SignInAsync(_daemon.Services, Role.Operator, cancellation: _daemon.Limit);
        await Assert.ThrowsAsync<SecurityRefusedException>(() => Tokens.RevokeAsync(other, token.Id, _daemon.Limit));
        await Tokens.RevokeAsync(Visitors.Test, token.Id, _daemon.Limit);
        Assert.Empty(await Tokens.ListAsync(null, _daemon.Limit));
    }

    private async Task<Actor> StartAsync(Role role)
    {
        await _daemon.StartAsync();
        return (await Visitors.SignInAsync(_daemon.Services, role, "owner", _daemon.Limit)).Actor;
    }

    private async Task<HttpStatusCode> StatusAsync(string secret, HttpMethod method, string path)
    {
        using var program = Visitors.Browser(_daemon.Address);
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new("Bearer", secret) } };
        using var answer = await program.SendAsync(request, _daemon.Limit);
        return answer.StatusCode;
    }
}
