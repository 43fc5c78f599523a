using Bunit;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Tests.Web.Components.Shared;

public sealed class SharedComponentTests : ZreplBunitContext
{
    [Theory]
    [InlineData(StateKind.Failed, "failed")]
    [InlineData(StateKind.Late, "late")]
    [InlineData(StateKind.Running, "running")]
    [InlineData(StateKind.Paused, "paused")]
    [InlineData(StateKind.Ok, "ok")]
    [InlineData(StateKind.Idle, "idle")]
    public void A_state_has_a_word_an_icon_of_its_own_and_a_colour(StateKind kind, string word)
    {
        var state = Render<StateWord>(p => p.Add(x => x.Kind, kind));

        Assert.Equal(word, state.Find(".state").TextContent.Trim());
        Assert.Contains("is-" + word, state.Find(".state").ClassName);
        var icons = Enum.GetValues<StateKind>().Select(any => Render<StateWord>(p => p.Add(x => x.Kind, any)).Find("svg").InnerHtml);
        Assert.Equal(6, icons.Distinct().Count());
    }

    [Fact]
    public void An_age_grows_by_itself_and_tells_the_exact_time()
    {
        var age = Render<Age>(p => p.Add(x => x.At, Now.AddMinutes(-3)));
        Assert.Equal("3 min ago", age.Find("time").TextContent);
        Assert.Equal("2026-02-14 13:59:30 +00:00 · 2026-02-14 13:59:30 UTC", age.Find("time").GetAttribute("title"));
        Assert.Equal("2026-02-14T13:59:30Z", age.Find("time").GetAttribute("datetime"));

        Clock.Advance(TimeSpan.FromMinutes(1));
        age.WaitForAssertion(() => Assert.Equal("4 min ago", age.Find("time").TextContent), Deadline.OfATest);
    }

    [Fact]
    public void An_age_renders_again_only_when_its_words_change()
    {
        var age = Render<Age>(p => p.Add(x => x.At, Now.AddHours(-3)));
        var before = age.RenderCount;

        for (var i = 0; i < 30; i++) Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(before, age.RenderCount);
    }

    [Fact]
    public void What_never_was_has_no_age() =>
        Assert.Equal("not yet", Render<Age>(p => p.Add(x => x.At, null).Add(x => x.Never, "not yet")).Find("span").TextContent);

    [Theory]
    [InlineData(0.327, "32.7%", "32")]
    [InlineData(0.999, "99.9%", "99")]
    [InlineData(1.2, "100%", "100")]
    [InlineData(-1, "0%", "0")]
    public void A_lane_shows_how_far_it_is(double part, string width, string percent)
    {
        var lane = Render<ProgressLane>(p => p.Add(x => x.Part, part).Add(x => x.Label, "to_nas"));
        Assert.Equal(width, lane.Find(".lane-fill").GetAttribute("width"));
        Assert.Equal(percent, lane.Find("[role=progressbar]").GetAttribute("aria-valuenow"));
        Assert.Equal("to_nas", lane.Find("[role=progressbar]").GetAttribute("aria-label"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    public void A_lane_of_unknown_length_claims_no_progress(double? part)
    {
        var lane = Render<ProgressLane>(p => p.Add(x => x.Part, part).Add(x => x.Label, "to_nas")).Find("[role=progressbar]");
        Assert.Null(lane.GetAttribute("aria-valuenow"));
        Assert.Equal("amount unknown", lane.GetAttribute("aria-valuetext"));
    }

    [Fact]
    public void Runs_are_told_apart_by_shape_and_summed_up_in_words()
    {
        var runs = Render<RunSquares>(p => p.Add(
            x => x.Runs, [new(StateKind.Ok, "13:00 ok"), new(StateKind.Failed, "13:10 failed: no space"), new(StateKind.Ok, "13:20 ok")]));

        Assert.Equal("Last 3 runs: 1 failed, 2 ok", runs.Find("svg").GetAttribute("aria-label"));
        Assert.Equal(["6", "14", "6"], runs.FindAll("rect").Select(rect => rect.GetAttribute("height")));
        Assert.Equal("13:10 failed: no space", runs.FindAll("title")[1].TextContent);
    }

    [Fact]
    public void Only_as_many_runs_as_have_room_and_the_newest_on_the_right()
    {
        var runs = Render<RunSquares>(p => p
            .Add(x => x.Count, 2)
            .Add(x => x.Runs, [new(StateKind.Ok, "1"), new(StateKind.Ok, "2"), new(StateKind.Ok, "3")]));
        Assert.Equal(["2", "3"], runs.FindAll("title").Select(title => title.TextContent));
        Assert.Equal(["1", "9"], runs.FindAll("rect").Select(rect => rect.GetAttribute("x")));
    }

    [Fact]
    public void A_dataset_name_is_whole_and_breaks_after_slashes()
    {
        var name = Render<DatasetName>(p => p.Add(x => x.Name, "tank/vm/web01")).Find(".dataset");
        Assert.Equal("tank/vm/web01", name.TextContent);
        Assert.Equal(2, name.QuerySelectorAll("wbr").Length);
        Assert.Equal("web01", name.QuerySelector(".dataset-last")!.TextContent);
    }

    [Fact]
    public void A_problem_says_state_reason_what_happens_next_and_the_whole_error()
    {
        var card = Render<ProblemCard>(p => p
            .Add(x => x.Kind, StateKind.Failed).Add(x => x.Subject, "to_nas2").Add(x => x.Href, "/jobs/to_nas2")
            .Add(x => x.Reason, "2 of 14 datasets failed.").Add(x => x.Next, "Trying again at 14:10").Add(x => x.Detail, "receiver was modified")
            .AddChildContent("<button>Open</button>"));

        Assert.Equal("failed", card.Find(".state").TextContent.Trim());
        Assert.Equal("/jobs/to_nas2", card.Find("a").GetAttribute("href"));
        Assert.Contains("2 of 14 datasets failed.", card.Find(".problem-reason").TextContent);
        Assert.Equal("Trying again at 14:10.", card.Find(".problem-next").TextContent);
        Assert.Equal("receiver was modified", card.Find("pre").TextContent);
        Assert.Single(card.FindAll("button"));
    }
}
