using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>A job that cannot do its work, as its administrator meets it: on the overview, on its page, in its run.</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class FailureInBrowserTests(BrowserFixture browser)
{
    private const float Longest = 120_000;
    private const string Job = "root_to_lost";

    // The receiver's pool is not imported, or somebody destroyed root_fs.
    private const string Jobs = """
          - type: sink
            name: lost_sink
            root_fs: sink/gone
            serve: { type: local, listener_name: lost }
          - type: push
            name: root_to_lost
            filesystems: { "rpool/root": true }
            connect: { type: local, listener_name: lost, client_identity: prod-root }
            snapshotting: { type: manual }
            pruning:
              keep_sender:
                - { type: last_n, count: 30 }
              keep_receiver:
                - { type: last_n, count: 50 }

        """;

    [Fact]
    public async Task A_failing_job_says_what_failed_where_and_what_to_do_wherever_one_looks()
    {
        await using var demo = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken, directory => QuietJob.Configuration(directory) + Jobs);
        await using var page = await browser.OpenAsync("/", address: demo.Address);
        await demo.SignalAsync("wakeup", Job);

        var problem = page.Page.Locator("[data-testid=problem]").Filter(new() { HasText = Job });
        await ExplainsAsync(problem);
        await page.PictureAsync("failed-overview-1440-light");
        await page.Page.SetViewportSizeAsync(360, 780);
        await page.FitsAsync();
        await page.PictureAsync("failed-overview-360-light");
        await page.Page.SetViewportSizeAsync(1440, 900);
        await Expect(page.Page.Locator("[data-testid=jobs] .job-name").First).ToHaveTextAsync(Job); // worst first

        await problem.Locator(".problem-subject").ClickAsync();
        await Expect(page.Page.Locator("h1")).ToHaveTextAsync(Job);
        await ExplainsAsync(page.Page.Locator("[data-testid=problem]"));
        await page.PictureAsync("failed-job-1440-light");
        Assert.Empty(await page.SeriousIssuesAsync());

        await page.GoToAsync($"/runs?job={Job}");
        await page.Page.Locator("[data-run] a").First.ClickAsync(new() { Timeout = Longest });
        await Expect(page.Page.Locator("h1")).ToContainTextAsync($"of {Job}", new() { Timeout = Longest });
        await Expect(page.Page.Locator("main")).ToContainTextAsync("sink/gone", new() { Timeout = Longest });
        await page.PictureAsync("failed-run-1440-light");
        Assert.Empty(page.Complaints);
    }

    private static async Task ExplainsAsync(ILocator problem)
    {
        await Expect(problem.Locator(".state").First).ToHaveTextAsync("failed", new() { Timeout = Longest });
        await Expect(problem).ToContainTextAsync("root_fs \"sink/gone\" does not exist");
        await Expect(problem).ToContainTextAsync("zfs create -o mountpoint=none sink/gone");
    }
}
