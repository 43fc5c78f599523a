using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>Jobs made and changed with forms in a browser, on a demonstration of their own (design D3).</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class JobFormInBrowserTests(BrowserFixture browser)
{
    private const float Longest = 120_000;

    [Fact]
    public async Task A_push_job_is_made_from_nothing_and_replicates_and_then_its_retention_is_changed()
    {
        await using var demo = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken);
        var file = Path.Combine(demo.StatePath, "zrepl.yml");
        var original = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync("/configuration/add/push", address: demo.Address);
        await PutAsync(page.Page, "name", "root_to_backup");
        await page.Page.Locator("[data-field=filesystems] [data-testid=new-key]").FillAsync("rpool/root");
        await page.Page.Locator("[data-field=filesystems] [data-testid=add]").ClickAsync();
        await Expect(page.Page.Locator("[data-testid=filter-tester] summary")).ToContainTextAsync("1 of ", new() { Timeout = Longest });
        await page.Page.Locator("[data-field='connect.type'] [data-testid=value]").SelectOptionAsync("local");
        await PutAsync(page.Page, "connect.listener_name", "backup");
        await PutAsync(page.Page, "connect.client_identity", "not legal@");
        await Expect(page.Page.Locator("[data-field='connect.client_identity'] [data-testid=field-problem]")).ToBeVisibleAsync(new() { Timeout = Longest });
        await PutAsync(page.Page, "connect.client_identity", "prod-root");
        await PutAsync(page.Page, "snapshotting.interval", "15s");
        await page.Page.Locator("[data-testid=test-connection]").ClickAsync(new() { Timeout = Longest });
        await Expect(page.Page.Locator(".connection-layers")).ToContainTextAsync("it is a sink job", new() { Timeout = Longest });
        await page.PictureAsync("job-form-new-1440-light");
        Assert.Empty(await page.SeriousIssuesAsync());
        await SaveAsync(page.Page);

        // It runs at once, by itself.
        await Expect(page.Page).ToHaveURLAsync(new Regex("/jobs/root_to_backup$"), new() { Timeout = Longest });
        await Expect(page.Page.Locator(".facts")).ToContainTextAsync(new Regex("Last success\\s*(now|\\d+ s ago)"), new() { Timeout = Longest });
        var saved = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.StartsWith(original.TrimEnd('\n'), saved, StringComparison.Ordinal);

        // From its page back to its form: one rule more is one line more.
        await page.Page.Locator("[data-testid=edit-job]").ClickAsync();
        await page.Page.Locator("[data-field='pruning.keep_sender[1].count'] [data-testid=value]").WaitForAsync(new() { Timeout = Longest });
        await PutAsync(page.Page, "pruning.keep_sender[1].count", "7");
        await Expect(page.Page.Locator("[data-field='pruning.keep_sender[1]'] [data-testid=rule-words]")).ToHaveTextAsync("Keeps the 7 newest snapshots.", new() { Timeout = Longest });
        await page.PictureAsync("job-form-edit-1440-light");
        await SaveAsync(page.Page);
        await Expect(page.Page.Locator("[data-testid=review-changes]")).ToBeDisabledAsync(new() { Timeout = Longest });
        Assert.Equal(saved.Replace("count: 10}", "count: 7}", StringComparison.Ordinal), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task The_wizard_ends_in_a_running_job()
    {
        await using var demo = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync("/configuration/protect", address: demo.Address);
        await page.Page.Locator("[data-dataset='rpool/var']").CheckAsync(new() { Timeout = Longest });
        await page.Page.Locator("[data-testid=to-backup_sink]").CheckAsync();
        await page.Page.Locator("[data-testid=interval]").SelectOptionAsync("1m");
        await Expect(page.Page.Locator(".difference-line.is-added").First).ToBeVisibleAsync(new() { Timeout = Longest });
        await page.PictureAsync("protect-1440-light");
        Assert.Empty(await page.SeriousIssuesAsync());
        await SaveAsync(page.Page);

        await page.Page.Locator("[data-testid=to-job]").ClickAsync(new() { Timeout = Longest });
        await Expect(page.Page.Locator(".facts")).ToContainTextAsync(new Regex("Last success\\s*(now|\\d+ s ago)"), new() { Timeout = Longest });
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task The_wizard_tells_a_dataset_that_is_not_there_goes_on_with_a_file_that_changed_and_ends_in_two_jobs_that_replicate()
    {
        await using var demo = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync("/configuration/protect", address: demo.Address);
        await page.Page.Locator("[data-dataset='tank/customers']").CheckAsync(new() { Timeout = Longest });
        await page.Page.Locator("[data-testid=to-pool]").CheckAsync();
        var (root, note) = (page.Page.Locator("[data-testid=root]"), page.Page.Locator("[data-testid=root-note]"));
        await root.FillAsync("rpool/far/copies", new() { Timeout = Longest });
        await root.BlurAsync();
        await Expect(note.Locator("pre")).ToHaveTextAsync("zfs create -p -o mountpoint=none rpool/far/copies", new() { Timeout = Longest });
        await page.PictureAsync("protect-missing-1440-light");
        Assert.Empty(await page.SeriousIssuesAsync());
        await root.FillAsync("rpool");
        await root.BlurAsync();
        await Expect(note).ToHaveCountAsync(0, new() { Timeout = Longest });

        var file = Path.Combine(demo.StatePath, "zrepl.yml");
        await File.AppendAllTextAsync(file, "# anna was here\n", TestContext.Current.CancellationToken);
        await page.Page.Locator("[data-testid=interval]").SelectOptionAsync("1m");
        await page.Page.Locator("[data-testid=review-changes]").ClickAsync(new() { Timeout = Longest });
        await Expect(page.Page.Locator(".banner.is-late")).ToContainTextAsync("your answers are kept", new() { Timeout = Longest });
        await page.Page.Locator("[data-testid=save]").ClickAsync(new() { Timeout = Longest });
        await page.Page.Locator("[data-testid=to-job]").ClickAsync(new() { Timeout = Longest });

        await Expect(page.Page.Locator(".facts")).ToContainTextAsync(new Regex("Last success\\s*(now|\\d+ s ago)"), new() { Timeout = Longest });
        Assert.Contains("# anna was here", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("/configuration/add/pull", 360, ColorScheme.Light)]
    [InlineData("/configuration/jobs/home_to_backup", 360, ColorScheme.Dark)]
    [InlineData("/configuration/jobs/home_to_backup", 1440, ColorScheme.Dark)]
    [InlineData("/configuration/protect", 360, ColorScheme.Dark)]
    [InlineData("/configuration/jobs", 360, ColorScheme.Light)]
    public async Task Forms_fit_and_can_be_used_by_everybody(string path, int width, ColorScheme scheme)
    {
        await using var page = await browser.OpenAsync(path, width, scheme);
        await Expect(page.Page.Locator("h1")).ToBeVisibleAsync(new() { Timeout = Longest });
        await page.PictureAsync($"form{path.Replace('/', '-')}-{width}-{scheme}");
        await page.FitsAsync();
        Assert.Empty(await page.SeriousIssuesAsync());
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task The_buttons_of_rules_stand_in_one_column_beside_their_names(int width)
    {
        await using var page = await browser.OpenAsync("/configuration/add/push", width);
        await page.Page.Locator(".form-item-ways").First.WaitForAsync(new() { Timeout = Longest });

        var (ways, names) = (await EdgesAsync(page.Page, ".form-item-ways"), await EdgesAsync(page.Page, ".form-item-head > strong"));
        Assert.Single(ways.Select(way => way.Right).Distinct());
        Assert.All(ways.Zip(names), pair => Assert.InRange(pair.First.Top - pair.Second.Top, -3, 3));
        Assert.Single((await EdgesAsync(page.Page, ".form-group > summary .muted")).Select(word => word.Right).Distinct());
        await page.PictureAsync($"job-form-rules-{width}-light");
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(360)]
    public async Task Review_goes_to_the_first_mistake_and_the_list_to_each(int width)
    {
        await using var page = await browser.OpenAsync("/configuration/add/push", width);
        await page.Page.Locator("[data-testid=review-changes]").ClickAsync(new() { Timeout = Longest });
        await Expect(page.Page.Locator("[data-field=name] [data-testid=value]")).ToBeFocusedAsync(new() { Timeout = Longest });
        Assert.True(await IsInSightAsync(page.Page));

        await page.Page.Locator("[data-testid=to-field]").GetByText("connect", new() { Exact = true }).ClickAsync();
        await Expect(page.Page.Locator("[data-field='connect.type'] [data-testid=value]")).ToBeFocusedAsync();
        Assert.True(await IsInSightAsync(page.Page));
        Assert.Empty(await page.SeriousIssuesAsync());
        Assert.Empty(page.Complaints);
    }

    // What has the focus lies between the top line and, on a phone, the bar.
    private static Task<bool> IsInSightAsync(IPage page) => page.EvaluateAsync<bool>("""
        () => {
          const field = document.activeElement.getBoundingClientRect();
          const top = document.querySelector('.top').getBoundingClientRect(), rail = document.querySelector('.rail').getBoundingClientRect();
          return field.top >= top.bottom && field.bottom <= (rail.top > 0 ? rail.top : innerHeight);
        }
        """);

    private static Task<Edges[]> EdgesAsync(IPage page, string selector) => page.EvaluateAsync<Edges[]>(
        "selector => [...document.querySelectorAll(selector)].map(one => one.getBoundingClientRect()).map(box => ({ top: box.top, right: Math.round(box.right) }))", selector);

    private sealed record Edges
    {
        public double Top { get; init; }

        public double Right { get; init; }
    }

    private static async Task PutAsync(IPage page, string field, string value)
    {
        var input = page.Locator($"[data-field='{field}'] [data-testid=value]");
        await input.FillAsync(value, new() { Timeout = Longest });
        await input.BlurAsync();
    }

    // Asks once more if something would be lost, which depends on how long the demonstration has run.
    private static async Task SaveAsync(IPage page)
    {
        await page.Locator("[data-testid=review-changes]").ClickAsync(new() { Timeout = Longest });
        await page.Locator("[data-testid=save]").ClickAsync(new() { Timeout = Longest });
        var confirm = page.Locator("[data-testid=confirm-yes]");
        var saved = page.GetByText("Saved.");
        await Expect(confirm.Or(saved).First).ToBeVisibleAsync(new() { Timeout = Longest });
        if (await confirm.IsVisibleAsync()) await confirm.ClickAsync();
        await Expect(saved.First).ToBeVisibleAsync(new() { Timeout = Longest });
    }
}
