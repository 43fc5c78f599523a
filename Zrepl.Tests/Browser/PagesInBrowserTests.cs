using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>Log, traces and datasets in a browser.</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class PagesInBrowserTests(BrowserFixture browser)
{
    private const float LongestRun = 120_000;

    [Fact]
    public async Task The_log_is_live_filtered_and_stands_still_while_it_is_paused()
    {
        await using var page = await browser.OpenAsync("/logs");
        var lines = page.Page.Locator("[data-line]");
        await Expect(lines.First).ToBeVisibleAsync(new() { Timeout = LongestRun });
        var first = await lines.First.GetAttributeAsync("data-line") ?? "";
        await Expect(lines.First).Not.ToHaveAttributeAsync("data-line", first, new() { Timeout = LongestRun });

        await page.Page.Locator("[data-testid=filter-job]").SelectOptionAsync("system_snapshots");
        await Expect(page.Page.Locator(".log-job").First).ToHaveTextAsync("system_snapshots", new() { Timeout = LongestRun });
        await page.Page.Locator("[data-testid=pause]").ClickAsync();
        await Expect(page.Page.Locator("[data-testid=log-state]")).ToContainTextAsync("new", new() { Timeout = LongestRun }); // it runs every 20 seconds
        await lines.First.Locator("summary").ClickAsync();
        await lines.First.Locator(".log-fields a[title]").Last.ClickAsync();
        await Expect(page.Page.Locator("[data-testid=filter-trace]")).Not.ToHaveValueAsync("");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_line_of_a_job_leads_to_the_trace_of_its_run_and_that_to_the_report()
    {
        await using var page = await browser.OpenAsync("/logs?job=system_snapshots");
        var line = page.Page.Locator("[data-line]").Filter(new() { HasText = "its span in the trace" }).First;
        var number = await line.GetAttributeAsync("data-line", new() { Timeout = LongestRun });
        line = page.Page.Locator($"[data-line='{number}']"); // a new one may become the first at any time
        await line.Locator("summary").ClickAsync(new() { Timeout = LongestRun });
        await line.Locator("[data-testid=line-trace]").ClickAsync();

        await Expect(page.Page.Locator("[data-testid=span-name]")).ToBeVisibleAsync(new() { Timeout = LongestRun });
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.Locator("[data-testid=download]").ClickAsync());
        Assert.EndsWith("_system_snapshots.trace.json", download.SuggestedFilename, StringComparison.Ordinal);
        await page.Page.Locator("[data-testid=to-run]").ClickAsync();
        await Expect(page.Page.Locator("h1")).ToContainTextAsync("of system_snapshots");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_dataset_is_found_in_the_tree_and_its_cursor_is_not_destroyed_without_a_word()
    {
        await using var page = await browser.OpenAsync("/datasets");
        await page.Page.Locator("[data-testid=filter]").FillAsync("tank/home/anna");
        await page.Page.Locator("[data-dataset='tank/home/anna'] a").ClickAsync(new() { Timeout = LongestRun });

        await Expect(page.Page.Locator("h1")).ToHaveTextAsync("tank/home/anna");
        await Expect(page.Page.Locator("[data-testid=timeline] circle").First).ToBeAttachedAsync(new() { Timeout = LongestRun });
        await LookCloserAsync(page.Page);
        var cursor = page.Page.Locator("[data-guarantee*='#zrepl_CURSOR']").First;
        await cursor.Locator("[data-testid=release]").ClickAsync(new() { Timeout = 2 * LongestRun });
        var dialog = page.Page.Locator(".mud-dialog");
        await Expect(dialog.Or(page.Page.Locator(".mud-snackbar")).First).ToBeVisibleAsync(new() { Timeout = LongestRun }); // a run may need it just now, which is told instead
        if (await dialog.IsVisibleAsync())
        {
            await Expect(dialog.Locator("[data-testid=confirm-yes]")).ToBeDisabledAsync();
            await dialog.Locator("[data-testid=confirm-no]").ClickAsync();
        }

        await Expect(dialog).ToBeHiddenAsync();
        await Expect(cursor).ToBeVisibleAsync(new() { Timeout = LongestRun });
        Assert.Empty(page.Complaints);
    }

    // A part of the time line is chosen with the pointer.
    private static async Task LookCloserAsync(IPage page)
    {
        var window = page.Locator("[data-testid=timeline-window]");
        await Expect(window).ToHaveTextAsync("Drag over the line to look closer.");
        var track = (await page.Locator("[data-brush]").First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(track.X + (track.Width * 0.4f), track.Y + 10);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(track.X + (track.Width * 0.6f), track.Y + 12);
        await Expect(page.Locator(".timeline-chosen")).ToBeVisibleAsync();
        await page.Mouse.UpAsync();
        await Expect(window).ToContainTextAsync("In sight:");
        await Expect(page.Locator(".timeline-chosen")).ToBeHiddenAsync();
        await page.Locator(".timeline-choice").First.ClickAsync();
        await Expect(window).ToHaveTextAsync("Drag over the line to look closer.");
    }

    [Fact]
    public async Task A_hold_that_is_needed_goes_once_the_name_was_typed_and_the_next_run_puts_it_back()
    {
        await using var demo = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken, QuietJob.Configuration);
        await using var page = await browser.OpenAsync("/", address: demo.Address);
        await demo.SignalAsync("snapshot", QuietJob.Name);
        await page.Page.GotoAsync($"{page.Address}/datasets/backup/{QuietJob.Copy}");
        var hold = page.Page.Locator("[data-guarantee]");
        await RefreshedUntilAsync(page.Page, hold, 1);
        await Expect(hold).ToContainTextAsync("backup_sink");
        await page.PictureAsync("hold-1440-light");

        await hold.Locator("[data-testid=release]").ClickAsync();
        var confirm = page.Page.Locator("[data-testid=confirm-yes]");
        await Expect(confirm).ToBeDisabledAsync(new() { Timeout = LongestRun });
        await Expect(page.Page.Locator(".mud-dialog")).ToContainTextAsync("everything has to be sent again");
        await page.Page.Locator("[data-testid=confirm-typed]").FillAsync(QuietJob.Copy);
        await page.PictureAsync("hold-release-1440-light");
        await confirm.ClickAsync();
        await Expect(page.Page.Locator(".mud-snackbar").Last).ToContainTextAsync("released", new() { Timeout = LongestRun });
        await Expect(hold).ToHaveCountAsync(0, new() { Timeout = LongestRun });

        await demo.SignalAsync("snapshot", QuietJob.Name);
        await RefreshedUntilAsync(page.Page, hold, 1);
        await page.GoToAsync("/settings/audit");
        await Expect(page.Page.GetByText("guarantee.release").First).ToBeVisibleAsync(new() { Timeout = LongestRun });
        Assert.Empty(page.Complaints);
    }

    // The page lists when it is asked to; a run that has just begun is over in seconds.
    private static async Task RefreshedUntilAsync(IPage page, ILocator rows, int count)
    {
        for (var tries = 0; await rows.CountAsync() != count; tries++)
        {
            Assert.True(tries < 60, $"{await rows.CountAsync()} rows, not {count}");
            await page.ReloadAsync();
            await page.Locator("html[data-live=true]").WaitForAsync();
            await Task.Delay(1_000, TestContext.Current.CancellationToken);
        }
    }
}
