using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>The dashboard of the real program on simulated pools.</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class OverviewInBrowserTests(BrowserFixture browser)
{
    private const float LongestRun = 120_000;

    [Fact]
    public async Task Every_job_of_the_demonstration_is_shown_and_the_page_says_that_it_is_one()
    {
        await using var page = await browser.OpenAsync("/");

        await Expect(page.Page.Locator("[data-testid=demo-banner]")).ToContainTextAsync("Demo.");
        var names = await page.Page.Locator("[data-testid=jobs] .job-name").AllTextContentsAsync();
        Assert.Equal(
            ["backup_sink", "customers_to_backup", "home_to_backup", "machines_for_backup", "machines_from_prod", "secrets_to_backup", "system_snapshots"],
            names.Order(StringComparer.Ordinal));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_replication_is_seen_from_its_start_to_its_end()
    {
        await using var page = await browser.OpenAsync("/");
        await RecordWordsAsync(page.Page, "home_to_backup");

        await AskToRunAsync(page.Page, "home_to_backup");
        var transfer = page.Page.Locator("[data-testid=transfer]", new() { Has = page.Page.GetByText("home_to_backup") });
        await Expect(transfer.Locator("[role=progressbar]").First).ToHaveAttributeAsync("aria-valuenow", AnyPart(), new() { Timeout = LongestRun });
        await Expect(transfer).ToHaveCountAsync(0, new() { Timeout = LongestRun });
        await Expect(Row(page.Page, "home_to_backup").Locator("[data-testid=run-now]")).ToBeVisibleAsync(new() { Timeout = LongestRun });

        var words = await page.Page.EvaluateAsync<string[]>("() => window.seenWords");
        Assert.Contains("sending", words);
        await Expect(Row(page.Page, "home_to_backup").Locator(".runs .run").First).ToBeAttachedAsync();
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Run_now_runs_the_job_and_says_so()
    {
        await using var page = await browser.OpenAsync("/");

        await AskToRunAsync(page.Page, "machines_from_prod");

        await Expect(page.Page.Locator(".mud-snackbar").First).ToContainTextAsync("machines_from_prod");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_running_job_can_be_cancelled()
    {
        await using var page = await browser.OpenAsync("/");
        var row = Row(page.Page, "customers_to_backup");
        var cancel = row.Locator("[data-testid=cancel]");
        if (!await cancel.IsVisibleAsync()) await AskToRunAsync(page.Page, "customers_to_backup");

        await cancel.ClickAsync(new() { Timeout = LongestRun });

        await Expect(page.Page.Locator(".mud-snackbar").Last).ToContainTextAsync("customers_to_backup");
        await Expect(row.Locator("[data-testid=run-now]")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_job_is_found_by_keyboard_and_its_page_shows_its_datasets()
    {
        await using var page = await browser.OpenAsync("/");

        await page.Page.Keyboard.PressAsync("/");
        await page.Page.Keyboard.TypeAsync("from_prod");
        await Expect(page.Page.Locator("#search-hit-0")).ToContainTextAsync("machines_from_prod");
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("machines_from_prod");
        await Expect(page.Page.Locator("[data-testid=datasets] .dataset").First).ToContainTextAsync("tank/vm", new() { Timeout = LongestRun });
        await page.Page.Locator("[data-testid=definition] summary").ClickAsync();
        await Expect(page.Page.Locator("[data-testid=definition] pre")).ToContainTextAsync("name: machines_from_prod");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task The_chosen_theme_is_kept()
    {
        await using var page = await browser.OpenAsync("/");
        var theme = page.Page.Locator("[data-testid=theme]");

        await theme.ClickAsync();
        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await theme.ClickAsync();
        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.GoToAsync("/");

        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(page.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(14, 18, 21)");
        Assert.Empty(page.Complaints);
    }

    private static ILocator Row(IPage page, string job) => page.Locator($"[data-job={job}]");

    // The job may be at work already: the button is there once it is not.
    private static Task AskToRunAsync(IPage page, string job) =>
        Row(page, job).Locator("[data-testid=run-now]:enabled").ClickAsync(new() { Timeout = LongestRun });

    private static System.Text.RegularExpressions.Regex AnyPart() => new("^[1-9][0-9]?$|^100$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private static Task<System.Text.Json.JsonElement?> RecordWordsAsync(IPage page, string job) => page.EvaluateAsync(
        """
        job => {
          window.seenWords = [];
          const note = () => {
            const word = document.querySelector(`[data-job=${job}] .state-word`)?.textContent;
            if (word && word !== window.seenWords.at(-1)) window.seenWords.push(word);
          };
          note();
          new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
        }
        """,
        job);
}
