using Bunit;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Zrepl.Engine.Status;
using Zrepl.Tests.Engine.Freshness;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Overview;
using OverviewPage = Zrepl.Web.Components.Pages.Overview.Overview;

namespace Zrepl.Tests.Web.Components.Pages.Overview;

/// <summary>All jobs live, worst first, told in words (spec A4.3; dashboard: overview).</summary>
public sealed class OverviewTests : ZreplBunitContext
{
    public OverviewTests() => ComponentFactories.AddStub<Zrepl.Web.Components.Pages.Overview.Charts>(); // tested by itself, over a history and pools

    [Fact]
    public void Without_jobs_it_says_where_they_come_from_and_shows_the_first_one_by_itself()
    {
        var page = Render<OverviewPage>();
        Assert.Equal("No jobs yet", page.Find(".empty h2").TextContent);

        Feed.Publish(AJob.Named("to_nas"));

        Eventually(page, () => Assert.Equal("to_nas", page.Find("[data-testid=jobs] .job-name").TextContent));
    }

    [Fact]
    public void When_all_is_well_it_says_so_in_a_line()
    {
        Feed.Publish(AJob.Named("to_nas").Succeeded());
        Feed.Publish(AJob.Named("home", JobKind.Snap).Succeeded());

        var page = Render<OverviewPage>();

        Assert.Equal("Everything is fine", page.Find("h1").TextContent);
        Assert.StartsWith("2 jobs · none at work", page.Find("[data-testid=summary] p").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=problem]"));
    }

    [Fact]
    public void Fine_is_said_only_of_jobs_that_work()
    {
        Feed.Publish(AJob.Named("to_nas").Succeeded());
        Feed.Publish(AJob.Named("old") with { Phase = JobPhase.Disabled, CanBeWokenUp = false });
        var page = Render<OverviewPage>();
        Assert.Equal("Nothing needs you", page.Find("h1").TextContent);
        Assert.StartsWith("1 job is fine · none at work · 1 disabled", page.Find("[data-testid=summary] p").TextContent, StringComparison.Ordinal);

        Feed.Publish(AJob.Named("to_nas2").Replicating(1, of: 2) with
        {
            Replication = AJob.Report(Zrepl.Engine.Replication.Reports.AttemptState.PlanningError) with { WaitReconnectSince = Now },
        });
        Eventually(page, () => Assert.Equal("1 job waits for the other side", page.Find("h1").TextContent));
        Assert.Contains("is-late", page.Find("[data-testid=summary]").ClassName, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_job_comes_first_with_every_error_in_full_what_comes_next_and_what_to_do()
    {
        Feed.Publish(AJob.Named("fine").Succeeded());
        Feed.Publish(AJob.Named("to_nas").Failed("2 of 3 datasets failed", "Roll tank/vm back on nas") with
        {
            NextRun = new(Now.AddMinutes(4), "every 10m"),
            Replication = AJob.Report(
                Zrepl.Engine.Replication.Reports.AttemptState.FilesystemError, AJob.Done("tank/a"), AJob.Broken("tank/vm", "receiver was modified"),
                AJob.Broken("tank/db", "out of space")),
        });

        var page = Render<OverviewPage>();

        Assert.Equal("1 job needs you", page.Find("h1").TextContent);
        var problem = page.Find("[data-testid=problem]");
        Assert.Equal("failed", problem.QuerySelector(".state")!.TextContent.Trim());
        Assert.Contains("2 of 3 datasets failed.", problem.QuerySelector(".problem-reason")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["tank/vmreceiver was modified3 min ago", "tank/dbout of space3 min ago"], problem.QuerySelectorAll(".errors li").Select(Squeezed));
        Assert.Equal("Tries again by itself in 4 min. Roll tank/vm back on nas.", Words(problem.QuerySelector(".problem-next")!));
        Assert.Equal(["to_nas", "fine"], page.FindAll("[data-testid=jobs] .job-name").Select(name => name.TextContent));
    }

    [Fact]
    public void A_job_becomes_late_by_time_alone_and_says_why_and_what_to_do()
    {
        Feed.Publish(AJob.Named("offsite").Succeeded() with
        {
            Targets = Targets.Of("{ rpo: 24h, grace: 1h }"), NextRun = new(Now.AddHours(2), "every 2h"),
            Copies = [new("tank/db") { Snapshot = "s", TakenAt = Now.AddHours(-25), FirstSeenAt = Now.AddDays(-9) }],
        });
        var page = Render<OverviewPage>();
        Assert.Equal("Everything is fine", page.Find("h1").TextContent);
        Assert.EndsWith("the oldest copy is 25 h old", page.Find("[data-testid=summary] p").TextContent, StringComparison.Ordinal);
        Assert.Equal("25 h / 24 h", page.Find(".jobs-fresh .fresh-figures").TextContent);

        Clock.Advance(TimeSpan.FromHours(1));

        Eventually(page, () => Assert.Equal("1 job needs you", page.Find("h1").TextContent));
        var problem = page.Find("[data-testid=problem]");
        Assert.Equal("late", problem.QuerySelector(".state")!.TextContent.Trim());
        Assert.EndsWith(
            "The newest copy of tank/db is 26 h old (target 24 h). The last run found no newer snapshot to send.",
            Words(problem.QuerySelector(".problem-reason")!), StringComparison.Ordinal);
        Assert.Contains("Look whether snapshots are taken of it", Words(problem.QuerySelector(".problem-next")!), StringComparison.Ordinal);
        Assert.Equal("late", page.Find("[data-job=offsite] .jobs-state").TextContent.Trim());
    }

    [Fact]
    public void A_job_that_is_late_because_the_other_side_is_away_says_so_and_where_to_look()
    {
        var report = AJob.Report(Zrepl.Engine.Replication.Reports.AttemptState.PlanningError) with { WaitReconnectSince = Now };
        Feed.Publish(AJob.Named("offsite").Replicating(1, of: 2) with
        {
            Targets = Targets.Of("{ rpo: 1h }"), Copies = [new("tank/db") { Snapshot = "s", TakenAt = Now.AddHours(-9), FirstSeenAt = Now.AddDays(-9) }],
            Replication = report with { Attempts = [report.Attempts[0] with { PlanError = new("dial tcp 10.0.0.1:8888: connection refused", Now) }] },
        });
        var problem = Render<OverviewPage>().Find("[data-testid=problem]");
        Assert.EndsWith(
            "The run waits for the other side: dial tcp 10.0.0.1:8888: connection refused.", Words(problem.QuerySelector(".problem-reason")!), StringComparison.Ordinal);
        var next = Words(problem.QuerySelector(".problem-next")!);
        Assert.Contains("The run goes on as soon as the other side answers", next, StringComparison.Ordinal);
        Assert.Contains("See whether that machine is up, its zrepl runs and the job there is enabled.", next, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transfer_shows_progress_rate_time_left_and_the_datasets_at_work_with_their_step()
    {
        Feed.Publish(AJob.Named("to_nas").Replicating(3, of: 10, AJob.Done("tank/a"), AJob.Sending("tank/db")));

        var transfer = Render<OverviewPage>().Find("[data-testid=transfer]");

        Assert.Equal("30", transfer.QuerySelector("[role=progressbar]")!.GetAttribute("aria-valuenow"));
        var text = Words(transfer);
        Assert.Contains("to_nas sending 1 of 2 datasets done", text, StringComparison.Ordinal);
        Assert.Contains("3.00 of 10.0 GiB 1.00 GiB/s 7 s left", text, StringComparison.Ordinal);
        Assert.Contains("tank/db step 2 of 3 3.00 of 10.0 GiB", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_seen_as_the_engine_reports_it()
    {
        Feed.Publish(AJob.Named("to_nas").Replicating(0, of: 100, AJob.Sending("tank/db")));
        var page = Render<OverviewPage>();

        for (var sent = 1; sent <= 50; sent++) Feed.Publish(AJob.Named("to_nas").Replicating(sent, of: 100, AJob.Sending("tank/db")));

        Eventually(page, () => Assert.Equal("50", page.Find("[data-testid=transfer] [role=progressbar]").GetAttribute("aria-valuenow")));
    }

    [Fact]
    public async Task Run_now_asks_the_engine_and_a_running_job_can_be_cancelled_instead()
    {
        Feed.Publish(AJob.Named("to_nas").Succeeded());
        var page = Render<OverviewPage>();

        await DoAsync(page, it => it.Find("[data-job=to_nas] [data-testid=run-now]").ClickAsync(new()));
        Assert.Equal(["wakeup to_nas"], Control.Asked);

        Feed.Publish(AJob.Named("to_nas").Replicating(1, of: 2));
        Eventually(page, () => page.Find("[data-job=to_nas] [data-testid=cancel]"));
        Assert.Empty(page.FindAll("[data-job=to_nas] [data-testid=run-now]"));
        await DoAsync(page, it => it.Find("[data-job=to_nas] [data-testid=cancel]").ClickAsync(new()));
        Assert.Equal(["wakeup to_nas", "reset to_nas"], Control.Asked);
        Assert.True(page.Find("[data-job=to_nas] [data-testid=cancel]").HasAttribute("disabled"));
    }

    [Fact]
    public void What_cannot_be_run_has_no_button()
    {
        Feed.Publish(AJob.Named("sink", JobKind.Sink));
        Feed.Publish(AJob.Named("old") with { Phase = JobPhase.Disabled, CanBeWokenUp = false });

        var page = Render<OverviewPage>();

        Assert.Empty(page.FindAll("[data-testid=jobs] button"));
        Assert.Equal(["listening", "disabled"], page.FindAll("[data-testid=jobs] .state").Select(state => state.TextContent.Trim()));
    }

    [Fact]
    public async Task The_last_runs_are_squares_and_their_bytes_of_today_a_sum()
    {
        await Runs.StartAsync(Xunit.TestContext.Current.CancellationToken);
        Feed.Publish(AJob.Named("to_nas").Succeeded(1 << 30, number: 1));
        await UntilAsync(() => Runs.Of("to_nas").Length == 1);
        Feed.Publish(AJob.Named("to_nas").Succeeded(2L << 30, number: 2));
        await UntilAsync(() => Runs.Of("to_nas").Length == 2);

        var row = Render<OverviewPage>().Find("[data-job=to_nas]");

        Assert.Equal("Last 2 runs: 2 ok", row.QuerySelector(".runs")!.GetAttribute("aria-label"));
        Assert.Equal("3.00 GiB", row.QuerySelector(".jobs-today")!.TextContent);
    }

    [Fact]
    public void Of_very_many_jobs_the_page_has_those_on_the_screen()
    {
        for (var job = 0; job < 101; job++) Feed.Publish(AJob.Named($"job{job:000}").Succeeded());

        var page = Render<OverviewPage>();

        Assert.True(page.HasComponent<Virtualize<int>>());
        Assert.All(page.FindAll("[data-testid=jobs] tbody > *"), row => Assert.Equal("TR", row.TagName)); // the room of the others as well
        Assert.Equal("Everything is fine", page.Find("h1").TextContent);
    }

    [Fact]
    public void A_job_that_becomes_worse_moves_to_the_top_of_the_list()
    {
        foreach (var name in new[] { "a", "b", "c" }) Feed.Publish(AJob.Named(name).Succeeded());
        var page = Render<OverviewPage>();
        Assert.Equal(["a", "b", "c"], page.FindAll("[data-testid=jobs] .job-name").Select(name => name.TextContent));

        Feed.Publish(AJob.Named("c").Failed("no space"));

        Eventually(page, () => Assert.Equal(["c", "a", "b"], page.FindAll("[data-testid=jobs] .job-name").Select(name => name.TextContent)));
    }

    [Fact]
    public async Task While_the_browser_holds_the_list_no_job_changes_places()
    {
        foreach (var name in new[] { "a", "b", "c" }) Feed.Publish(AJob.Named(name).Succeeded());
        var page = Render<OverviewPage>();
        var table = page.FindComponent<JobTable>();
        await DoAsync(page, _ => table.Instance.Hold(true));

        Feed.Publish(AJob.Named("c").Failed("no space"));
        Eventually(page, () => Assert.Equal("failed", page.Find("[data-job=c] .state").TextContent.Trim()));
        Assert.Equal(["a", "b", "c"], page.FindAll("[data-testid=jobs] .job-name").Select(name => name.TextContent));

        await DoAsync(page, _ => table.Instance.Hold(false));
        Assert.Equal(["c", "a", "b"], page.FindAll("[data-testid=jobs] .job-name").Select(name => name.TextContent));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        while (!condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static string Squeezed(AngleSharp.Dom.IElement element) => string.Concat(element.TextContent.Split('\n').Select(line => line.Trim()));

    private static string Words(AngleSharp.Dom.IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
