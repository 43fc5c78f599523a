using Bunit;
using Zrepl.Engine.Snapshotting;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Components.Pages.Runs;
using Zrepl.Web.Components.Pages.Jobs;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>Rounds of snapshots of jobs that have no runs are seen, with what hooks said (dashboard: job).</summary>
public sealed class RoundsCardTests : HistoryBunitContext
{
    [Fact]
    public async Task The_last_rounds_stand_there_and_one_that_failed_is_open_with_what_its_hooks_said()
    {
        await StoreAsync(Round(1), Round(2, SnapshotRunOutcome.Failed));

        var card = Render<RoundsCard>(p => p.Add(x => x.Job, "on_nas"));

        Eventually(card, () => Assert.Equal(["failed", "taken"], card.FindAll(".row .state").Select(state => state.TextContent.Trim())));
        Assert.True(card.Find("[data-testid=rounds]").HasAttribute("open"));
        Assert.Contains("the hook said no", card.Find(".row details pre").TextContent, StringComparison.Ordinal);
        Assert.Equal("tank/db@zrepl_2", card.Find(".row details .dataset").TextContent);
        Assert.Equal("/api/v1/snapshot-rounds.csv?job=on_nas", card.Find("[data-testid=export-rounds-csv]").GetAttribute("href"));
    }

    [Fact]
    public void A_job_without_rounds_has_no_card()
    {
        var card = Render<RoundsCard>(p => p.Add(x => x.Job, "on_nas"));

        Assert.Empty(card.Markup.Trim());
    }

    private async Task StoreAsync(params SnapshotRunEntity[] rounds)
    {
        await using var db = World.Database.Connect();
        db.SnapshotRuns.AddRange(rounds);
        db.SnapshottedDatasets.Add(new()
        {
            Engine = "host", Job = "on_nas", Dataset = "tank/db", Snapshot = "zrepl_2", DoneAt = AJob.Now.AddMinutes(2).AddSeconds(1), Error = "the hook failed", HookOutput = "the hook said no",
        });
        await db.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
    }

    private static SnapshotRunEntity Round(int minute, SnapshotRunOutcome outcome = SnapshotRunOutcome.Succeeded) => new()
    {
        Engine = "host", Job = "on_nas", StartedAt = AJob.Now.AddMinutes(minute), FinishedAt = AJob.Now.AddMinutes(minute).AddSeconds(2), Outcome = outcome, Created = 1,
    };
}
