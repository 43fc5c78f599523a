using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Runs;

namespace Zrepl.Tests.Web.Components.Pages.Runs;

/// <summary>The history of runs: filtered, paged, live; what is asked for stands in the address (design section 4; dashboard: runs).</summary>
public sealed class RunsPageTests : HistoryBunitContext
{
    [Fact]
    public async Task Without_a_run_it_says_what_will_be_here_and_shows_the_first_one_by_itself()
    {
        var page = Render<RunsPage>();
        page.WaitForAssertion(() => Assert.Equal("No run yet", page.Find(".empty h2").TextContent), Deadline.OfATest);

        await StoreAsync(Run(1));

        Eventually(page, () => Assert.Single(page.FindAll("[data-run]")));
    }

    [Fact]
    public async Task A_run_is_a_line_with_its_result_what_happened_and_its_figures()
    {
        await StoreAsync(Run(1, RunOutcome.Succeeded, datasets: [AJob.Done("tank/a"), AJob.Done("tank/b")]), Run(2, RunOutcome.Partial, error: "1 of 2 datasets failed", datasets: [AJob.Done("tank/a"), AJob.Broken("tank/b", "no")]));

        var rows = Rows(Page());

        Assert.Equal(
        [
            "partial Run 2 of to_nas, 58 min ago to_nas run 2 1 of 2 datasets failed begun after new snapshots 1 of 2 failed 412 MiB 16 s",
            "ok Run 1 of to_nas, 59 min ago to_nas run 1 2 steps for 2 datasets, 3 snapshots pruned begun after new snapshots 2 datasets 412 MiB 16 s",
        ], rows);
    }

    [Fact]
    public async Task What_is_asked_for_stands_in_the_address_and_in_the_exports()
    {
        await StoreAsync(Run(1), Run(2, RunOutcome.Failed, job: "other", error: "no"));
        var page = Page();

        await DoAsync(page, it => it.Find("[data-testid=filter-result]").ChangeAsync(new() { Value = "failed" }));
        Assert.EndsWith("/runs?result=failed", Navigation.Uri, StringComparison.Ordinal);
        page = Page();

        Assert.Equal("other", page.Find("[data-run] .run-job .mono").TextContent);
        Assert.Equal("/api/v1/runs.csv?result=failed", page.Find("[data-testid=export-csv]").GetAttribute("href"));
        Assert.Equal(["", "other", "to_nas"], page.FindAll("[data-testid=filter-job] option").Select(option => option.GetAttribute("value")));
    }

    [Fact]
    public async Task What_is_typed_is_searched_for_and_never_overwritten_and_nothing_found_offers_a_way_back()
    {
        await StoreAsync(Run(1, datasets: [AJob.Done("tank/db")]));
        var page = Page();

        await DoAsync(page, it => it.Find("[data-testid=filter-dataset]").InputAsync(new() { Value = "tank/x " }));
        Assert.EndsWith("/runs?dataset=tank%2Fx", Navigation.Uri, StringComparison.Ordinal);
        page.Render();

        Assert.Equal("tank/x ", page.Find("[data-testid=filter-dataset]").GetAttribute("value"));
        page.WaitForAssertion(() => Assert.Equal("/runs", page.Find("[data-testid=clear-filters]").GetAttribute("href")), Deadline.OfATest);
    }

    [Fact]
    public async Task More_than_a_page_is_turned_over()
    {
        await StoreAsync([.. Enumerable.Range(1, 53).Select(number => Run(number))]);
        var page = Page();
        Assert.Equal(50, page.FindAll("[data-run]").Count);
        Assert.Empty(page.FindAll("[data-testid=newer]"));

        Navigation.NavigateTo(page.Find("[data-testid=older]").GetAttribute("href")!);
        page = Page();

        Assert.Equal(3, page.FindAll("[data-run]").Count);
        Assert.Empty(page.FindAll("[data-testid=older]"));
        Navigation.NavigateTo(page.Find("[data-testid=newer]").GetAttribute("href")!);
        Assert.Equal(50, Page().FindAll("[data-run]").Count);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_is_told_and_can_be_tried_again()
    {
        await StoreAsync(Run(1));
        await BreakTheFileAsync();

        var page = Render<RunsPage>();

        page.WaitForAssertion(() => Assert.Equal("The history cannot be read", page.Find("[role=alert] h2").TextContent), Deadline.OfATest);
        Assert.Contains("Jobs are not affected.", page.Find("[role=alert] p").TextContent, StringComparison.Ordinal);
        await DoAsync(page, it => it.Find("[role=alert] button").ClickAsync(new()));
    }

    [Fact]
    public async Task Texts_from_outside_are_shown_as_texts()
    {
        await StoreAsync(Run(1, RunOutcome.Failed, error: "<script>alert(1)</script>" + new string('x', 10_000)));

        var page = Page();

        Assert.Empty(page.FindAll("script"));
        Assert.StartsWith("<script>alert(1)</script>x", page.Find(".run-sentence span").TextContent, StringComparison.Ordinal);
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private IRenderedComponent<RunsPage> Page()
    {
        var page = Render<RunsPage>();
        page.WaitForElement("[data-run]", Deadline.OfATest);
        return page;
    }

    private static IEnumerable<string> Rows(IRenderedComponent<RunsPage> page) =>
        page.FindAll("[data-run]").Select(row => string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
