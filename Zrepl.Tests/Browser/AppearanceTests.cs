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

    [Theory]
    [InlineData("/")]
    [InlineData("/runs")]
    [InlineData("/datasets")]
    [InlineData("/configuration/add/push")]
    [InlineData("/settings/notifications")]
    public async Task What_has_the_focus_of_the_keyboard_shows_it(string path)
    {
        await using var page = await browser.OpenAsync(path);
        var kinds = new HashSet<string>();
        for (var step = 0; step < 40; step++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            var (kind, problem) = await FocusAsync(page.Page);
            if (kind.Length > 0) kinds.Add(kind);
            Assert.True(problem.Length == 0, $"{path}, step {step}: {problem}");
        }

        Assert.Superset(new HashSet<string> { "a", "button" }, kinds);
        Assert.Empty(page.Complaints);
    }

    // A link over a whole row shows the outline around the row, the box around the search by its border, a date around its part.
    private static async Task<(string Kind, string Problem)> FocusAsync(IPage page)
    {
        var said = await page.EvaluateAsync<string[]>("""
            async () => {
              const one = document.activeElement;
              await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); // outlines have a transition, however short
              if (one === document.body) return ['', ''];
              const shows = style => style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
              const isShown = shows(getComputedStyle(one)) || shows(getComputedStyle(one, '::after')) || one.matches('.search-input, [type=date]:not(:focus-visible)');
              return [one.tagName.toLowerCase(), isShown ? '' : one.outerHTML.slice(0, 200)];
            }
            """);
        return (said[0], said[1]);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task What_is_scrolled_to_is_not_under_the_top_line_nor_under_the_bar(int width)
    {
        await using var page = await browser.OpenAsync("/settings/notifications", width);
        await page.Page.Locator("[data-testid=webhook-on]").CheckAsync();
        await page.Page.Locator("[data-testid=webhook-url]").WaitForAsync();

        Assert.Equal("", await page.Page.EvaluateAsync<string>("""
            () => {
              const box = one => one.getBoundingClientRect();
              const field = document.querySelector('[data-testid=webhook-url]'), rail = box(document.querySelector('.rail'));
              document.body.style.paddingBlock = '2000px'; // room to scroll either way
              field.scrollIntoView({ block: 'start' });
              if (box(field).top < box(document.querySelector('.top')).bottom) return 'under the top line';
              field.scrollIntoView({ block: 'end' });
              return box(field).bottom > (rail.top > 0 ? rail.top : innerHeight) ? 'under the bar' : '';
            }
            """));
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
