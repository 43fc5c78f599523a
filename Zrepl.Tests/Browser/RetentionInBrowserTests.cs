using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>Retention changed in a browser: the preview, the hold, the approval, and what goes (design D10, promise 2).</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class RetentionInBrowserTests(BrowserFixture browser)
{
    private const float Longest = 120_000;
    private const string Job = QuietJob.Name;

    [Fact]
    public async Task Rules_are_changed_previewed_and_approved_and_exactly_the_snapshots_that_were_named_go()
    {
        await using var demo = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken, QuietJob.Configuration);
        await using var page = await browser.OpenAsync($"/jobs/{Job}/prune", address: demo.Address);
        for (var wanted = 2; wanted <= 8; wanted++)
        {
            await demo.SignalAsync("snapshot", Job);
            await Polling.UntilAsync(() => SnapshotsAsync(page.Page), names => names.Length >= wanted, Longest);
        }

        var all = await SnapshotsAsync(page.Page);

        // The form shows what its rules would destroy before anything is saved.
        await page.GoToAsync($"/configuration/jobs/{Job}");
        var count = page.Page.Locator("[data-field='pruning.keep_sender[0].count'] [data-testid=value]");
        await count.FillAsync("3", new() { Timeout = Longest });
        await count.BlurAsync();
        await page.Page.Locator("[data-testid=preview-edited]").ClickAsync(new() { Timeout = Longest });
        var edited = page.Page.Locator("[data-testid=edited-side][data-side=sender]");
        await Expect(edited.Locator("[data-testid=edited-counts]")).ToContainTextAsync($"keeps 3, destroys {all.Length - 3} of 1 dataset, frees about", new() { Timeout = Longest });
        await Expect(edited.Locator("tbody tr")).ToHaveCountAsync(all.Length - 3);
        await page.PictureAsync("edited-pruning-1440-light");
        Assert.Empty(await page.SeriousIssuesAsync());

        await page.Page.Locator("[data-testid=review-changes]").ClickAsync(new() { Timeout = Longest });
        await Expect(page.Page.Locator("[data-testid=review]")).ToContainTextAsync("an administrator has to approve it", new() { Timeout = Longest });
        await page.Page.Locator("[data-testid=save]").ClickAsync();
        await page.Page.Locator("[data-testid=confirm-yes]").ClickAsync(new() { Timeout = Longest });
        await Expect(page.Page.GetByText("Saved.").First).ToBeVisibleAsync(new() { Timeout = Longest });

        // The next run replicates and holds back.
        await demo.SignalAsync("wakeup", Job);
        await page.GoToAsync($"/jobs/{Job}");
        var hold = page.Page.Locator("[data-testid=pruning-hold]");
        await Expect(hold).ToContainTextAsync($"would destroy {all.Length - 3} snapshots of 1 dataset on the sender", new() { Timeout = Longest });
        Assert.Equal(all, await SnapshotsAsync(page.Page));
        await page.PictureAsync("pruning-hold-1440-light");
        Assert.Empty(await page.SeriousIssuesAsync());
        await page.GoToAsync("/");
        await Expect(page.Page.GetByText("awaits approval").Filter(new() { Visible = true }).First).ToBeVisibleAsync(new() { Timeout = Longest });

        // What is named is what goes.
        await page.GoToAsync($"/jobs/{Job}/prune");
        await page.Page.Locator("[data-testid=approve]").ClickAsync(new() { Timeout = Longest });
        var named = page.Page.Locator(".lost li");
        await Expect(named).ToHaveCountAsync(all.Length - 3, new() { Timeout = Longest });
        var doomed = (await named.AllTextContentsAsync()).Select(text => Regex.Match(text, "@(\\S+)").Groups[1].Value).ToHashSet();
        await page.PictureAsync("approve-1440-light");
        await page.Page.Locator("[data-testid=confirm-yes]").ClickAsync();
        var left = await Polling.UntilAsync(() => SnapshotsAsync(page.Page), names => names.Length <= 3, Longest);
        Assert.Equal(all.Where(name => !doomed.Contains(name)), left);
        await page.GoToAsync($"/jobs/{Job}");
        await Expect(page.Page.Locator(".facts")).ToBeVisibleAsync();
        await Expect(page.Page.Locator("[data-testid=pruning-hold]")).ToHaveCountAsync(0, new() { Timeout = Longest });
        await page.GoToAsync("/settings/audit");
        await Expect(page.Page.GetByText("job.approve-pruning").First).ToBeVisibleAsync(new() { Timeout = Longest });
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task The_preview_looks_ahead_to_a_day_to_come(int width, ColorScheme scheme)
    {
        await using var page = await browser.OpenAsync("/jobs/system_snapshots/prune", width, scheme);
        await page.Page.Locator("[data-testid=prune-side]").First.WaitForAsync(new() { Timeout = Longest });
        await page.Page.Locator("[data-testid=as-of-1d]").ClickAsync();
        await Expect(page.Page.Locator("[data-testid=basis]").First).ToContainTextAsync("snapshots by its own schedule (every 20s)", new() { Timeout = Longest });
        await Expect(page.Page).ToHaveURLAsync(new Regex("asOf="));
        await Expect(page.Page.Locator("[data-testid=counts]").First).ToContainTextAsync("new", new() { Timeout = Longest });
        await page.Page.Locator("[data-testid=prune-side] summary").First.ClickAsync();
        await Expect(page.Page.Locator("[data-testid=prune-side] tbody tr").First).ToBeVisibleAsync();
        await page.PictureAsync($"prune-as-of-{width}-{scheme}");
        var row = await page.Page.Locator("[data-testid=prune-side] tbody tr").First.BoundingBoxAsync();
        var summary = await page.Page.Locator("[data-testid=prune-side] summary").First.BoundingBoxAsync();
        Assert.InRange(row!.Height, 20, 140); // no column so narrow that words are cut into letters
        Assert.InRange(summary!.Height, 20, 100);
        await page.FitsAsync();
        Assert.Empty(await page.SeriousIssuesAsync());
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_form_with_unsaved_changes_asks_before_it_is_left()
    {
        await using var page = await browser.OpenAsync("/configuration/jobs/home_to_backup");
        var count = page.Page.Locator("[data-field='pruning.keep_sender[1].count'] [data-testid=value]");
        await count.FillAsync("5", new() { Timeout = Longest });
        await count.BlurAsync();
        await Expect(page.Page.Locator("[data-testid=review-changes]")).ToBeEnabledAsync(new() { Timeout = Longest });
        await page.Page.Locator(".tabs").GetByText("Versions").ClickAsync();
        await page.Page.Locator("[data-testid=confirm-no]").ClickAsync(new() { Timeout = Longest });
        await Expect(count).ToHaveValueAsync("5");
        await Expect(page.Page).ToHaveURLAsync(new Regex("/configuration/jobs/home_to_backup$"));
        await page.Page.Locator(".tabs").GetByText("Versions").ClickAsync();
        await page.Page.Locator("[data-testid=confirm-yes]").ClickAsync(new() { Timeout = Longest });
        await Expect(page.Page).ToHaveURLAsync(new Regex("/configuration/versions$"), new() { Timeout = Longest });
        Assert.Empty(page.Complaints);
    }

    // Those of the sender that are there now, oldest first.
    private const string Snapshots =
        "(await (await fetch('/api/v1/jobs/" + Job + "/prune-preview')).json())[0].filesystems.flatMap(f => f.snapshots).map(s => s.name)";

    private static Task<string[]> SnapshotsAsync(IPage page) => page.EvaluateAsync<string[]>($"async () => {Snapshots}");
}
