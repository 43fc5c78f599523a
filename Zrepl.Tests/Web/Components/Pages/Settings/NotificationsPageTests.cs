using Bunit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zrepl.Tests.Support;
using Zrepl.Web.Alerts;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Alerts.Settings;
using Zrepl.Web.Components.Pages.Settings;
using Zrepl.Web.Data;

namespace Zrepl.Tests.Web.Components.Pages.Settings;

/// <summary>Settings of notifications over a real database.</summary>
public sealed class NotificationsPageTests : ZreplBunitContext, IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RefusingChannel _webhook = new();

    public NotificationsPageTests()
    {
        Services.AddSingleton(provider =>
            new HistoryDatabase(Path.Combine(_directory.Path, "zrepl.db"), Clock, provider.GetRequiredService<ILogger<HistoryDatabase>>()));
        Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        Services.AddSingleton(Options.Create(new NotificationSettings()));
        Services.AddSingleton<DeliveryBoard>();
        Services.AddSingleton<NotificationStore>();
        Services.AddSingleton<AlertMemory>();
        Services.AddSingleton<IAlertChannel>(_webhook);
        Services.AddSingleton<AlertWatch>();
        Services.AddSingleton<HookClient>();
        Services.AddSingleton<Heartbeats>();
        Services.AddSingleton<TestMessages>();
    }

    private NotificationStore Store => Services.GetRequiredService<NotificationStore>();

    public async ValueTask InitializeAsync() => await Services.GetRequiredService<HistoryWriter>().StartAsync(CancellationToken.None);

    public new async ValueTask DisposeAsync()
    {
        await Services.GetRequiredService<HistoryWriter>().EndAsync();
        await base.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_webhook_is_saved_and_its_secrets_are_never_shown_again()
    {
        var page = Render<NotificationsPage>();
        page.WaitForElement("[data-testid=webhook-on]", Deadline.OfATest);
        await page.Find("[data-testid=webhook-on]").ChangeAsync(new() { Value = true });
        await page.Find("[data-testid=webhook-url]").ChangeAsync(new() { Value = "ftp://nas" });
        await page.Find("[data-testid=notifications]").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("must begin with http", page.Find(".settings-problem").TextContent, StringComparison.Ordinal), Deadline.OfATest);

        await page.Find("[data-testid=webhook-url]").ChangeAsync(new() { Value = "https://chat.example.com/geheim" });
        await page.Find("[data-testid=notifications]").SubmitAsync();
        page.WaitForAssertion(() => Assert.True(Store.IsFromDashboard), Deadline.OfATest);
        page.WaitForAssertion(() => Assert.StartsWith("https://chat.example.com/… is set", page.Find("[data-testid=webhook-url]").GetAttribute("placeholder"), StringComparison.Ordinal), Deadline.OfATest);
        Assert.DoesNotContain("geheim", page.Markup, StringComparison.Ordinal);

        await page.Find("[data-testid=notifications]").SubmitAsync(); // nothing typed: kept
        page.WaitForAssertion(() => Assert.Equal("https://chat.example.com/geheim", Store.Current.Webhook?.Url), Deadline.OfATest);
        await page.Find("[data-testid=reset]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Null(Store.Current.Webhook), Deadline.OfATest);
    }

    [Fact]
    public async Task A_test_that_does_not_arrive_is_seen_with_the_reason()
    {
        var page = Render<NotificationsPage>();
        page.WaitForElement("[data-testid=webhook-on]", Deadline.OfATest);
        await page.Find("[data-testid=webhook-on]").ChangeAsync(new() { Value = true });
        await page.Find("[data-testid=webhook-url]").ChangeAsync(new() { Value = "https://chat.example.com/hook" });
        await page.Find("[data-testid=notifications]").SubmitAsync();
        page.WaitForAssertion(() => Assert.False(page.Find("[data-testid=test-webhook]").HasAttribute("disabled")), Deadline.OfATest);
        await page.Find("[data-testid=test-webhook]").ClickAsync(new());

        page.WaitForAssertion(
            () => Assert.Contains("a test · chat.example.com answers 500", page.Find("[data-testid=deliveries]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
    }

    [Fact]
    public async Task A_test_cannot_go_elsewhere_than_what_stands_in_the_form()
    {
        var page = Render<NotificationsPage>();
        page.WaitForElement("[data-testid=webhook-on]", Deadline.OfATest);
        await page.Find("[data-testid=webhook-on]").ChangeAsync(new() { Value = true });
        await page.Find("[data-testid=webhook-url]").ChangeAsync(new() { Value = "https://chat.example.com/hook" });
        Assert.True(page.Find("[data-testid=test-webhook]").HasAttribute("disabled"));
        await page.Find("[data-testid=notifications]").SubmitAsync();
        page.WaitForAssertion(() => Assert.False(page.Find("[data-testid=test-webhook]").HasAttribute("disabled")), Deadline.OfATest);

        await page.Find("[data-testid=webhook-url]").ChangeAsync(new() { Value = "https://new.example.com/hook" });

        Assert.True(page.Find("[data-testid=test-webhook]").HasAttribute("disabled"));
        Assert.Contains("save first", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_not_handed_to_another_server()
    {
        var before = new NotificationSettings { Mail = new() { Host = "mail.example.com", User = "zrepl", Password = "geheim", From = "a@example.com", To = "b@example.com" } };
        var form = NotificationsForm.Of(before);
        Assert.Equal("geheim", form.Over(before).Mail!.Password);
        form.Host = "mail.evil.example";
        Assert.Equal("", form.Over(before).Mail!.Password);
    }

    [Fact]
    public void Every_secret_can_be_taken_away()
    {
        var before = new NotificationSettings
        {
            Webhook = new() { Url = "https://chat.example.com/hook", Secret = "geheim" },
            Mail = new() { Host = "mail.example.com", User = "zrepl", Password = "geheim", From = "a@example.com", To = "b@example.com" },
            Heartbeats = [new() { StartUrl = "https://ping.example.com/a/start", SuccessUrl = "https://ping.example.com/a", FailUrl = "https://ping.example.com/a/fail" }],
        };
        var form = NotificationsForm.Of(before);
        (form.RemovesSecret, form.RemovesPassword) = (true, true);
        (form.Heartbeats[0].RemovesStart, form.Heartbeats[0].RemovesFail) = (true, true);
        var after = form.Over(before);

        Assert.Equal(("", ""), (after.Webhook?.Secret, after.Mail?.Password));
        var heartbeat = Assert.Single(after.Heartbeats);
        Assert.Equal(("", "https://ping.example.com/a", ""), (heartbeat.StartUrl, heartbeat.SuccessUrl, heartbeat.FailUrl));
        form.WebhookSecret = "another one"; // what is typed counts, whatever is ticked
        Assert.Equal("another one", form.Over(before).Webhook?.Secret);
    }

    [Fact]
    public async Task A_secret_is_taken_away_on_the_page_and_the_tick_with_it()
    {
        await Store.SaveAsync(Visitors.Test, new() { Webhook = new() { Url = "https://chat.example.com/hook", Secret = "geheim" } }, Xunit.TestContext.Current.CancellationToken);
        var page = Render<NotificationsPage>();
        page.WaitForElement("[data-testid=remove-secret]", Deadline.OfATest);
        await DoAsync(page, it => it.Find("[data-testid=remove-secret]").ChangeAsync(new() { Value = true }));
        await DoAsync(page, it => it.Find("[data-testid=notifications]").SubmitAsync());
        page.WaitForAssertion(() => Assert.Equal("", Store.Current.Webhook?.Secret), Deadline.OfATest);
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=remove-secret]")), Deadline.OfATest);
    }

    private sealed class RefusingChannel : IAlertChannel
    {
        public string Name => "webhook";

        public bool IsSet(NotificationSettings settings) => settings.Webhook is not null;

        public Task SendAsync(NotificationSettings settings, AlertMessage message, CancellationToken cancellation) =>
            Task.FromException(new DeliveryException("chat.example.com answers 500"));
    }
}
