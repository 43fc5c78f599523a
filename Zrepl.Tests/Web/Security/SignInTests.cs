using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Tests.Web.Security;

/// <summary>The door as a browser meets it: first start, sign-in, sign-out, wrong passwords (design D11).</summary>
public sealed partial class SignInTests : IAsyncDisposable
{
    private const string Password = "correct horse battery";

    private readonly RunningDaemon _daemon = new() { SignsIn = false };
    private HttpClient _browser = new();

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _daemon.DisposeAsync();
    }

    [Fact]
    public async Task The_first_administrator_is_made_with_the_token_that_only_root_can_read()
    {
        await StartAsync();
        Assert.Equal("/sign-in?return=%2F", (await _browser.GetAsync("/", _daemon.Limit)).Headers.Location?.OriginalString);
        Assert.EndsWith("/setup", (await _browser.GetAsync("/sign-in", _daemon.Limit)).Headers.Location!.OriginalString, StringComparison.Ordinal);
        var file = Path.Combine(_daemon.StatePath, "setup-token");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        using var wrong = await SetupAsync("no such token that anybody would guess", "anna");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("That is not the setup token.", await TextAsync(wrong), StringComparison.Ordinal);
        Assert.True(await _daemon.Services.GetRequiredService<UserAccounts>().AreNoneAsync(_daemon.Limit));

        var token = (await File.ReadAllTextAsync(file, _daemon.Limit)).Trim();
        using var right = await SetupAsync(token, "anna");
        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
        Assert.False(File.Exists(file));
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync("/settings/users", _daemon.Limit)).StatusCode);

        using var late = await SetupAsync(token, "mallory");
        Assert.Equal([("anna", Role.Administrator)],
            (await _daemon.Services.GetRequiredService<UserAccounts>().ListAsync(_daemon.Limit)).Select(user => (user.Name, user.Role)));
    }

    [Fact]
    public async Task Who_knows_the_password_comes_in_and_is_out_again_after_signing_out()
    {
        await StartAsync();
        await AddAsync("anna", Role.Viewer);

        using var wrong = await SignInAsync("anna", "wrong password", "/jobs/x");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Contains("Name or password is wrong.", await TextAsync(wrong), StringComparison.Ordinal);
        using var right = await SignInAsync("ANNA", Password, "/settings");
        Assert.Equal((HttpStatusCode.Redirect, "/settings"), (right.StatusCode, new Uri(new Uri(_daemon.Address), right.Headers.Location!).AbsolutePath));
        var cookie = Assert.Single(right.Headers.GetValues("Set-Cookie"), header => header.StartsWith("zrepl-session-", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);

        using var page = await _browser.GetAsync("/settings", _daemon.Limit);
        Assert.Equal((HttpStatusCode.OK, true), (page.StatusCode, page.Headers.CacheControl?.NoStore));
        using var forged = await _browser.PostAsync("/sign-out", new FormUrlEncodedContent([]), _daemon.Limit);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode); // without the token of our own form
        using var old = new HttpRequestMessage(HttpMethod.Get, "/settings") { Headers = { { "Cookie", cookie.Split(';')[0] } } };
        using var signedOut = await _browser.PostAsync("/sign-out", Form(await TextAsync(page)), _daemon.Limit);
        Assert.Equal("/sign-in?out=1", signedOut.Headers.Location?.OriginalString);

        using var stranger = Visitors.Browser(_daemon.Address);
        using var replayed = await stranger.SendAsync(old, _daemon.Limit);
        Assert.Equal(HttpStatusCode.Redirect, replayed.StatusCode); // the cookie alone opens nothing any more
    }

    [Fact]
    public async Task After_five_wrong_passwords_not_even_the_right_one_opens_until_it_is_unlocked()
    {
        await StartAsync();
        await AddAsync("anna", Role.Administrator);
        for (var count = 0; count < SignInDesk.TriesBeforeLock; count++) (await SignInAsync("anna", "wrong password")).Dispose();

        using var locked = await SignInAsync("anna", Password);
        Assert.Equal(HttpStatusCode.Unauthorized, locked.StatusCode);
        var accounts = _daemon.Services.GetRequiredService<UserAccounts>();
        Assert.NotNull((await accounts.ListAsync(_daemon.Limit))[0].LockedUntil);
        await accounts.UnlockAsync("anna", Visitors.Test, _daemon.Limit);
        using var unlocked = await SignInAsync("anna", Password);
        Assert.Equal(HttpStatusCode.Redirect, unlocked.StatusCode);
    }

    [Fact]
    public async Task Nobody_tries_passwords_as_fast_as_the_machine_can()
    {
        await StartAsync();
        var desk = _daemon.Services.GetRequiredService<SignInDesk>();
        const string TooMany = "Too many tries. Wait a minute.";
        var answers = new List<string>();
        var took = Stopwatch.StartNew();
        while (answers.LastOrDefault() != TooMany)
            answers.Add((await Assert.ThrowsAsync<SecurityRefusedException>(() => desk.SignInAsync($"user{answers.Count}", "x", "192.0.2.1", "", _daemon.Limit)))
                .Message);
        Assert.DoesNotContain(TooMany, answers.Take(SignInLimits.TriesPerMinute / 2));
        if (took.Elapsed < TimeSpan.FromMinutes(1)) Assert.InRange(answers.Count, 1, SignInLimits.TriesPerMinute + 1); // on a machine that is slow, passwords are tried slowly
        var fromElsewhere = await Assert.ThrowsAsync<SecurityRefusedException>(() => desk.SignInAsync("anna", "x", "192.0.2.2", "", _daemon.Limit));
        Assert.StartsWith("Name or password is wrong.", fromElsewhere.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/sign-out")]
    public async Task After_signing_in_one_is_led_to_pages_of_ours_only(string target)
    {
        await StartAsync();
        await AddAsync("anna", Role.Viewer);
        using var answer = await SignInAsync("anna", Password, target);
        Assert.Equal(new Uri(new Uri(_daemon.Address), "/"), new Uri(new Uri(_daemon.Address), answer.Headers.Location!));
    }

    [Fact]
    public async Task Who_did_what_stands_in_the_audit_and_passwords_do_not()
    {
        await StartAsync();
        await AddAsync("anna", Role.Viewer);
        (await SignInAsync("anna", "wrong password")).Dispose();
        (await SignInAsync("my password, in the wrong field", "x")).Dispose();
        (await SignInAsync("anna", Password)).Dispose();

        var audit = _daemon.Services.GetRequiredService<AuditTrail>();
        List<Zrepl.Web.Data.Entities.AuditEntity> entries = [];
        while (entries.Count < 4) entries = await audit.ReadAsync(null, "", 10, _daemon.Limit); // written behind
        Assert.Equal(
            [("anna", "sign-in", true), ("(no name)", "sign-in", false), ("anna", "sign-in", false), ("test", "user.add", true)],
            entries.Select(entry => (entry.Actor, entry.Action, entry.IsDone)));
        Assert.DoesNotContain(entries, entry => (entry.Detail + entry.Target).Contains("correct horse", StringComparison.Ordinal));
        Assert.DoesNotContain("correct horse", await File.ReadAllTextAsync(Path.Combine(_daemon.Directory.Path, "log"), _daemon.Limit),
            StringComparison.Ordinal);
    }

    private async Task StartAsync()
    {
        await _daemon.StartAsync();
        _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = new(_daemon.Address) };
    }

    private Task<User> AddAsync(string name, Role role) =>
        _daemon.Services.GetRequiredService<UserAccounts>().AddAsync(name, Password, role, Visitors.Test, _daemon.Limit);

    private async Task<HttpResponseMessage> SignInAsync(string name, string password, string target = "/")
    {
        var path = "/sign-in?return=" + Uri.EscapeDataString(target);
        var page = await _browser.GetStringAsync(path, _daemon.Limit);
        return await _browser.PostAsync(path, Form(page, ("_handler", "sign-in"), ("Form.Name", name), ("Form.Password", password)), _daemon.Limit);
    }

    private async Task<HttpResponseMessage> SetupAsync(string token, string name)
    {
        using var page = await _browser.GetAsync("/setup", _daemon.Limit);
        return await _browser.PostAsync(
            "/setup", Form(await TextAsync(page), ("_handler", "setup"), ("Form.Token", token), ("Form.Name", name), ("Form.Password", Password),
                ("Form.Again", Password)), _daemon.Limit);
    }

    private static FormUrlEncodedContent Form(string page, params (string Name, string Value)[] fields)
    {
        List<KeyValuePair<string, string>> all = [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))];
        if (Antiforgery().Match(page) is { Success: true } token) all.Add(KeyValuePair.Create("__RequestVerificationToken", token.Groups[1].Value));
        return new(all);
    }

    private async Task<string> TextAsync(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(_daemon.Limit));

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();
}
