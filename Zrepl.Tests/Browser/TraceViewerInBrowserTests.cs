using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>The trace viewer on the demonstration's own runs and on files (spec F4).</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class TraceViewerInBrowserTests(BrowserFixture browser)
{
    private const float Patience = 180_000;

    [Fact] // issue: find the slowest step of a run, jump to its log lines, come back
    public async Task The_slowest_step_of_a_run_leads_to_its_log_lines_and_each_of_them_back_to_its_span()
    {
        await using var page = await OpenNewestRunWithStepsAsync(); // the lines of older ones may have made room for others
        await page.Page.Locator("[data-testid=slowest]").ClickAsync();
        var slowest = await page.Page.Locator("[data-testid=span-name]").TextContentAsync();
        Assert.False(string.IsNullOrWhiteSpace(slowest));

        await page.Page.EvaluateAsync("""
            () => {
              const viewer = document.querySelector('.trace-viewer').traceViewer;
              viewer.select(viewer.model.spans.find(span => span.name.startsWith('step ') && span.end === span.end), true);
            }
            """); // a step changes things, so it is told in the log whatever else is
        var span = await page.Page.EvaluateAsync<string>("() => document.querySelector('.trace-viewer').traceViewer.selected.args.path");
        await page.Page.Locator("[data-testid=span-log]").ClickAsync();
        await page.Page.Locator("[data-testid=log]").WaitForAsync();

        var lines = page.Page.Locator(".log-line");
        Assert.True(await lines.CountAsync() > 0);
        var line = lines.Filter(new() { HasText = "command exited with success" }).First; // of a command: a task that the step started
        await line.Locator("summary").ClickAsync();
        await line.Locator("[data-testid=line-trace]").ClickAsync();
        await page.Page.Locator("[data-testid=span-command]").WaitForAsync();
        var back = await page.Page.EvaluateAsync<string>("() => document.querySelector('.trace-viewer').traceViewer.selected.args.path");
        Assert.StartsWith(span + ".", back, StringComparison.Ordinal);
        Assert.StartsWith("zfs ", await page.Page.Locator("[data-testid=span-command]").TextContentAsync(), StringComparison.Ordinal);
        Assert.Empty(page.Complaints);
    }

    [Fact] // F-18: the shape that Perfetto and speedscope read, by a strict parser
    public async Task A_trace_is_downloaded_as_strict_chrome_json_with_everything_in_it()
    {
        await using var page = await OpenRunAsync();
        var spans = await page.Page.EvaluateAsync<int>("() => document.querySelector('.trace-viewer').traceViewer.model.spans.length");

        using var chrome = JsonDocument.Parse(await SavedAsync(page.Page, "save-chrome")); // no comma too many, nothing cut off
        ChromeShape.AssertStrict(chrome.RootElement);
        Assert.Equal(spans, chrome.RootElement.GetProperty("traceEvents").EnumerateArray().Count(happened => happened.GetProperty("ph").GetString() == "X"));

        using var otlp = JsonDocument.Parse(await SavedAsync(page.Page, "save-otlp"));
        var written = otlp.RootElement.GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans").EnumerateArray().ToList();
        Assert.Equal(spans, written.Count);
        Assert.All(written, span => Assert.Matches("^[0-9a-f]{16}$", span.GetProperty("spanId").GetString()));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_cut_off_recording_of_go_zrepl_is_dropped_on_the_page_and_shown()
    {
        await using var page = await browser.OpenAsync("/traces/file");
        await Expect(page.Page.Locator("[data-testid=trace-message]")).ToContainTextAsync("Drop a trace file here");
        await DropAsync(page.Page, "trace-env.json", await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", "trace-env.json"), TestContext.Current.CancellationToken));

        await Expect(page.Page.Locator("[data-testid=trace-state]")).ToContainTextAsync("trace-env.json");
        var story = await page.Page.Locator("[data-testid=where-story]").TextContentAsync();
        Assert.Contains("not ended", story, StringComparison.Ordinal);
        await page.Page.Locator("[data-testid=tab-table]").ClickAsync();
        await Expect(page.Page.Locator("[data-testid=span-table]")).ToContainTextAsync("active-side-job tcp_push");
        await DropAsync(page.Page, "letter.json", "{\"dear\": \"reader\"}");
        await Expect(page.Page.Locator("[data-testid=trace-message] [role=alert]")).ToContainTextAsync("There is no list of trace events in this file.");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task With_the_keyboard_alone_one_zooms_searches_walks_and_lets_go()
    {
        await using var page = await OpenRunAsync();
        var keyboard = page.Page.Keyboard;
        var whole = await WidthAsync(page.Page);

        await keyboard.PressAsync("w");
        Assert.True(await WidthAsync(page.Page) < whole);
        await keyboard.PressAsync("f");
        Assert.Equal(whole, await WidthAsync(page.Page), whole * 0.001);

        await keyboard.PressAsync("/");
        await Expect(page.Page.Locator("[data-testid=trace-search]")).ToBeFocusedAsync();
        await keyboard.TypeAsync("plan");
        await keyboard.PressAsync("Enter");
        await Expect(page.Page.Locator("[data-testid=found]")).ToContainTextAsync(" of ");
        await Expect(page.Page.Locator("[data-testid=span-name]")).ToContainTextAsync("plan");
        await keyboard.PressAsync("Escape"); // what was found
        await Expect(page.Page.Locator("[data-testid=found]")).ToBeEmptyAsync();
        await Expect(page.Page.Locator("[data-testid=lanes]")).ToBeFocusedAsync();

        var before = await page.Page.Locator("[data-testid=span-name]").TextContentAsync();
        await keyboard.PressAsync("ArrowUp"); // outwards
        await Expect(page.Page.Locator("[data-testid=span-name]")).Not.ToHaveTextAsync(before!);
        await keyboard.PressAsync("c");
        await Expect(page.Page.Locator("[data-testid=critical] tbody tr").First).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape"); // the chosen span
        await Expect(page.Page.Locator("[data-testid=where]")).ToBeVisibleAsync();
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_recording_of_everything_grows_before_the_eyes_and_keeps_what_one_looks_at()
    {
        await using var page = await browser.OpenAsync("/traces");
        await page.Page.Locator("[data-testid=record-length]").SelectOptionAsync("300");
        await page.Page.Locator("[data-testid=record]").ClickAsync();
        await page.Page.Locator("[data-testid=where] tbody tr").First.WaitForAsync(new() { Timeout = Patience });
        await Expect(page.Page.Locator("[data-testid=trace-state]")).ToContainTextAsync("recording");

        await page.Page.EvaluateAsync("() => { const v = document.querySelector('.trace-viewer').traceViewer; v.view.show(v.model.begin, v.model.begin + 1000); window.seen = [v.view.begin, v.view.end, v.model.spans.length]; }");
        await page.Page.Locator("[data-testid=follow]").ClickAsync(); // not to follow, but to stay
        await page.Page.EvaluateAsync("() => { const v = document.querySelector('.trace-viewer').traceViewer; v.view.show(v.model.begin, v.model.begin + 1000); window.seen = [v.view.begin, v.view.end, v.model.spans.length]; }");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.trace-viewer').traceViewer.model.spans.length > window.seen[2] + 20", null, new() { Timeout = Patience });
        Assert.True(await page.Page.EvaluateAsync<bool>("() => { const v = document.querySelector('.trace-viewer').traceViewer.view; return v.begin === window.seen[0] && v.end === window.seen[1]; }"));

        await page.GoToAsync("/traces");
        await page.Page.Locator("[data-testid=stop-recording]").ClickAsync();
        await Expect(page.Page.Locator("[data-testid=record]")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(page.Complaints);
    }

    [Fact] // F4: the same job, two runs
    public async Task Two_runs_of_a_job_are_compared()
    {
        await using var page = await browser.OpenAsync("/traces?job=system_snapshots");
        var recorded = page.Page.Locator("[data-trace]").Filter(new() { HasText = "recorded" });
        await recorded.Nth(1).WaitForAsync(new() { Timeout = Patience }); // it runs every 20 seconds
        await recorded.First.Locator("[data-testid=open-trace]").ClickAsync();
        await page.Page.Locator("[data-testid=tab-compare]").ClickAsync(new() { Timeout = Patience });
        await page.Page.Locator("[data-testid=compare-with] option").Nth(1).WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Page.Locator("[data-testid=compare-with]").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(page.Page.Locator("[data-testid=compare-story]")).ToContainTextAsync("This run took");
        await Expect(page.Page.Locator("[data-testid=compare]")).ToContainTextAsync("invocation");
        Assert.Empty(page.Complaints);
    }

    public static TheoryData<int, ColorScheme> Views() => new() { { 1440, ColorScheme.Light }, { 1440, ColorScheme.Dark }, { 360, ColorScheme.Light }, { 360, ColorScheme.Dark } };

    [Theory]
    [MemberData(nameof(Views))]
    public async Task Every_tab_is_readable_and_keeps_inside_its_window(int width, ColorScheme scheme)
    {
        await using var page = await OpenRunAsync(width, scheme);
        var suffix = $"{width}-{(scheme is ColorScheme.Dark ? "dark" : "light")}";
        foreach (var tab in new[] { "where", "critical", "flame", "table", "compare", "details" })
        {
            await page.Page.Locator($"[data-testid=tab-{tab}]").ClickAsync();
            if (tab == "details") await page.Page.EvaluateAsync("() => { const v = document.querySelector('.trace-viewer').traceViewer; v.select(v.model.spans.find(s => s.name.includes('zfs send ')) ?? v.model.spans[1], true); }");
            await page.PictureAsync($"trace-{tab}-{suffix}");
            await page.FitsAsync(tab);
            Assert.Empty(await page.SeriousIssuesAsync());
        }

        Assert.Empty(page.Complaints);
    }

    // The first finished run of a job that sends something.
    private async Task<WatchedPage> OpenRunAsync(int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await browser.OpenAsync("/traces?job=customers_to_backup", width, scheme);
        var row = page.Page.Locator("[data-trace]").Filter(new() { HasText = "recorded" }).Last;
        await row.WaitForAsync(new() { Timeout = Patience });
        await row.Locator("[data-testid=open-trace]").ClickAsync();
        await page.Page.Locator("[data-testid=where] tbody tr").First.WaitForAsync(new() { Timeout = Patience });
        return page;
    }

    private async Task<WatchedPage> OpenNewestRunWithStepsAsync()
    {
        var page = await browser.OpenAsync("/traces?job=home_to_backup");
        var rows = page.Page.Locator("[data-trace]").Filter(new() { HasText = "recorded" });
        await rows.First.WaitForAsync(new() { Timeout = Patience });
        var addresses = await rows.Locator("[data-testid=open-trace]").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        foreach (var address in addresses)
        {
            await page.GoToAsync(address);
            await page.Page.Locator("[data-testid=where] tbody tr").First.WaitForAsync(new() { Timeout = Patience });
            if (await page.Page.EvaluateAsync<bool>("() => document.querySelector('.trace-viewer').traceViewer.model.spans.some(span => span.name.startsWith('step ') && span.end === span.end)"))
                return page;
        }

        throw new InvalidOperationException("No run of the demonstration has sent anything.");
    }

    private static Task<double> WidthAsync(IPage page) => page.EvaluateAsync<double>("() => document.querySelector('.trace-viewer').traceViewer.view.span");

    private static async Task<string> SavedAsync(IPage page, string button)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator($"[data-testid={button}]").ClickAsync());
        await using var file = await download.CreateReadStreamAsync();
        using var text = new StreamReader(file);
        return await text.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static async Task DropAsync(IPage page, string name, string content)
    {
        var transfer = await page.EvaluateHandleAsync("""
            ([name, content]) => { const transfer = new DataTransfer(); transfer.items.add(new File([content], name, { type: 'application/json' })); return transfer; }
            """, new[] { name, content });
        await page.Locator("[data-testid=viewer]").DispatchEventAsync("drop", new { dataTransfer = transfer });
    }
}
