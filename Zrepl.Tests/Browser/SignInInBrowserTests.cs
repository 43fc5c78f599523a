using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>First start, sign-in and sign-out of the real program, in two tabs of one browser.</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class SignInInBrowserTests(BrowserFixture browser)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task The_first_start_leads_to_the_setup_and_a_sign_out_in_one_tab_ends_the_other()
    {
        await using var program = await DaemonProgram.StartAsync(TestContext.Current.CancellationToken);
        await using var first = await browser.OpenAsync("/", address: program.Address, isLive: false);
        await Expect(first.Page).ToHaveURLAsync(program.Address + "/setup", new() { Timeout = 60_000 });
        await LookAtAsync(first, "setup");

        await first.Page.FillAsync("input[name='Form.Token']", "not the token of this daemon, not at all");
        await FillAsync(first.Page);
        await Expect(first.Page.Locator("[data-testid=problem]")).ToContainTextAsync("That is not the setup token.", new() { Timeout = 60_000 });
        await first.Page.FillAsync("input[name='Form.Token']", program.SetupToken);
        await FillAsync(first.Page);
        await Expect(first.Page.Locator("html")).ToHaveAttributeAsync("data-live", "true", new() { Timeout = 60_000 });
        await Expect(first.Page.Locator("[data-testid=user]")).ToHaveAttributeAsync("aria-label", "Signed in as anna");

        await using var second = await first.OtherTabAsync("/settings");
        await first.Page.ClickAsync("[data-testid=user]");
        await first.PictureAsync("user-menu-1440-light");
        await first.Page.ClickAsync("[data-testid=sign-out]");

        await Expect(first.Page.Locator("h1")).ToContainTextAsync("Sign in to", new() { Timeout = 60_000 });
        await Expect(second.Page.Locator("h1")).ToContainTextAsync("Sign in to", new() { Timeout = 60_000 });
        await Expect(second.Page.Locator(".door-note")).ToHaveTextAsync("Your session ended. Sign in again to go on.");
        await LookAtAsync(second, "sign-in");

        await second.Page.FillAsync("input[name='Form.Name']", "anna");
        await second.Page.FillAsync("input[name='Form.Password']", Password);
        await second.Page.ClickAsync("button[type=submit]");
        await Expect(second.Page).ToHaveURLAsync(program.Address + "/settings", new() { Timeout = 60_000 });
        // A tab that takes longer than it has to leave is cut off, which its browser tells.
        Assert.DoesNotContain(second.Complaints, complaint => !complaint.Contains("WebSocket", StringComparison.Ordinal) && !complaint.Contains("Connection disconnected", StringComparison.Ordinal));
        Assert.DoesNotContain(first.Complaints, complaint => !complaint.Contains("400", StringComparison.Ordinal)); // the wrong setup token
    }

    private static async Task FillAsync(IPage page)
    {
        await page.FillAsync("input[name='Form.Name']", "anna");
        await page.FillAsync("input[name='Form.Password']", Password);
        await page.FillAsync("input[name='Form.Again']", Password);
        await page.ClickAsync("button[type=submit]");
    }

    private static async Task LookAtAsync(WatchedPage page, string name)
    {
        foreach (var (width, height) in new[] { (1440, 900), (360, 780) })
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await page.Page.SetViewportSizeAsync(width, height);
                await page.PictureAsync($"{name}-{width}-{(scheme is ColorScheme.Dark ? "dark" : "light")}");
                await page.FitsAsync();
                Assert.Empty(await page.SeriousIssuesAsync());
            }
        }

        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.Page.SetViewportSizeAsync(1440, 900);
    }
}
