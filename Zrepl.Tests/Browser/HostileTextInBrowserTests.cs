using System.Text.Json;
using Zrepl.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>
/// Texts from outside with HTML, script, control characters and 10,000 characters, as descriptions, hook output, error texts, names of tokens and what an
/// address asks for: shown as text on every page, none is run, none breaks the page or its width.
/// </summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class HostileTextInBrowserTests(BrowserFixture browser)
{
    private const float LongestRun = 180_000;

    private static readonly string Hostile =
        "</script></pre><script>window.pwned=1</script><img src=x onerror=window.pwned=2>\"'{{7*7}}\u001b[2J\u202eevil\u0007 " + new string('W', 10_000);

    [Fact]
    public async Task Hostile_text_is_shown_as_text_on_every_page()
    {
        await using var program = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken, Configuration);
        await using var page = await browser.OpenAsync("/", address: program.Address);
        await Expect(page.Page.Locator("[data-testid=problem]").First).ToContainTextAsync("hostile", new() { Timeout = LongestRun });
        await page.GoToAsync("/settings/tokens");
        await page.Page.FillAsync("[data-testid=make-token] input.field", "<img src=x onerror=window.pwned=3>");
        await page.Page.ClickAsync("[data-testid=make-token] button[type=submit]");
        await page.Page.Locator("[data-testid=secret]").WaitForAsync();

        var query = Uri.EscapeDataString("\"><script>window.pwned=4</script>");
        string[] paths =
        [
            "/", "/jobs/hostile", "/jobs/" + query, "/datasets", "/datasets/prod/rpool/root", "/datasets/prod/" + query, "/runs", "/runs/1", $"/runs?dataset={query}&job={query}",
            "/traces", $"/traces?job={query}", "/logs", $"/logs?text={query}", "/settings", "/settings/tokens", "/settings/users", "/settings/audit", "/settings/notifications",
            "/settings/about",
        ];
        foreach (var path in paths)
        {
            foreach (var width in new[] { 1440, 360 })
            {
                await page.Page.SetViewportSizeAsync(width, 800);
                await page.GoToAsync(path);
                await Expect(page.Page.Locator("h1").First).ToBeAttachedAsync();
                await page.Page.EvaluateAsync("() => document.querySelectorAll('main details').forEach(folded => folded.open = true)");
                Assert.Equal("", await page.Page.EvaluateAsync<string>("() => window.pwned === undefined ? '' : `script ${window.pwned} ran`"));
                Assert.Equal(0, await page.Page.Locator("img[onerror]").CountAsync());
                await page.FitsAsync(path);
            }
        }

        await page.GoToAsync("/logs?level=warn");
        await Expect(page.Page.Locator("main")).ToContainTextAsync("<script>window.pwned=1</script>", new() { Timeout = LongestRun });
        Assert.Empty(page.Complaints);
    }

    // Each dataset has a hook that prints the text and fails, so that it is in the log, in the report and in the error.
    private static string Configuration(TemporaryDirectory directory)
    {
        var script = Executable.Write(Path.Combine(directory.Path, "hook.sh"), "#!/bin/sh\ncat \"$(dirname \"$0\")/hostile.txt\"\ncat \"$(dirname \"$0\")/hostile.txt\" >&2\nexit 1\n");
        directory.Write("hostile.txt", Hostile + "\n");
        return $$"""
            global:
              logging: [{ type: file, level: info, format: human, filename: "{{directory.Path}}/zrepl.log" }]
              control: { sockpath: "{{directory.Path}}/run/control" }
            jobs:
              - type: snap
                name: hostile
                description: {{JsonSerializer.Serialize(Hostile)}}
                filesystems: { "rpool<": true }
                snapshotting: { type: periodic, interval: 10s, prefix: h_, hooks: [{ type: command, path: "{{script}}", err_is_fatal: true }] }
                pruning: { keep: [{ type: last_n, count: 5 }] }
                alerts: { rpo: 10s, grace: 1s }

            """;
    }
}
