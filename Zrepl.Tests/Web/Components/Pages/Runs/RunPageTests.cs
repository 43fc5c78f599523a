using Bunit;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Runs;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Web.Components.Pages.Runs;

/// <summary>The report of a run reads like a letter: what happened, what did not and why, every step and every reason (dashboard: runs).</summary>
public sealed class RunPageTests : HistoryBunitContext
{
    [Fact]
    public void A_run_that_is_not_remembered_is_told_so()
    {
        var page = Render<RunPage>(p => p.Add(x => x.Id, 4711));
        page.WaitForAssertion(() => Assert.Equal("This run is not remembered", page.Find(".empty h2").TextContent), Deadline.OfATest);
    }

    [Fact]
    public async Task It_tells_what_happened_in_sentences_and_what_to_do()
    {
        await StoreAsync(Run(
            1, RunOutcome.Partial, error: "1 of 3 datasets failed",
            datasets: [AJob.Done("tank/a"), AJob.Broken("tank/b", "receiver was modified\nroll it back"), AJob.Done("tank/c") with { Steps = [] }]));

        var page = Page();

        Assert.Equal("Run 1 of to_nas", page.Find("h1").TextContent);
        Assert.Equal("partial", page.Find("header .state").TextContent.Trim());
        Assert.Equal("Look at it.", page.Find(".problem-next").TextContent.Trim());
        Assert.Equal(
            "It was begun after new snapshots. Of 3 datasets, 1 moved 1.00 GiB in 1 finished step; 1 was up to date already; 1 failed.",
            page.Find("[data-testid=story]").TextContent.Replace('\u00a0', ' '));
    }

    [Fact]
    public async Task A_run_in_which_all_failed_moved_nothing()
    {
        await StoreAsync(Run(1, RunOutcome.Failed, error: "no", datasets: [AJob.Broken("tank/a", "no") with { Steps = AJob.Done("tank/a").Steps }, AJob.Broken("tank/b", "no")]));
        Assert.Equal("It was begun after new snapshots. Of 2 datasets, all failed after 1.00 GiB had been sent.", Page().Find("[data-testid=story]").TextContent.Replace('\u00a0', ' '));
    }

    [Fact]
    public async Task Datasets_that_failed_come_first_and_each_has_its_steps()
    {
        await StoreAsync(Run(1, RunOutcome.Partial, error: "no", datasets: [AJob.Done("tank/a"), AJob.Broken("tank/b", "receiver was modified")]));

        var rows = Page().FindAll("[data-testid=run-datasets] .row");

        Assert.Equal(["tank/b", "tank/a"], rows.Select(row => row.QuerySelector(".dataset")!.TextContent));
        Assert.Equal("receiver was modified", rows[0].QuerySelector(".row-text")!.TextContent);
        Assert.Equal(["@a → @b", "1.00 GiB", "not finished"], rows[1].QuerySelector(".steps li")!.Children.Select(Words));
    }

    [Fact]
    public async Task The_reason_for_each_snapshot_is_read_when_somebody_asks()
    {
        World.Recorder.RunStarted(Zrepl.Engine.Guarantees.JobName.Parse("to_nas"), JobKind.Push, new(1, RunReason.Snapshots, AJob.Now.AddMinutes(-59)));
        World.Recorder.PrunePlanned(Zrepl.Engine.Guarantees.JobName.Parse("to_nas"), 1, PruneSide.Sender, Plan());
        await World.StopAsync();

        var page = Page();
        Assert.Equal("1 kept · 1 to destroy · 0 held", page.Find("[data-testid=run-pruning] summary .muted").TextContent);
        Assert.Empty(page.FindAll(".decisions"));
        await page.InvokeAsync(() => page.Find("[data-testid=run-pruning] button").ClickAsync(new()));

        page.WaitForAssertion(
            () => Assert.Equal(
                ["@old|2 h ago|destroy|last_n 1: number 2", "@new|2 h ago|keep|last_n 1: number 1"],
                page.FindAll(".decisions tbody tr").Select(row => string.Join('|', row.Children.Select(Words)))),
            Deadline.OfATest);
    }

    [Fact]
    public async Task Output_of_hooks_is_shown_whatever_is_in_it()
    {
        var path = DatasetPath.Parse("tank/a");
        World.Recorder.DatasetSnapshotted(Zrepl.Engine.Guarantees.JobName.Parse("to_nas"), new SnapshotRow(path, path.Snapshot("s"), "s")
        {
            State = SnapshotRowState.Done, IsCreated = true, DoneAt = AJob.Now.AddMinutes(-59),
            Steps = [new("/etc/hook", HookEdge.Pre, HookStepStatus.Ok, AJob.Now, AJob.Now, new("ok", null, [.. "<b>hello</b>\u001b[31m\u202e"u8]))],
        });
        await StoreAsync(Run(1));

        var page = Page();
        page.WaitForElement("[data-testid=hooks] pre", Deadline.OfATest);

        Assert.Equal("tank/a@s", page.Find("[data-testid=hooks] .dataset").TextContent);
        Assert.Contains("<b>hello</b>␛[31m\ufffd", page.Find("[data-testid=hooks] pre").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=hooks] b"));
    }

    [Fact]
    public async Task The_runs_before_and_after_are_a_press_away_also_when_the_next_one_comes_later()
    {
        await StoreAsync(Run(1), Run(2));
        var page = Page(2);
        Assert.EndsWith("/runs/1", page.Find("[data-testid=previous]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=next]"));

        await StoreAsync(Run(3));

        Eventually(page, () => Assert.EndsWith("/runs/3", page.Find("[data-testid=next]").GetAttribute("href"), StringComparison.Ordinal));
    }


    private IRenderedComponent<RunPage> Page(long id = 1)
    {
        var page = Render<RunPage>(p => p.Add(x => x.Id, id));
        page.WaitForElement("[data-testid=story]", Deadline.OfATest);
        return page;
    }

    private static FilesystemPrunePlan.Planned Plan()
    {
        RetentionDecision Decision(string name, bool keeps, string reason) => new(new(name, 1, AJob.Now.AddHours(-2), false), [new(keeps, reason)]);
        return new(
            DatasetPath.Parse("tank/a"), [Decision("new", true, "last_n 1: number 1"), Decision("old", false, "last_n 1: number 2")],
            [new(VersionKind.Snapshot, "old", 1, 1, 0, 0)], []);
    }

    private static string Words(AngleSharp.Dom.IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
