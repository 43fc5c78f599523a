using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.OpenId;
using Zrepl.Web.Security.SignIn;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Tests.Web.Security.OpenId;

/// <summary>Signing in with an identity provider, which decides by groups what somebody may do (design D11).</summary>
public sealed class OpenIdSignInTests : IAsyncLifetime
{
    private readonly RunningDaemon _daemon = new() { SignsIn = false };
    private IdentityProvider _provider = null!; // until InitializeAsync
    private HttpClient _browser = new();

    private UserAccounts Accounts => _daemon.Services.GetRequiredService<UserAccounts>();

    public async ValueTask InitializeAsync()
    {
        _provider = await IdentityProvider.StartAsync(_daemon.Limit);
        _daemon.Directory.Write("appsettings.json", $$"""
            { "Zrepl": { "Dashboard": { "OpenIdConnect": {
                "Authority": "{{_provider.Address}}", "ClientId": "zrepl", "ClientSecret": "s", "DisplayName": "Example ID",
                "Administrators": [ "zrepl-admins" ], "Operators": [ "ops" ], "Viewers": [ "staff" ] } } } }
            """);
        await _daemon.StartAsync();
        await Accounts.AddAsync("root", null, Role.Administrator, Visitors.Test, _daemon.Limit); // so that the setup is over
        NewBrowser();
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _daemon.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_the_provider_knows_comes_in_with_the_role_of_their_groups()
    {
        Assert.Contains("Sign in with Example ID", await _browser.GetStringAsync("/sign-in", _daemon.Limit), StringComparison.Ordinal);
        using var arrived = await SignInAsync("/settings");
        Assert.Equal((HttpStatusCode.Redirect, "/settings"), (arrived.StatusCode, arrived.Headers.Location?.OriginalString));
        var account = await _browser.GetStringAsync("/settings", _daemon.Limit);
        Assert.Contains("anna", account, StringComparison.Ordinal);
        Assert.Contains("An identity provider vouches for you", account, StringComparison.Ordinal);
        Assert.DoesNotContain("The present password", account, StringComparison.Ordinal);
        Assert.Equal("/not-allowed", (await _browser.GetAsync("/settings/users", _daemon.Limit)).Headers.Location?.OriginalString);
        var user = (await Accounts.ListAsync(_daemon.Limit)).Single(user => user.Name == "anna");
        Assert.Equal((Role.Viewer, true), (user.Role, user.IsExternal));
    }

    [Fact]
    public async Task Another_group_or_name_at_the_provider_counts_at_the_next_sign_in_and_makes_no_second_user()
    {
        (await SignInAsync("/")).Dispose();
        (_provider.Claims["groups"], _provider.Claims["preferred_username"]) = (new[] { "staff", "zrepl-admins" }, "anna.of.example");
        NewBrowser();
        (await SignInAsync("/")).Dispose();
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync("/settings/users", _daemon.Limit)).StatusCode);
        Assert.Equal([("anna.of.example", Role.Administrator), ("root", Role.Administrator)], (await Accounts.ListAsync(_daemon.Limit)).Select(user => (user.Name, user.Role)));
    }

    [Fact]
    public async Task Without_a_group_that_gives_a_role_nobody_comes_in_and_no_user_is_made()
    {
        _provider.Claims["groups"] = new[] { "guests" };
        await TurnedAwayAsync(OpenIdRefusal.NoRole, "gives you a role here");
        Assert.Equal(["root"], (await Accounts.ListAsync(_daemon.Limit)).Select(user => user.Name));
    }

    [Theory]
    [InlineData("staff")] // another role
    [InlineData("guests")] // none
    public async Task Whose_groups_give_less_than_before_loses_what_is_open_with_more_and_their_tokens_do_less(string group)
    {
        _provider.Claims["groups"] = "zrepl-admins";
        (await SignInAsync("/")).Dispose();
        var user = (await Accounts.ListAsync(_daemon.Limit)).Single(user => user.Name == "anna");
        var (actor, cookie) = await Visitors.SignInAsync(_daemon.Services, user, _daemon.Limit);
        using var elsewhere = Visitors.Browser(_daemon.Address, cookie);
        var ended = new TaskCompletionSource<string>();
        using var page = _daemon.Services.GetRequiredService<LiveSessions>().Listen(actor.SessionId!, ended.SetResult); // who signs in has one
        var (secret, _) = await _daemon.Services.GetRequiredService<ApiTokens>().MakeAsync(actor, "mine", TokenScope.Administer, null, _daemon.Limit);
        using var program = Visitors.Browser(_daemon.Address);
        program.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/users", _daemon.Limit)).StatusCode);

        _provider.Claims["groups"] = group;
        NewBrowser();
        (await SignInAsync("/")).Dispose();

        Assert.Contains("role", await ended.Task.WaitAsync(_daemon.Limit), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/", _daemon.Limit)).StatusCode);
        var has = group == "staff";
        Assert.Equal(has ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/users", _daemon.Limit)).StatusCode);
        Assert.Equal(has ? Role.Viewer : null, (await Accounts.ListAsync(_daemon.Limit)).Single(user => user.Name == "anna").Role);
    }

    [Fact]
    public async Task Who_has_the_name_of_somebody_here_does_not_get_into_their_place()
    {
        _provider.Claims["preferred_username"] = "ROOT";
        _provider.Claims["groups"] = "zrepl-admins";
        await TurnedAwayAsync(OpenIdRefusal.NameTaken, "Ask an administrator");
    }

    [Fact]
    public async Task A_provider_that_refuses_leads_back_with_a_word_and_the_log_says_why()
    {
        _provider.Fails = true;
        await TurnedAwayAsync(OpenIdRefusal.Provider, "Signing in with Example ID did not work.");
        var log = Path.Combine(_daemon.Directory.Path, "log");
        while (!(await File.ReadAllTextAsync(log, _daemon.Limit)).Contains("access_denied", StringComparison.Ordinal)) await Task.Delay(20, _daemon.Limit); // written behind
    }

    [Fact]
    public async Task What_comes_back_without_having_been_sent_opens_nothing()
    {
        using var forged = await _browser.GetAsync("/sign-in/openid/back?code=1&state=forged", _daemon.Limit);
        Assert.Equal("/sign-in?refused=provider", forged.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.GetAsync("/settings", _daemon.Limit)).StatusCode);
    }

    [Theory]
    [InlineData("""{ "Authority": "http://id.example.com", "ClientId": "zrepl", "Viewers": [ "all" ] }""", "must be an https address")]
    [InlineData("""{ "Authority": "https://id.example.com", "Viewers": [ "all" ] }""", "is missing")]
    [InlineData("""{ "Authority": "https://id.example.com", "ClientId": "zrepl" }""", "or nobody can come in")]
    public async Task Settings_that_cannot_work_keep_the_daemon_from_starting_with_a_reason(string settings, string reason)
    {
        var daemon = new RunningDaemon();
        using var directory = daemon.Directory; // the daemon itself never ran
        daemon.Directory.Write("appsettings.json", $$"""{ "Zrepl": { "Dashboard": { "OpenIdConnect": {{settings}} } } }""");
        var failure = await Assert.ThrowsAnyAsync<Exception>(daemon.StartAsync);
        Assert.Contains(reason, failure.ToString(), StringComparison.Ordinal);
    }

    private void NewBrowser()
    {
        _browser.Dispose();
        _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = new(_daemon.Address) };
    }

    // Follows the redirects to the provider and back.
    private async Task<HttpResponseMessage> SignInAsync(string target)
    {
        using var sent = await _browser.GetAsync("/sign-in/openid?return=" + Uri.EscapeDataString(target), _daemon.Limit);
        Assert.StartsWith(_provider.Address + "/authorize?", sent.Headers.Location?.OriginalString, StringComparison.Ordinal);
        using var allowed = await _browser.GetAsync(sent.Headers.Location, _daemon.Limit);
        return await _browser.GetAsync(allowed.Headers.Location, _daemon.Limit);
    }

    private async Task TurnedAwayAsync(string word, string sentence)
    {
        using var arrived = await SignInAsync("/settings");
        Assert.Equal($"/sign-in?refused={word}", arrived.Headers.Location?.OriginalString);
        Assert.Contains(sentence, WebUtility.HtmlDecode(await _browser.GetStringAsync(arrived.Headers.Location, _daemon.Limit)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.GetAsync("/settings", _daemon.Limit)).StatusCode);
    }
}
