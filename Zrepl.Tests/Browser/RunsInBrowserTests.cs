using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>The history of runs in a browser: filter, page, report, export.</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class RunsInBrowserTests(BrowserFixture browser)
{
    private const float LongestRun = 120_000;

    [Fact]
    public async Task A_run_appears_by_itself_is_found_by_job_and_result_and_its_report_opens()
    {
        await using var page = await browser.OpenAsync("/runs");
        await Expect(page.Page.Locator("[data-run]").First).ToBeVisibleAsync(new() { Timeout = LongestRun });

        await page.Page.Locator("[data-testid=filter-job]").SelectOptionAsync("system_snapshots");
        await page.Page.Locator("[data-testid=filter-result]").SelectOptionAsync("ok");
        await Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("job=system_snapshots&result=ok"));
        await Expect(page.Page.Locator("[data-run] .run-job .mono").First).ToHaveTextAsync("system_snapshots", new() { Timeout = LongestRun });
        var newest = page.Page.Locator("[data-run]").First; // not how many there are: a page is full at some time
        var before = await newest.GetAttributeAsync("data-run") ?? "";
        await Expect(newest).Not.ToHaveAttributeAsync("data-run", before, new() { Timeout = LongestRun }); // it runs every 20 seconds

        await page.Page.Locator("[data-run] a").First.ClickAsync();
        await Expect(page.Page.Locator("h1")).ToContainTextAsync("of system_snapshots");
        await Expect(page.Page.Locator("[data-testid=story]")).ToContainTextAsync("It was begun");
        await page.Page.Locator("[data-testid=run-pruning] summary").ClickAsync();
        await page.Page.Locator("[data-testid=run-pruning] button").First.ClickAsync();
        await Expect(page.Page.Locator(".decisions tbody tr").First).ToContainTextAsync("auto_");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_search_that_finds_nothing_offers_all_runs()
    {
        await using var page = await browser.OpenAsync("/runs");
        await page.Page.Locator("[data-testid=filter-dataset]").PressSequentiallyAsync("nobody has this");

        await Expect(page.Page.Locator(".empty h2")).ToHaveTextAsync("No run fits");
        await Expect(page.Page.Locator("[data-testid=filter-dataset]")).ToHaveValueAsync("nobody has this");
        await page.Page.Locator("[data-testid=clear-filters]").ClickAsync();
        await Expect(page.Page.Locator("[data-testid=filter-dataset]")).ToHaveValueAsync("");
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("csv", "id,job,kind,")]
    [InlineData("json", "[")]
    public async Task What_is_shown_is_exported(string format, string begin)
    {
        await using var page = await browser.OpenAsync("/runs?job=system_snapshots");

        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.Locator($"[data-testid=export-{format}]").ClickAsync());

        Assert.Equal($"zrepl-runs.{format}", download.SuggestedFilename);
        await using var content = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(content);
        var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith(begin, text, StringComparison.Ordinal);
        Assert.DoesNotContain("home_to_backup", text, StringComparison.Ordinal);
    }
}
