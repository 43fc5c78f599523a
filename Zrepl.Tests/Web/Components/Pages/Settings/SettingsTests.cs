using Bunit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MudBlazor;
using OtpNet;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Settings;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Live;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.SecondFactor;
using Zrepl.Web.Security.SignIn;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Tests.Web.Components.Pages.Settings;

/// <summary>The pages of the settings over a real database.</summary>
public sealed class SettingsTests : ZreplBunitContext, IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    public SettingsTests()
    {
        Services.AddSingleton(provider =>
            new HistoryDatabase(Path.Combine(_directory.Path, "zrepl.db"), Clock, provider.GetRequiredService<ILogger<HistoryDatabase>>()));
        Services.AddSingleton(new SecurityOptions());
        Services.AddSingleton<IPasswordHasher<UserEntity>, PasswordHasher<UserEntity>>();
        Services.AddSingleton<LookUps>();
        Services.AddSingleton<Sessions>();
        Services.AddSingleton<UserAccounts>();
        Services.AddSingleton<ApiTokens>();
        Services.AddSingleton<SignInLimits>();
        Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        Services.AddSingleton<SecondFactors>();
        Services.AddSingleton<SecondStepTickets>();
        Services.AddSingleton<SignInDesk>();
        Services.AddSingleton<IInstallation, FakeInstallation>();
    }

    private UserAccounts Accounts => Services.GetRequiredService<UserAccounts>();

    public async ValueTask InitializeAsync()
    {
        await Services.GetRequiredService<HistoryWriter>().StartAsync(CancellationToken.None);
        // key 1, who looks at the pages
        await Accounts.AddAsync("anna", "correct horse battery", Role.Administrator, Visitors.Test, Xunit.TestContext.Current.CancellationToken);
    }

    public new async ValueTask DisposeAsync()
    {
        await Services.GetRequiredService<HistoryWriter>().EndAsync();
        await base.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_user_is_added_and_what_is_wrong_is_said_at_the_form()
    {
        var page = Render<UsersPage>();
        page.WaitForElement("[data-user=anna]", Deadline.OfATest);
        await page.FindAll("[data-testid=add-user] input.field")[0].ChangeAsync(new() { Value = "bert" });
        await page.FindAll("[data-testid=add-user] input.field")[1].ChangeAsync(new() { Value = "short" });
        await page.Find("[data-testid=add-user]").SubmitAsync();
        page.WaitForAssertion(() => Assert.Equal("The password has 5 characters; it needs at least 10.", page.Find(".settings-problem").TextContent), Deadline.OfATest);
        await page.FindAll("[data-testid=add-user] input.field")[1].ChangeAsync(new() { Value = "long enough for him" });
        await page.Find("[data-testid=add-user]").SubmitAsync();
        page.WaitForElement("[data-user=bert]", Deadline.OfATest);
    }

    [Fact]
    public async Task Removing_somebody_is_asked_first_and_the_last_administrator_stays()
    {
        var dialogs = Render<MudDialogProvider>();
        var page = Render<UsersPage>();
        page.WaitForElement("[data-user=anna]", Deadline.OfATest);
        var asked = page.Find("[data-user=anna] [data-testid=remove-user]").ClickAsync(new()); // which ends with the answer
        dialogs.WaitForElement("[data-testid=confirm-yes]", Deadline.OfATest);
        await dialogs.Find("[data-testid=confirm-yes]").ClickAsync(new());
        await asked.WaitAsync(Deadline.OfATest, Xunit.TestContext.Current.CancellationToken);
        var snackbar = Services.GetRequiredService<ISnackbar>();
        page.WaitForAssertion(() =>
            Assert.Contains(snackbar.ShownSnackbars, shown => shown.Message is { } text && text.Contains("anna is the only administrator", StringComparison.Ordinal)),
            Deadline.OfATest);
        Assert.Single(await Accounts.ListAsync(Xunit.TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_token_is_shown_once_and_can_be_revoked()
    {
        var dialogs = Render<MudDialogProvider>();
        var page = Render<TokensPage>();
        page.WaitForElement("[data-testid=make-token]", Deadline.OfATest);
        await page.Find("[data-testid=make-token] input.field").ChangeAsync(new() { Value = "monitoring" });
        await page.Find("[data-testid=make-token]").SubmitAsync();
        page.WaitForElement("[data-testid=secret]", Deadline.OfATest);
        Assert.StartsWith("zrepl_", page.Find(".secret-text").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("zrepl_", Render<TokensPage>().FindAll(".secret-text").Select(text => text.TextContent));
        var asked = page.Find("[data-token=monitoring] [data-testid=revoke]").ClickAsync(new()); // which ends with the answer
        dialogs.WaitForElement("[data-testid=confirm-yes]", Deadline.OfATest);
        await dialogs.Find("[data-testid=confirm-yes]").ClickAsync(new());
        await asked.WaitAsync(Deadline.OfATest, Xunit.TestContext.Current.CancellationToken);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-token=monitoring]")), Deadline.OfATest);
    }

    [Fact]
    public void A_viewer_makes_tokens_that_read_and_no_others()
    {
        SignIn(Role.Viewer);
        var page = Render<TokensPage>();
        page.WaitForElement("[data-testid=make-token]", Deadline.OfATest);
        Assert.Equal(["metrics", "read"], page.FindAll("input[name=scope]").Select(choice => choice.GetAttribute("value")));
    }

    [Fact]
    public async Task Names_from_outside_are_shown_as_they_are_in_the_audit()
    {
        Services.GetRequiredService<AuditTrail>().Refused(Actor.Nobody("192.0.2.9"), "sign-in", "<script>alert(1)</script>", "<b>bold</b>\u0007");
        using var limit = new CancellationTokenSource(Deadline.OfATest);
        var audit = Services.GetRequiredService<AuditTrail>();
        while ((await audit.ReadAsync(null, "sign-in", 1, limit.Token)).Count == 0) await Task.Delay(10, limit.Token); // written behind
        var page = Render<AuditPage>();
        page.WaitForElement("[data-testid=audit-entry]", Deadline.OfATest);
        Assert.Empty(page.FindAll("script, b"));
        Assert.Contains("<script>alert(1)</script>", page.Find("[data-testid=audit-entry]").TextContent, StringComparison.Ordinal);
        await page.Find("[data-testid=audit-filter]").ChangeAsync(new() { Value = "no such thing" });
        page.WaitForAssertion(() => Assert.Contains("No entry has “no such thing” in it.", page.Markup, StringComparison.Ordinal), Deadline.OfATest);
    }

    [Fact]
    public void Versions_and_paths_are_told()
    {
        var page = Render<AboutPage>();
        page.WaitForAssertion(() => Assert.Equal("State directory/var/lib/zrepl", page.Find("[data-testid=about] dl > div").TextContent), Deadline.OfATest);
    }

    [Fact]
    public async Task An_authenticator_is_set_up_with_its_first_code_and_removed_with_the_password()
    {
        var page = Render<AccountPage>();
        page.WaitForElement("[data-testid=authenticator-form]", Deadline.OfATest);
        await EnterPasswordAsync("wrong password");
        page.WaitForAssertion(() => Assert.Equal("The present password is wrong.", page.Find("[data-testid=authenticator] .settings-problem").TextContent), Deadline.OfATest);
        await EnterPasswordAsync("correct horse battery");
        page.WaitForElement("[data-testid=set-up-form] svg", Deadline.OfATest);

        var secret = page.Find("[data-testid=authenticator] [data-testid=secret]").TextContent;
        await page.Find("[data-testid=code]").ChangeAsync(new() { Value = new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(Clock.GetUtcNow().UtcDateTime) });
        await page.Find("[data-testid=set-up-form]").SubmitAsync();
        page.WaitForElement("[data-testid=recovery-codes]", Deadline.OfATest);
        Assert.Equal(RecoveryCodes.Count, page.Find("[data-testid=recovery-codes] pre").TextContent.Split('\n').Length);
        Assert.True((await Accounts.ListAsync(Xunit.TestContext.Current.CancellationToken))[0].HasAuthenticator);

        await page.Find("[data-testid=codes-kept]").ClickAsync(new());
        Assert.Contains("10 recovery codes are left.", page.Find("[data-testid=authenticator-form]").TextContent, StringComparison.Ordinal);
        await EnterPasswordAsync("correct horse battery");
        page.WaitForAssertion(() => Assert.DoesNotContain("recovery", page.Find("[data-testid=authenticator-form]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        Assert.False((await Accounts.ListAsync(Xunit.TestContext.Current.CancellationToken))[0].HasAuthenticator);

        async Task EnterPasswordAsync(string password)
        {
            await page.Find("[data-testid=authenticator-form] input[type=password]").ChangeAsync(new() { Value = password });
            await page.Find("[data-testid=authenticator-form]").SubmitAsync();
        }
    }

    [Fact]
    public void The_account_page_shows_who_one_is()
    {
        var page = Render<AccountPage>();
        page.WaitForElement("[data-testid=password-form]", Deadline.OfATest);
        Assert.Contains("administrator", page.Find(".facts").TextContent, StringComparison.Ordinal);
    }

    private sealed class FakeInstallation : IInstallation
    {
        public Task<System.Collections.Immutable.ImmutableArray<InstallationFact>> LookAsync(CancellationToken cancellation) =>
            Task.FromResult<System.Collections.Immutable.ImmutableArray<InstallationFact>>([new("State directory", "/var/lib/zrepl")]);
    }
}
