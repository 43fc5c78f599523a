using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>A copy that has gone its own way, from the failing run to the next good one, without a command line.</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class RepairInBrowserTests(BrowserFixture browser)
{
    private const float Longest = 120_000;
    private const string Job = QuietJob.Name;

    // The first snapshot may have been sent by a run of its own before the one that is asked for.
    private static readonly LocatorFilterOptions Well = new() { HasTextRegex = new("done|up to date") };

    [Fact]
    public async Task A_copy_with_a_snapshot_of_its_own_is_looked_at_rolled_back_with_consent_and_goes_on()
    {
        await using var demo = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken, QuietJob.Configuration);
        await using var page = await browser.OpenAsync($"/jobs/{Job}", address: demo.Address);
        await demo.SignalAsync("wakeup", Job);
        var dataset = page.Page.Locator("[data-testid=datasets] .row");
        await Expect(dataset.Filter(Well)).ToHaveCountAsync(1, new() { Timeout = Longest });
        await demo.ZfsAsync("backup", "snapshot", QuietJob.Copy + "@before-the-update");
        await demo.SignalAsync("snapshot", Job);
        await demo.SignalAsync("wakeup", Job);

        await page.Page.Locator("[data-testid=ways-out]").ClickAsync(new() { Timeout = Longest });
        await Expect(page.Page.Locator("[data-testid=situation]")).ToContainTextAsync("has 1 snapshot newer than", new() { Timeout = Longest });
        var back = page.Page.Locator("[data-way='1']");
        await Expect(back.Locator(".lost li")).ToContainTextAsync(QuietJob.Copy + "@before-the-update");
        foreach (var (width, scheme) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (360, ColorScheme.Light), (360, ColorScheme.Dark) })
        {
            await page.Page.SetViewportSizeAsync(width, 900);
            await page.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.FitsAsync();
            await page.PictureAsync($"repair-{width}-{scheme}");
            Assert.Empty(await page.SeriousIssuesAsync());
        }

        await back.Locator("[data-testid=go]").ClickAsync();
        await Expect(page.Page.Locator("[role=dialog] .lost li")).ToContainTextAsync("@before-the-update", new() { Timeout = Longest });
        await page.PictureAsync("repair-question-360-dark");
        await page.Page.Locator("[data-testid=confirm-yes]").ClickAsync();
        await Expect(page.Page.Locator("[data-testid=situation]")).ToContainTextAsync("goes on from what it has", new() { Timeout = Longest });
        await page.Page.Locator("[data-testid=replicate]").ClickAsync();
        await page.GoToAsync($"/jobs/{Job}");
        await Expect(dataset.Filter(Well)).ToHaveCountAsync(1, new() { Timeout = Longest });
        await page.GoToAsync("/settings/audit");
        await Expect(page.Page.GetByText("copy.repair.begin").First).ToBeVisibleAsync(new() { Timeout = Longest });
        Assert.Empty(page.Complaints);
    }
}
