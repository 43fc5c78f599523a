using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Layout;
using Zrepl.Web.Components.Theme;
using Zrepl.Web.Live;

namespace Zrepl.Tests.Web.Components.Layout;

public sealed class FrameTests : ZreplBunitContext
{
    [Fact]
    public void Every_entry_of_the_rail_has_an_icon_a_word_and_a_page()
    {
        var rail = Render<NavigationRail>();
        var pages = typeof(NavigationRail).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>()).Select(route => route.Template).ToHashSet();

        Assert.NotEmpty(rail.FindAll(".rail-link"));
        Assert.All(rail.FindAll(".rail-link"), link =>
        {
            Assert.NotEmpty(link.QuerySelector(".rail-word")!.TextContent);
            Assert.NotNull(link.QuerySelector("svg"));
            Assert.Contains(link.GetAttribute("href")!, pages);
        });
    }

    [Fact]
    public void The_demonstration_says_that_it_fails_on_purpose_what_fails_now_and_when_that_is_over()
    {
        var banner = Render<DemoBanner>();
        Assert.Contains("Things go wrong here on purpose", banner.Markup, StringComparison.Ordinal);
        Assert.Contains("Just now: nothing.", banner.Find(".demo-now").TextContent, StringComparison.Ordinal);

        Services.GetRequiredService<StagedFaults>().Now = new("the pool sink is full", Now.AddSeconds(90));
        Eventually(banner, () => Assert.Equal("Just now, and over in 1 min: the pool sink is full.", banner.Find(".demo-now").TextContent));
        Services.GetRequiredService<StagedFaults>().Now = null;
        Eventually(banner, () => Assert.Contains("nothing", banner.Find(".demo-now").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void The_bell_counts_and_names_what_needs_somebody()
    {
        Feed.Publish(AJob.Named("fine").Succeeded());
        Feed.Publish(AJob.Named("to_nas").Failed("no space left"));

        var bell = Render<ProblemsBell>();

        Assert.Equal("1 job needs you", bell.Find("button").GetAttribute("aria-label"));
        Assert.Equal("/jobs/to_nas", bell.Find(".bell-item").GetAttribute("href"));
        Assert.Equal("no space left", bell.Find(".bell-item p").TextContent);
    }

    [Fact]
    public async Task The_search_finds_jobs_by_a_part_of_their_name_and_opens_the_chosen_one()
    {
        foreach (var name in new[] { "home", "to_nas1", "to_nas2" }) Feed.Publish(AJob.Named(name));
        var box = Render<SearchBox>();

        await DoAsync(box, it => it.Find("input").InputAsync(new() { Value = "NAS" }));
        Assert.Equal(["to_nas1", "to_nas2"], box.FindAll(".search-name").Select(hit => hit.TextContent));
        await DoAsync(box, it => it.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = "ArrowDown" }));
        Assert.Equal("search-hit-1", box.Find("input").GetAttribute("aria-activedescendant"));
        await DoAsync(box, it => it.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = "Enter" }));

        Assert.EndsWith("/jobs/to_nas2", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.True(box.Find(".search-hits").HasAttribute("hidden"));
    }

    [Fact]
    public void What_is_no_job_may_be_part_of_a_dataset_whose_runs_are_searched_for() =>
        Assert.Equal([new SearchHit("runs", "of datasets with “tank/a b”", "/runs?dataset=tank%2Fa%20b")], new RunSearch().Find("tank/a b", 6));

    [Fact]
    public async Task A_search_without_hits_says_so_and_escape_leaves_it()
    {
        var box = Render<SearchBox>();
        await DoAsync(box, it => it.Find("input").InputAsync(new() { Value = "xyz" }));
        Assert.Contains("Nothing has “xyz” in its name.", box.Find(".search-hits").TextContent, StringComparison.Ordinal);

        await DoAsync(box, it => it.Find("input").KeyDownAsync(new KeyboardEventArgs { Key = "Escape" }));

        Assert.True(box.Find(".search-hits").HasAttribute("hidden"));
    }

    [Fact]
    public async Task The_theme_switch_says_what_it_is_and_what_it_does()
    {
        ThemeChoice? chosen = null;
        var button = Render<ThemeSwitch>(p => p.Add(x => x.Choice, ThemeChoice.Light).Add(x => x.ChoiceChanged, choice => chosen = choice));

        Assert.Equal("Theme: light. Switch to dark.", button.Find("button").GetAttribute("aria-label"));
        await DoAsync(button, it => it.Find("button").ClickAsync(new()));

        Assert.Equal(ThemeChoice.Dark, chosen);
    }
}
