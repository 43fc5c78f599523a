using Bunit;
using Zrepl.Engine.Status;
using Zrepl.Tests.Web.Components.Pages.Runs;
using Zrepl.Web.Components.Pages.Jobs;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>The last runs of a job, also those before a restart (dashboard: job, history).</summary>
public sealed class JobRunsCardTests : HistoryBunitContext
{
    [Fact]
    public async Task The_last_runs_stand_there_with_what_became_of_them()
    {
        for (var number = 1; number <= 9; number++) await StoreAsync(Run(number));
        await StoreAsync(Run(1, job: "other"), Run(10, RunOutcome.Failed, error: "no route to nas"));

        var card = Card();

        Eventually(card, () => Assert.Equal(8, card.FindAll("[data-run]").Count));
        Assert.Equal(["failed", "ok"], card.FindAll("[data-run] .state").Take(2).Select(state => state.TextContent.Trim()));
        Assert.Equal("no route to nas", card.Find(".run-sentence > span").TextContent);
        Assert.Equal("/runs?job=to_nas", card.Find(".card-way").GetAttribute("href"));
    }

    [Fact]
    public async Task A_run_that_ends_appears_by_itself()
    {
        var card = Card();
        Eventually(card, () => Assert.Contains("None is remembered yet.", card.Markup, StringComparison.Ordinal));

        await StoreAsync(Run(1));

        Eventually(card, () => Assert.Single(card.FindAll("[data-run]")));
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_is_told_and_the_page_stands()
    {
        await BreakTheFileAsync();

        var card = Card();

        Eventually(card, () => Assert.Contains("The history cannot be read", card.Markup, StringComparison.Ordinal));
    }

    private IRenderedComponent<JobRunsCard> Card() => Render<JobRunsCard>(p => p.Add(x => x.Job, "to_nas"));
}
