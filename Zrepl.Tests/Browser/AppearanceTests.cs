using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>Every page at both widths and in both schemes: nothing overflows, nothing is unreadable, nothing complains.</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class AppearanceTests(BrowserFixture browser)
{
    public static TheoryData<string, string, int, ColorScheme> Views() =>
    [
        .. from page in new[] { (Name: "overview", Path: "/"), (Name: "job", Path: "/jobs/home_to_backup"), (Name: "prune-preview", Path: "/jobs/system_snapshots/prune"), (Name: "not-found", Path: "/jobs/none"),
               (Name: "runs", Path: "/runs"), (Name: "runs-none", Path: "/runs?dataset=nothing_has_this_name"), (Name: "run", Path: "/runs/1"),
               (Name: "logs", Path: "/logs"), (Name: "logs-none", Path: "/logs?text=nobody_says_this"), (Name: "traces", Path: "/traces"),
               (Name: "datasets", Path: "/datasets"), (Name: "dataset", Path: "/datasets/prod/tank/home/anna"), (Name: "dataset-none", Path: "/datasets/prod/none"),
               (Name: "configuration", Path: "/configuration"), (Name: "configuration-versions", Path: "/configuration/versions"),
               (Name: "account", Path: "/settings"), (Name: "users", Path: "/settings/users"), (Name: "tokens", Path: "/settings/tokens"),
               (Name: "notifications", Path: "/settings/notifications"), (Name: "audit", Path: "/settings/audit"), (Name: "about", Path: "/settings/about") }
           from width in new[] { 1440, 360 }
           from scheme in new[] { ColorScheme.Light, ColorScheme.Dark }
           select (page.Name, page.Path, width, scheme),
    ];

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_page_is_readable_and_keeps_inside_its_window(string name, string path, int width, ColorScheme scheme)
    {
        await using var page = await browser.OpenAsync(path, width, scheme);
        await Expect(page.Page.Locator("h1")).ToBeAttachedAsync();
        await page.PictureAsync($"{name}-{width}-{(scheme is ColorScheme.Dark ? "dark" : "light")}");

        await page.FitsAsync();
        Assert.Empty(await page.SeriousIssuesAsync());
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_page_that_lost_its_server_says_how_old_it_is_and_comes_back_by_itself()
    {
        var first = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken);
        var address = first.Address;
        await using var page = await browser.OpenAsync("/", address: address);

        await first.DisposeAsync();
        await Expect(page.Page.Locator("#lost-connection")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Page.Locator("#lost-connection-age")).Not.ToHaveTextAsync("0 s");
        await Expect(page.Page.Locator("[data-testid=jobs]")).ToBeVisibleAsync();
        await page.PictureAsync("lost-connection-1440-light");

        await using var second = await DemoProgram.StartAsync(address, TestContext.Current.CancellationToken);
        await Expect(page.Page.Locator("#lost-connection")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("data-live", "true");
    }

    [Fact]
    public async Task A_page_whose_session_ended_while_it_was_away_is_loaded_anew_instead_of_trying_for_ever()
    {
        var first = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken);
        var address = first.Address;
        await using var page = await browser.OpenAsync("/", address: address);
        await page.Page.RouteAsync("**/_blazor/negotiate**", route => route.FulfillAsync(new() { Status = 401 })); // what a session that ended is told
        await page.Page.EvaluateAsync("() => { window.isTheSamePage = true; }");

        await first.DisposeAsync();
        await Expect(page.Page.Locator("#lost-connection")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await using var second = await DemoProgram.StartAsync(address, TestContext.Current.CancellationToken);

        await page.Page.WaitForFunctionAsync("() => !window.isTheSamePage", null, new() { Timeout = 60_000 });
    }
}
