using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zrepl.Tests.Browser;

/// <summary>What an operator does, in a browser: pause, resume, cancel everything, make a token and use it; and what a job looks like that became late.</summary>
[Collection(BrowserCollection.Name)]
[Trait("needs", "browser")]
public sealed class ActionsInBrowserTests(BrowserFixture browser)
{
    private const float SeveralRuns = 300_000;

    [Fact]
    public async Task A_paused_job_becomes_late_which_is_told_with_the_reason_and_is_over_once_it_is_resumed()
    {
        await using var page = await browser.OpenAsync("/jobs/home_to_backup");
        await page.Page.Locator("[data-testid=freshness] [data-dataset]").First.WaitForAsync(new() { Timeout = SeveralRuns });
        await PauseAsync(page.Page);
        // A fault of the demonstration may have met the last run: then that stays what is wrong with it, and it does not become late.
        for (var tries = 0; await HasFailedAsync(page.Address); tries++)
        {
            Assert.True(tries < 10, "home_to_backup fails whenever it is paused");
            await ChooseAsync(page.Page, "job-menu", "Resume");
            await Polling.UntilAsync(() => HasFailedAsync(page.Address), hasFailed => !hasFailed, SeveralRuns);
            await PauseAsync(page.Page);
        }

        try
        {
            await page.GoToAsync("/");
            var problem = page.Page.Locator("[data-testid=problem]").Filter(new() { HasText = "home_to_backup" });
            await Expect(problem.Locator(".state").First).ToHaveTextAsync("late", new() { Timeout = SeveralRuns });
            await Expect(problem).ToContainTextAsync("old (target 1 min)");
            await page.PictureAsync("late-1440-light");
            await page.Page.SetViewportSizeAsync(360, 780);
            await page.PictureAsync("late-360-light");
            await page.FitsAsync();
            await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await page.PictureAsync("late-360-dark");
            Assert.Empty(await page.SeriousIssuesAsync());
        }
        finally
        {
            await page.Page.SetViewportSizeAsync(1440, 900);
            await page.GoToAsync("/jobs/home_to_backup");
            await page.PictureAsync("late-job-1440-dark");
            await ChooseAsync(page.Page, "job-menu", "Resume");
        }

        await Expect(page.Page.Locator("[data-testid=freshness] [data-freshness=ok]").First).ToBeVisibleAsync(new() { Timeout = SeveralRuns });
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Everything_under_way_is_cancelled_after_it_was_named()
    {
        await using var demo = await DemoProgram.StartAsync("http://127.0.0.1:0", TestContext.Current.CancellationToken, QuietJob.SlowConfiguration);
        await using var page = await browser.OpenAsync("/", address: demo.Address);
        await Expect(page.Page.Locator($"[data-job={QuietJob.Name}] .state-word")).ToHaveTextAsync("sending", new() { Timeout = SeveralRuns }); // for minutes
        await ChooseAsync(page.Page, "all-jobs-menu", "Cancel everything under way…");
        var dialog = page.Page.Locator(".mud-dialog");
        await Expect(dialog.Locator(".lost li").Filter(new() { HasText = QuietJob.Name })).ToBeVisibleAsync();
        await dialog.Locator("[data-testid=confirm-yes]").ClickAsync();

        await Expect(page.Page.Locator(".mud-snackbar").Last).ToContainTextAsync("cancelled");
        await page.GoToAsync("/runs?job=" + QuietJob.Name);
        await Expect(page.Page.Locator("[data-run] .state").First).ToHaveTextAsync("cancelled", new() { Timeout = 15_000 });
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_token_is_made_shown_once_and_opens_the_REST_API_until_it_is_revoked()
    {
        await using var page = await browser.OpenAsync("/settings/tokens");
        var name = $"browser test {Guid.NewGuid():N}";
        await page.Page.FillAsync("[data-testid=make-token] input.field", name);
        await page.Page.CheckAsync("[data-testid=make-token] input[value=read]");
        await page.Page.ClickAsync("[data-testid=make-token] button[type=submit]");
        var token = await page.Page.Locator("[data-testid=secret] .secret-text").InnerTextAsync();

        using var client = new HttpClient { BaseAddress = new(page.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var jobs = await client.GetFromJsonAsync<JsonElement>("/api/v1/jobs", TestContext.Current.CancellationToken);
        var job = jobs.EnumerateArray().Single(one => one.GetProperty("name").GetString() == "home_to_backup");
        Assert.Equal(JsonValueKind.Object, job.GetProperty("freshness").ValueKind);
        using var refused = await client.PostAsync("/api/v1/jobs/home_to_backup/pause", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        await page.GoToAsync("/settings/tokens");
        await Expect(page.Page.Locator("[data-testid=secret]")).ToHaveCountAsync(0);
        await page.Page.Locator($"[data-token='{name}'] [data-testid=revoke]").ClickAsync();
        await page.Page.ClickAsync("[data-testid=confirm-yes]");
        await Expect(page.Page.Locator($"[data-token='{name}']")).ToHaveCountAsync(0);
        using var unknown = await client.GetAsync("/api/v1/jobs", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Empty(page.Complaints);
    }

    private static async Task PauseAsync(IPage page)
    {
        await ChooseAsync(page, "job-menu", "Pause…");
        await page.ClickAsync("[data-testid=pause-yes]");
        await Expect(page.Locator(".job-title .state")).ToHaveTextAsync("paused", new() { Timeout = SeveralRuns });
    }

    private static async Task<bool> HasFailedAsync(string address)
    {
        using var client = new HttpClient();
        var jobs = await client.GetFromJsonAsync<JsonElement>(address + "/api/v1/jobs", TestContext.Current.CancellationToken);
        return jobs.EnumerateArray().Single(job => job.GetProperty("name").GetString() == "home_to_backup").GetProperty("problem").ValueKind is JsonValueKind.Object;
    }

    private static async Task ChooseAsync(IPage page, string menu, string item)
    {
        await page.Locator($"[data-testid={menu}] button, button[data-testid={menu}]").First.ClickAsync();
        await page.Locator(".mud-menu-item, .mud-list-item").Filter(new() { HasText = item }).First.ClickAsync();
    }
}
