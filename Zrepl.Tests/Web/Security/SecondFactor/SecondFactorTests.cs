using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using Zrepl.Tests.Support;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.SecondFactor;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Tests.Web.Security.SecondFactor;

/// <summary>Signing in with a code of an authenticator besides the password (design D11).</summary>
public sealed partial class SecondFactorTests : IAsyncDisposable
{
    private const string Password = "correct horse battery";

    private readonly RunningDaemon _daemon = new() { SignsIn = false };
    private HttpClient _browser = new();
    private TotpOffer _offer = new("", "", "");
    private string[] _recoveryCodes = [];

    private UserAccounts Accounts => _daemon.Services.GetRequiredService<UserAccounts>();

    private SignInDesk Desk => _daemon.Services.GetRequiredService<SignInDesk>();

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _daemon.DisposeAsync();
    }

    [Fact]
    public async Task The_password_alone_opens_nothing_and_the_code_does()
    {
        await StartAsync();
        var ticket = await TicketAsync();
        Assert.Equal(HttpStatusCode.Redirect, (await _browser.GetAsync("/settings", _daemon.Limit)).StatusCode);
        using var wrong = await EnterAsync(ticket, "000000");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Contains("That is not the code", await wrong.Content.ReadAsStringAsync(_daemon.Limit), StringComparison.Ordinal);
        using var right = await EnterAsync(ticket, CodeIn(30));
        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _browser.GetAsync("/settings", _daemon.Limit)).StatusCode);
    }

    [Fact]
    public async Task A_code_that_was_seen_over_a_shoulder_opens_nothing_again()
    {
        await StartAsync();
        var code = CodeIn(30);
        Assert.Equal("anna", (await ContinueAsync(await WantedAsync(), code)).Name);
        await RefusedAsync(await WantedAsync(), code);
    }

    [Fact]
    public async Task Of_several_who_enter_one_code_at_once_one_comes_in()
    {
        await StartAsync();
        var ticket = await WantedAsync();
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            try
            {
                return (await ContinueAsync(ticket, _recoveryCodes[0])).Name;
            }
            catch (SecurityRefusedException)
            {
                return "refused";
            }
        })));
        Assert.Equal(["anna", "refused", "refused", "refused"], tries.Order());
    }

    [Fact]
    public async Task Of_many_wrong_passwords_at_once_no_more_are_tried_than_one_after_the_other()
    {
        await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Assert.ThrowsAsync<SecurityRefusedException>(() => Desk.SignInAsync("anna", "wrong", "192.0.2.9", "", _daemon.Limit))));
        var audit = _daemon.Services.GetRequiredService<AuditTrail>();
        List<string> reasons;
        do reasons = [.. (await audit.ReadAsync(null, "192.0.2.9", 100, _daemon.Limit)).Select(entry => entry.Detail)];
        while (reasons.Count < 12); // written behind
        Assert.Equal(SignInDesk.TriesBeforeLock - 1, reasons.Count(reason => reason == "wrong password"));
        Assert.Single(reasons, reason => reason == "wrong password; locked now");
    }

    [Fact]
    public async Task A_recovery_code_opens_once_in_any_case()
    {
        await StartAsync();
        Assert.Equal(RecoveryCodes.Count, _recoveryCodes.Distinct().Count());
        Assert.Equal("anna", (await ContinueAsync(await WantedAsync(), $" {_recoveryCodes[3].ToUpperInvariant()}")).Name);
        await RefusedAsync(await WantedAsync(), _recoveryCodes[3]);
        Assert.Equal(RecoveryCodes.Count - 1, await _daemon.Services.GetRequiredService<SecondFactors>().RecoveryCodesLeftAsync(1, _daemon.Limit));
    }

    [Fact]
    public async Task Who_knows_the_password_cannot_try_codes_for_ever()
    {
        await StartAsync();
        for (var count = 0; count < SignInDesk.TriesBeforeLock; count++) await RefusedAsync(await WantedAsync(), "000000"); // a right password before each
        Assert.NotNull((await Accounts.ListAsync(_daemon.Limit))[0].LockedUntil);
        await Assert.ThrowsAsync<SecurityRefusedException>(() => Desk.SignInAsync("anna", Password, "192.0.2.1", "", _daemon.Limit));
    }

    [Fact]
    public async Task A_ticket_is_worth_nothing_if_it_is_forged_or_the_password_is_another()
    {
        await StartAsync();
        await RefusedAsync("no ticket of ours", CodeIn(30));
        var ticket = await WantedAsync();
        await Task.Delay(2, _daemon.Limit); // tickets know a password by its millisecond
        await Accounts.SetPasswordAsync("anna", "another long password", Visitors.Test, _daemon.Limit);
        await RefusedAsync(ticket, CodeIn(30));
    }

    [Fact]
    public async Task Nothing_is_set_up_before_a_code_was_shown_and_root_can_remove_it()
    {
        await StartAsync();
        var (actor, _) = await Visitors.SignInAsync(_daemon.Services, Role.Viewer, "bert", _daemon.Limit);
        var factors = _daemon.Services.GetRequiredService<SecondFactors>();
        await Assert.ThrowsAsync<SecurityRefusedException>(() => factors.SetUpAsync(actor, TotpCodes.Offer("tank-host", "bert"), "000000", _daemon.Limit));
        Assert.Null(await factors.RecoveryCodesLeftAsync(actor.UserId!.Value, _daemon.Limit)); // a user

        var removed = await CommandRun.OfAsync("user", "reset-authenticator", "anna", "--state", _daemon.StatePath, "--config", _daemon.ConfigurationPath);
        Assert.Equal((0, "anna can sign in without an authenticator.\n", ""), (removed.ExitCode, removed.Output, removed.Error));
        Assert.IsType<SignInAnswer.Open>(await Desk.SignInAsync("anna", Password, "192.0.2.1", "", _daemon.Limit));
    }

    [Fact]
    public async Task The_database_does_not_hold_the_secret_in_clear()
    {
        await StartAsync();
        await _daemon.StopAsync();
        await DatabaseFile.ClosedAsync(Path.Combine(_daemon.StatePath, "zrepl.db")); // nothing comes or goes while it is read
        foreach (var file in Directory.GetFiles(_daemon.StatePath, "zrepl.db*"))
        {
            var bytes = await File.ReadAllBytesAsync(file, _daemon.Limit);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(_offer.Secret)));
            foreach (var code in _recoveryCodes) Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(code)));
        }
    }

    private async Task StartAsync()
    {
        await _daemon.StartAsync();
        _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = new(_daemon.Address) };
        var user = await Accounts.AddAsync("anna", Password, Role.Administrator, Visitors.Test, _daemon.Limit);
        _offer = TotpCodes.Offer("tank-host", "anna");
        Assert.Contains("<svg", _offer.Picture, StringComparison.Ordinal);
        var actor = new Actor("anna", ActorWay.Browser, "", Role.Administrator) { UserId = user.Id };
        _recoveryCodes = [.. await _daemon.Services.GetRequiredService<SecondFactors>().SetUpAsync(actor, _offer, CodeIn(0), _daemon.Limit)];
    }

    private string CodeIn(int seconds) => new Totp(Base32Encoding.ToBytes(_offer.Secret)).ComputeTotp(DateTime.UtcNow.AddSeconds(seconds));

    private async Task<string> WantedAsync() =>
        Assert.IsType<SignInAnswer.WantsCode>(await Desk.SignInAsync("anna", Password, "192.0.2.1", "", _daemon.Limit)).Ticket;

    private Task<Actor> ContinueAsync(string ticket, string code) => Desk.ContinueAsync(ticket, code, "192.0.2.1", "", _daemon.Limit);

    private async Task RefusedAsync(string ticket, string code) => await Assert.ThrowsAsync<SecurityRefusedException>(() => ContinueAsync(ticket, code));

    private async Task<string> TicketAsync()
    {
        var page = await _browser.GetStringAsync("/sign-in", _daemon.Limit);
        using var answer = await _browser.PostAsync("/sign-in", Form(page, ("_handler", "sign-in"), ("Form.Name", "anna"), ("Form.Password", Password)), _daemon.Limit);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Ticket().Match(await answer.Content.ReadAsStringAsync(_daemon.Limit)).Groups[1].Value;
    }

    private async Task<HttpResponseMessage> EnterAsync(string ticket, string code)
    {
        var page = await _browser.GetStringAsync("/sign-in", _daemon.Limit);
        return await _browser.PostAsync("/sign-in", Form(page, ("_handler", "sign-in-code"), ("Step.Ticket", ticket), ("Step.Code", code)), _daemon.Limit);
    }

    private static FormUrlEncodedContent Form(string page, params (string Name, string Value)[] fields) =>
        new([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), KeyValuePair.Create("__RequestVerificationToken", Antiforgery().Match(page).Groups[1].Value)]);

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();

    [GeneratedRegex("name=\"Step.Ticket\" value=\"([^\"]+)\"")]
    private static partial Regex Ticket();
}
