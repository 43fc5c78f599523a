using Bunit;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Jobs;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>When a job works by itself, ten times ahead, and what becomes of times that are missed (dashboard: job, schedule).</summary>
public sealed class ScheduleCardTests : ZreplBunitContext
{
    [Fact]
    public void Snapshots_go_on_from_what_the_job_says_and_replication_follows_them()
    {
        var card = Card(AJob.Named("to_nas") with { NextSnapshotAt = Now.AddMinutes(3) }, ADefinition.Push());

        Assert.Equal(["Snapshots", "Replication"], card.FindAll("h3").Select(title => title.TextContent));
        Assert.Equal(["14:05", "14:15", "14:25", "14:35", "14:45", "14:55", "15:05", "15:15", "15:25", "15:35"], Times(card));
        Assert.Contains("every 10\u00a0min, counted from the snapshots there are", card.Markup, StringComparison.Ordinal);
        Assert.Contains("one round is taken as soon as it is back", card.Markup, StringComparison.Ordinal);
        Assert.Contains("after each round of snapshots", card.FindAll(".job-part")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_of_day_are_told_with_their_days_and_what_is_skipped()
    {
        var card = Card(AJob.Named("home", JobKind.Snap), ADefinition.Snap());

        Assert.Equal(["Sun 03:00", "Mon 03:00", "Tue 03:00"], Times(card).Take(3));
        Assert.Equal(10, Times(card).Count());
        Assert.Contains("A time at which the daemon is down is skipped", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pull_job_makes_up_for_what_it_missed_and_a_push_job_with_an_interval_tells_times_it_knows()
    {
        var pull = Card(AJob.Named("from_nas", JobKind.Pull) with { NextRun = new(Now.AddMinutes(30), "every 1h") }, ADefinition.Pull());
        Assert.Equal(["14:32", "15:32"], Times(pull).Take(2));
        Assert.Contains("one run makes up for everything that was missed", pull.Markup, StringComparison.Ordinal);

        var push = Card(AJob.Named("to_nas") with { NextRun = new(Now.AddMinutes(3), "after the next snapshots") }, ADefinition.Push(more: ", interval: 6h"));
        Assert.Contains("every 6\u00a0h, and after each round of snapshots", push.Markup, StringComparison.Ordinal);
        Assert.Contains("not known while another run comes first", push.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pause_and_a_disabled_job_promise_nothing()
    {
        var until = Card(AJob.Named("from_nas", JobKind.Pull) with { IsPaused = true, PausedUntil = Now.AddHours(2), NextRun = new(Now.AddMinutes(30), "every 1h") }, ADefinition.Pull());
        Assert.Equal("16:32", Times(until).First());

        var paused = Card(AJob.Named("from_nas", JobKind.Pull) with { IsPaused = true, NextRun = new(Now.AddMinutes(30), "every 1h") }, ADefinition.Pull());
        Assert.Empty(Times(paused));
        Assert.Contains("The job is paused.", paused.Markup, StringComparison.Ordinal);

        var disabled = Card(AJob.Named("home", JobKind.Snap) with { Phase = JobPhase.Disabled }, ADefinition.Snap());
        Assert.Empty(Times(disabled));
        Assert.Contains("Not by itself", disabled.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_answers_has_no_schedule() =>
        Assert.Empty(Card(AJob.Named("sink", JobKind.Sink), "{ name: sink, type: sink, root_fs: pool, serve: { type: local, listener_name: x } }").Markup.Trim());

    [Fact]
    public void Times_go_on_with_the_clock()
    {
        var job = AJob.Named("home", JobKind.Snap);
        var card = Card(job, ADefinition.Snap());
        Clock.Advance(TimeSpan.FromDays(1));

        card.Render(p => p.Add(x => x.Job, job));

        Assert.Equal("Mon 03:00", Times(card).First());
    }

    private IRenderedComponent<ScheduleCard> Card(JobStatus job, string definition) =>
        Render<ScheduleCard>(p => p.Add(x => x.Job, job).Add(x => x.Definition, ADefinition.Of(definition)));

    private static IEnumerable<string> Times(IRenderedComponent<ScheduleCard> card) => card.FindAll("time").Select(time => time.TextContent);
}
