using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>The configuration edited in a browser, on a demonstration of its own (design D3).</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class ConfigurationInBrowserTests(BrowserFixture browser)
{
    private const float Longest = 120_000;

    [Fact]
    public async Task A_rule_is_changed_reviewed_saved_taken_over_and_brought_back_from_its_version()
    {
        await using var demo = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken);
        var file = Path.Combine(demo.StatePath, "zrepl.yml");
        var original = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync("/configuration", address: demo.Address);
        var editor = page.Page.Locator("[data-testid=editor]");
        await Expect(editor).ToHaveValueAsync(new Regex("home_to_backup"), new() { Timeout = Longest });

        // An error is told at its line while one types, and cannot be saved.
        await editor.FillAsync(original.Replace("interval: 30s", "interval: 30", StringComparison.Ordinal));
        var problem = page.Page.Locator("[data-testid=problems] li").Filter(new() { HasText = "interval" });
        await Expect(problem).ToContainTextAsync("missing time unit", new() { Timeout = Longest });
        await Expect(page.Page.Locator("[data-testid=review-changes]")).ToBeDisabledAsync();
        await Expect(page.Page.Locator(".editor-numbers .is-failed")).ToHaveCountAsync(1);
        await page.PictureAsync("configuration-error-1440-light");

        // What it means stands in words before it is saved.
        await editor.FillAsync(original.Replace("{ type: last_n, count: 8 }", "{ type: last_n, count: 1 } # fewer", StringComparison.Ordinal));
        await page.Page.Locator("[data-testid=review-changes]").ClickAsync(new() { Timeout = Longest });
        var review = page.Page.Locator("[data-testid=review]");
        await Expect(review).ToContainTextAsync("pruning.keep_sender[1].count", new() { Timeout = Longest });
        await Expect(review.Locator(".difference-line.is-added")).ToHaveCountAsync(1);
        await page.PictureAsync("configuration-review-1440-light");
        Assert.Empty(await page.SeriousIssuesAsync());
        await SaveAsync(page.Page);
        var saved = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(original.Replace("{ type: last_n, count: 8 }", "{ type: last_n, count: 1 } # fewer", StringComparison.Ordinal), saved);

        // The version before it can be looked at and brought back.
        await page.Page.Locator(".tabs").GetByText("Versions").ClickAsync();
        await Expect(page.Page.Locator("[data-version]")).ToHaveCountAsync(2, new() { Timeout = Longest });
        await page.Page.Locator("[data-testid=compare]").Last.ClickAsync();
        await Expect(page.Page.Locator(".difference-line.is-removed")).ToHaveCountAsync(1);
        await page.Page.Locator("[data-testid=restore]").ClickAsync();
        await Expect(editor).ToHaveValueAsync(original, new() { Timeout = Longest });
        await page.Page.Locator("[data-testid=review-changes]").ClickAsync(new() { Timeout = Longest });
        await SaveAsync(page.Page);
        Assert.Equal(original, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_text_of_which_nothing_is_left_is_checked_like_any_other()
    {
        await using var page = await browser.OpenAsync("/configuration");
        var editor = page.Page.Locator("[data-testid=editor]");
        await Expect(editor).ToHaveValueAsync(new Regex("home_to_backup"), new() { Timeout = Longest });

        await editor.FillAsync("jobs: 5");
        await Expect(page.Page.Locator("[data-testid=problems] li")).Not.ToHaveCountAsync(0, new() { Timeout = Longest });
        await editor.FillAsync("");
        await Expect(page.Page.Locator("[data-testid=problems] li")).ToHaveCountAsync(0, new() { Timeout = Longest }); // a daemon without jobs is legal
        await page.Page.Locator("[data-testid=review-changes]").ClickAsync(new() { Timeout = Longest });
        await Expect(page.Page.Locator("[data-testid=review]")).ToContainTextAsync("home_to_backup", new() { Timeout = Longest });
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task The_preview_names_each_snapshot_with_the_reason()
    {
        await using var page = await browser.OpenAsync("/jobs/system_snapshots/prune");
        var side = page.Page.Locator("[data-testid=prune-side]");
        await Expect(side).ToHaveCountAsync(1, new() { Timeout = Longest });
        await side.Locator("summary").First.ClickAsync();
        await Expect(side.Locator("tbody tr").First).ToContainTextAsync("grid", new() { Timeout = Longest });
        await page.PictureAsync("prune-preview-open-1440-light");
        Assert.Empty(await page.SeriousIssuesAsync());
        Assert.Empty(page.Complaints);
    }

    // Asks once more if something would be lost, which depends on how long the demonstration has run.
    private static async Task SaveAsync(IPage page)
    {
        await page.Locator("[data-testid=save]").ClickAsync(new() { Timeout = Longest });
        var confirm = page.Locator("[data-testid=confirm-yes]");
        var saved = page.GetByText("Saved.");
        await Expect(confirm.Or(saved).First).ToBeVisibleAsync(new() { Timeout = Longest });
        if (await confirm.IsVisibleAsync()) await confirm.ClickAsync();
        await Expect(saved.First).ToBeVisibleAsync(new() { Timeout = Longest });
        await Expect(page.Locator("[data-testid=review-changes]")).ToBeDisabledAsync(new() { Timeout = Longest });
    }
}
