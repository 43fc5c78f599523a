using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>The dashboard of the real program on simulated pools.</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class OverviewInBrowserTests(BrowserFixture browser)
{
    private const float LongestRun = 120_000;
    private const float SeveralRuns = 300_000; // one of the demonstration's faults may be in the way of the first

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
        await RecordAsync(page.Page, "home_to_backup"); // its snapshots start a run every half minute

        await page.Page.WaitForFunctionAsync(
            "() => { const at = window.seenWords.lastIndexOf('sending'); return at > 0 && window.seenWords.indexOf('ok', at) > 0; }",
            null,
            new() { Timeout = SeveralRuns });

        var parts = await page.Page.EvaluateAsync<int[]>("() => window.seenParts");
        Assert.Contains(parts, part => part is > 0 and <= 100);
        Assert.NotEmpty(await page.Page.EvaluateAsync<string[]>("() => [...window.seenDatasets]"));
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
        await using var demo = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken, QuietJob.SlowConfiguration);
        await using var page = await browser.OpenAsync("/", address: demo.Address);
        var row = Row(page.Page, QuietJob.Name); // it would send for minutes
        await Expect(row.Locator(".state-word")).ToHaveTextAsync("sending", new() { Timeout = LongestRun });

        await row.Locator("[data-testid=cancel]").ClickAsync();

        await Expect(page.Page.Locator(".mud-snackbar").Last).ToContainTextAsync(QuietJob.Name + " is being stopped.");
        await Expect(row.Locator("[data-testid=run-now]")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await page.GoToAsync("/runs?job=" + QuietJob.Name);
        await Expect(page.Page.Locator("[data-run] .state").First).ToHaveTextAsync("cancelled");
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

    [Fact]
    public async Task The_list_of_jobs_does_not_move_under_the_pointer_nor_under_the_focus()
    {
        await using var page = await browser.OpenAsync("/");
        var above = page.Page.Locator("#above-jobs");
        await Row(page.Page, "home_to_backup").HoverAsync();
        await StaysAsync();
        await page.Page.Mouse.MoveAsync(1, 1);
        await Expect(above).Not.ToContainClassAsync("is-held");

        await page.Page.Locator("[data-testid=jobs] a").First.FocusAsync();
        await page.Page.Keyboard.PressAsync("Tab");
        await StaysAsync();
        await page.Page.Locator("h1").ClickAsync();
        await Expect(above).Not.ToContainClassAsync("is-held");
        Assert.Empty(page.Complaints);

        async Task StaysAsync()
        {
            await Expect(above).ToContainClassAsync("is-held");
            Assert.Equal(0, await page.Page.EvaluateAsync<double>("""
                () => {
                  const top = () => document.querySelector('[data-testid=jobs]').getBoundingClientRect().top;
                  const transfers = document.getElementById('transfers'), before = top();
                  transfers.style.paddingBottom = '300px';
                  const moved = top() - before;
                  transfers.style.paddingBottom = '';
                  return moved;
                }
                """));
        }
    }

    [Fact]
    public async Task The_room_of_transfers_stays_when_they_are_through()
    {
        await using var page = await browser.OpenAsync("/");
        await Expect(page.Page.Locator("#transfers")).ToHaveAttributeAsync("style", new System.Text.RegularExpressions.Regex("min-height"));

        var lost = await page.Page.EvaluateAsync<double>("""
            async () => {
              const transfers = document.getElementById('transfers'), height = () => transfers.getBoundingClientRect().height;
              const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
              transfers.style.paddingBottom = '120px';
              await frame();
              const grown = Math.min(height(), innerHeight / 3);
              transfers.style.paddingBottom = '';
              await frame();
              return grown - height();
            }
            """);

        Assert.InRange(lost, double.MinValue, 1); // rounded to whole pixels
        Assert.Empty(page.Complaints);
    }

    private static ILocator Row(IPage page, string job) => page.Locator($"[data-job={job}]");

    // The job may be at work already: the button is there once it is not.
    private static Task AskToRunAsync(IPage page, string job) =>
        Row(page, job).Locator("[data-testid=run-now]:enabled").ClickAsync(new() { Timeout = LongestRun });

    // What the page shows of a job, change by change: a run may be over between two looks of a test.
    private static Task<System.Text.Json.JsonElement?> RecordAsync(IPage page, string job) => page.EvaluateAsync(
        """
        job => {
          Object.assign(window, { seenWords: [], seenParts: [], seenDatasets: new Set() });
          const note = () => {
            const word = document.querySelector(`[data-job=${job}] .state-word`)?.textContent;
            if (word && word !== window.seenWords.at(-1)) window.seenWords.push(word);
            const transfer = [...document.querySelectorAll('[data-testid=transfer]')].find(one => one.querySelector('.job-name').textContent === job);
            const part = transfer?.querySelector('[role=progressbar]').getAttribute('aria-valuenow');
            if (part) window.seenParts.push(Number(part));
            transfer?.querySelectorAll('.dataset').forEach(dataset => window.seenDatasets.add(dataset.textContent));
          };
          note();
          new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        }
        """,
        job);
}
