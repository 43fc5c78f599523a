using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Tests.Web.Components.Pages.Overview;

/// <summary>What the overview says is made once for all browsers, and only what is new is made anew.</summary>
public sealed class OverviewBoardTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(AJob.Now);
    private readonly StatusFeed _feed = new(NullLogger<StatusFeed>.Instance);
    private readonly RecentRuns _runs;
    private readonly OverviewBoard _board;

    public OverviewBoardTests()
    {
        _runs = new(_feed);
        _board = new(_feed, _runs, _clock);
    }

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void However_many_look_it_is_put_into_words_once()
    {
        _feed.Publish(AJob.Named("a").Succeeded());
        var first = _board.Look();

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Same(first, _board.Look()));
    }

    [Fact]
    public void A_job_that_changed_has_another_line_and_the_others_keep_theirs()
    {
        foreach (var name in new[] { "a", "b", "c" }) _feed.Publish(AJob.Named(name).Succeeded());
        var before = _board.Look().Jobs;

        _feed.Publish(AJob.Named("b").Succeeded(1 << 30, number: 2));
        var after = _board.Look().Jobs;

        Assert.Same(before[0], after[0]);
        Assert.Equal("1.00 GiB in 16 s", after[1].Sentence);
        Assert.Same(before[2], after[2]);
    }

    [Fact]
    public void Time_that_changes_no_word_leaves_the_list_what_it_was()
    {
        _feed.Publish(AJob.Named("a").Succeeded());
        var before = _board.Look().Jobs;

        _clock.Advance(TimeSpan.FromSeconds(5));
        _feed.Publish(AJob.Named("a").Succeeded() with { PhaseSince = AJob.Now });

        Assert.True(before == _board.Look().Jobs);
    }

    [Fact]
    public async Task A_run_that_ended_is_seen_at_once()
    {
        _feed.Publish(AJob.Named("a").Succeeded());
        Assert.Empty(_board.Look().Jobs[0].Squares);

        await _runs.StartAsync(TestContext.Current.CancellationToken);
        while (_runs.Ended == 0) await Task.Yield();

        Assert.Single(_board.Look().Jobs[0].Squares);
    }

    [Fact]
    public void A_job_that_becomes_worse_moves_up_and_one_that_is_gone_is_gone()
    {
        foreach (var name in new[] { "a", "b", "c" }) _feed.Publish(AJob.Named(name).Succeeded());
        _feed.Publish(AJob.Named("c").Failed("no space"));
        Assert.Equal(["c", "a", "b"], _board.Look().Jobs.Select(line => line.Name));

        _feed.Remove("a");
        Assert.Equal(["c", "b"], _board.Look().Jobs.Select(line => line.Name));
    }

    [Fact]
    public void Of_hundreds_of_problems_and_transfers_the_first_are_told_and_the_rest_counted()
    {
        for (var job = 0; job < 120; job++) _feed.Publish(AJob.Named($"broken{job:000}").Failed("the peer does not answer"));
        for (var job = 0; job < 30; job++) _feed.Publish(AJob.Named($"busy{job:00}").Replicating(1, of: 2));

        var view = _board.Look();

        Assert.Equal(("120 jobs need you", 20, 100), (view.Headline, view.Problems.Length, view.MoreProblems));
        Assert.Equal((10, 20), (view.Transfers.Length, view.MoreTransfers));
        Assert.All(view.Jobs.Take(120), line => Assert.Equal(StateKind.Failed, line.Kind));
    }

    [Fact]
    public void A_rate_does_not_depend_on_how_many_look()
    {
        _feed.Publish(AJob.Named("a").Replicating(1, of: 10, AJob.Sending("tank/db")));
        _board.Look();
        for (var look = 0; look < 20; look++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(20)); // another browser every time
            _feed.Publish(AJob.Named("a").Replicating(1, of: 10, AJob.Sending("tank/db")));
            Assert.Null(_board.Look().Transfers[0].Datasets[0].Rate);
        }
    }
}
