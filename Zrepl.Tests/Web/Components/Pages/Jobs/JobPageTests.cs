using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Jobs;
using Zrepl.Web.Live;
using SnapshotReport = Zrepl.Engine.Snapshotting.Reports.FilesystemReport;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>One job: the run as lanes, every dataset, every error in full (spec A4.3; dashboard: job).</summary>
public sealed class JobPageTests : ZreplBunitContext
{
    [Fact]
    public void A_job_that_does_not_exist_is_told_so_and_shown_once_it_does()
    {
        var page = Page("to_nas");
        Assert.Equal("There is no job named to_nas", page.Find(".empty h2").TextContent);

        Feed.Publish(AJob.Named("to_nas"));

        Eventually(page, () => Assert.Equal("to_nas", page.Find("h1").TextContent));
    }

    [Fact]
    public void A_running_replication_is_seen_stage_by_stage()
    {
        Feed.Publish(AJob.Named("to_nas").Replicating(3, of: 10, AJob.Done("tank/a"), AJob.Sending("tank/db")));

        var stages = Page("to_nas").FindAll("[data-testid=stages] .stage").Select(Words);

        Assert.Equal(["Plan done 4 steps for 2 datasets", "Send 0 s sending 4.00 of 11.0 GiB", "Prune here not yet", "Prune there not yet"], stages);
    }

    [Fact]
    public void Of_a_finished_transfer_what_was_sent_is_told_and_not_what_it_was_estimated_to_be()
    {
        var job = AJob.Named("to_nas").Succeeded();
        var sending = AJob.Sending("tank/db") with { State = FilesystemState.Done };
        Feed.Publish(job with { Replication = AJob.Report(AttemptState.Done, sending) });

        Assert.Equal("3.00 GiB", Page("to_nas").FindAll("[data-testid=stages] .stage-detail")[1].TextContent);
    }

    [Fact]
    public void A_pull_job_receives_and_its_sender_is_the_other_machine()
    {
        Feed.Publish(AJob.Named("from_nas", JobKind.Pull).Replicating(3, of: 10, AJob.Sending("tank/db")));

        var titles = Page("from_nas").FindAll("[data-testid=stages] h3").Select(title => title.TextContent);

        Assert.Equal(["Plan", "Receive", "Prune there", "Prune here"], titles);
    }

    [Fact]
    public async Task Datasets_that_failed_come_first_with_their_error_in_full_and_can_be_filtered()
    {
        const string error = "zfs recv: cannot receive: destination backup/tank/vm has been modified\nsince most recent snapshot";
        Feed.Publish(AJob.Named("to_nas").Replicating(3, of: 10, AJob.Sending("tank/db"), AJob.Broken("tank/vm", error), AJob.Done("tank/home")));
        var page = Page("to_nas");

        Assert.Equal(["tank/vm", "tank/db", "tank/home"], page.FindAll("[data-testid=datasets] .dataset").Select(name => name.TextContent));
        Assert.Equal(error, page.Find("[data-testid=datasets] .row-text").TextContent);
        Assert.Equal("@b → @c", page.FindAll("[data-testid=datasets] .row-snapshots")[0].TextContent);

        await DoAsync(page, it => it.Find("[data-testid=filter]").InputAsync(new() { Value = "HOME" })); // news of the engine may render at any time in between
        Assert.Equal(["tank/home"], page.FindAll("[data-testid=datasets] .dataset").Select(name => name.TextContent));
        await DoAsync(page, it => it.Find("[data-testid=filter]").InputAsync(new() { Value = "nothing" }));
        Assert.Contains("No dataset has “nothing” in its name.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshots_show_hooks_and_errors_of_the_latest_round()
    {
        var row = new SnapshotReport("tank/a", SnapshotRowState.Error, "zrepl_1", Now.AddSeconds(-30), "1 Err 30s command hook failed", true, Now)
            { Error = "the hook /etc/zrepl/hook failed", Hint = "Run it by hand.", SnapshotCreated = true, HookSteps = [] };
        Feed.Publish(AJob.Named("home", JobKind.Snap) with
        {
            Snapshotting = SnapshotterReport.Of(new PeriodicReport(PeriodicState.ErrorWait, Now.AddMinutes(5), "1 failed", [row])),
        });

        var snapshots = Page("home").Find("[data-testid=snapshots]");

        Assert.True(snapshots.HasAttribute("open"));
        Assert.Equal("taken, but a hook failed", snapshots.QuerySelector(".state")!.TextContent.Trim());
        Assert.Equal("the hook /etc/zrepl/hook failed\nRun it by hand.", snapshots.QuerySelector("p.row-text")!.TextContent);
        Assert.Contains("command hook failed", snapshots.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Pruning_names_what_it_destroys_and_what_went_wrong()
    {
        Feed.Publish(AJob.Named("home", JobKind.Snap).Succeeded() with
        {
            Pruning = new PruneReport(
                PruneState.ExecErr, "", [], [AJob.Pruned("tank/a", destroyed: 2, kept: 5), AJob.Pruned("tank/b", 1, 3, "destroys failed @x: dataset is busy")]),
        });

        var pruning = Page("home").Find("[data-testid=pruning]");

        Assert.Equal("3 snapshots in 2 datasets · 1 dataset failed", pruning.QuerySelector("summary .muted")!.TextContent);
        Assert.Equal(["tank/b", "tank/a"], pruning.QuerySelectorAll(".dataset").Select(name => name.TextContent));
        Assert.Equal("destroys failed @x: dataset is busy", pruning.QuerySelector("p.row-text")!.TextContent);
        Assert.Equal("destroyed 2, keeps 5", pruning.QuerySelectorAll(".row summary")[1].TextContent);
        Assert.Equal(["@zrepl_0", "@zrepl_1"], pruning.QuerySelectorAll(".row ul")[1].QuerySelectorAll("li").Select(item => item.TextContent));
    }

    [Fact]
    public void Attempts_before_and_waiting_for_the_other_side_are_told()
    {
        var first = new AttemptReport(AttemptState.PlanningError, Now.AddMinutes(-9), Now.AddMinutes(-8), new("connection refused", Now.AddMinutes(-8)), []);
        var second = new AttemptReport(AttemptState.PlanningError, Now.AddMinutes(-7), Now.AddMinutes(-6), new("connection refused", Now.AddMinutes(-6)), []);
        Feed.Publish(AJob.Named("to_nas").Replicating(0, of: 0) with
        {
            Replication = new(Now.AddMinutes(-9), null, Now.AddMinutes(-6), Now.AddMinutes(4), null, [first, second]),
        });

        var page = Page("to_nas");
        var notes = page.FindAll(".run-note").Select(note => note.TextContent);

        Assert.Equal("reconnecting", page.Find(".job-title .state").TextContent.Trim());
        Assert.Equal(
            ["Attempt 1 ended at 13:54: connection refused", "Attempt 2 ended at 13:56: connection refused", "Waiting for the other side since 13:56, giving up at 14:06"], notes);
    }

    [Fact]
    public void A_passive_job_shows_its_clients()
    {
        Feed.Publish(AJob.Named("sink", JobKind.Sink) with { Clients = [new("laptop", Now.AddMinutes(-4), ["receive tank/a@monday"], 3L << 30)] });

        var row = Page("sink").Find("[aria-label=Clients] .row:not(.row-head)");

        Assert.Equal("laptop 4 min ago receive tank/a@monday 3.00 GiB", Words(row));
    }

    [Fact]
    public void The_definition_is_shown_as_yaml_without_secrets()
    {
        Services.AddSingleton<IJobDefinitions>(new ADefinition.Book(ADefinition.Of(ADefinition.Snap())));
        Feed.Publish(AJob.Named("home", JobKind.Snap));

        var yaml = Page("home").Find("[data-testid=definition] pre").TextContent;

        Assert.Contains("type: snap", yaml, StringComparison.Ordinal);
        Assert.Contains("name: home", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_job_is_stands_on_its_page_with_ways_to_more()
    {
        Services.AddSingleton<IJobDefinitions>(new ADefinition.Book(ADefinition.Of(ADefinition.Push())));
        Feed.Publish(AJob.Named("to_nas"));

        var page = Page("to_nas");

        foreach (var card in new[] { "schedule", "retention", "peer", "job-runs", "job-log" }) Assert.Single(page.FindAll($"[data-testid={card}]"));
        Assert.Equal("/logs?job=to_nas", page.Find("[data-testid=to-log]").GetAttribute("href"));
    }

    [Theory]
    [InlineData("encrypted", "encrypted")]
    [InlineData("raw", "raw")]
    public void Streams_that_are_raw_are_marked(string key, string mark)
    {
        Services.AddSingleton<IJobDefinitions>(new ADefinition.Book(ADefinition.Of(ADefinition.Push(more: $", send: {{ {key}: true }}"))));
        Feed.Publish(AJob.Named("to_nas").Replicating(3, of: 10, AJob.Sending("tank/db"), AJob.Done("tank/a")));

        Assert.Equal([mark], Page("to_nas").FindAll("[data-testid=datasets] .mark").Select(found => found.TextContent));
    }

    [Fact]
    public void Another_job_can_be_opened_on_the_same_page()
    {
        Feed.Publish(AJob.Named("a"));
        Feed.Publish(AJob.Named("b"));
        var page = Page("a");

        page.Render(p => p.Add(x => x.Name, "b"));
        Assert.Equal("b", page.Find("h1").TextContent);
        Feed.Publish(AJob.Named("b").Replicating(1, of: 2, AJob.Sending("tank/db")));

        Eventually(page, () => Assert.Equal("sending", page.Find(".job-title .state").TextContent.Trim()));
    }

    private IRenderedComponent<JobPage> Page(string name)
    {
        Render<MudBlazor.MudPopoverProvider>();
        return Render<JobPage>(p => p.Add(x => x.Name, name));
    }

    private static string Words(AngleSharp.Dom.IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
