using Zrepl.Engine.Freshness;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Jobs;
using Zrepl.Web.Live.Freshness;

namespace Zrepl.Tests.Web.Live;

/// <summary>Small words that would hide or say something else than is so.</summary>
public sealed class SmallWordsTests
{
    [Theory]
    [InlineData(42, "42 s / 1 min", "The newest copy of tank/a is 42 s old (target 1 min).")]
    [InlineData(83, "1 min 23 s / 1 min", "The newest copy of tank/a is 1 min 23 s old (target 1 min).")]
    [InlineData(299, "4 min 59 s / 1 min", "The newest copy of tank/a is 4 min 59 s old (target 1 min).")]
    [InlineData(330, "5 min / 1 min", "The newest copy of tank/a is 5 min old (target 1 min).")]
    public void By_how_much_a_copy_is_late_is_told_also_where_it_is_seconds(int seconds, string figures, string fact)
    {
        var freshness = new DatasetFreshness(new("tank/a"), new(TimeSpan.FromMinutes(1), TimeSpan.Zero), FreshnessState.Ok, TimeSpan.FromSeconds(seconds));
        Assert.Equal((figures, fact), (FreshnessWords.Figures(freshness), FreshnessWords.Fact(freshness, AJob.Named("j"))));
    }

    [Fact]
    public void A_source_job_has_no_runs_and_is_not_said_to_wait_for_one()
    {
        Assert.Equal("Latest round of snapshots", JobView.From(AJob.Named("s", JobKind.Source), null, _ => null, AJob.Now).Run);
        Assert.Equal("", JobView.From(AJob.Named("p"), null, _ => null, AJob.Now).Run);
    }
}
