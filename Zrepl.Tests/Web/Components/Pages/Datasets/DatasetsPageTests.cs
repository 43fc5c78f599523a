using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Zrepl.Engine.Configuration;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Components.Pages.Runs;
using Zrepl.Web.Components.Layout;
using Zrepl.Web.Components.Pages.Datasets;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Tests.Web.Components.Pages.Datasets;

/// <summary>Datasets of this machine: the tree, one with its snapshots on both sides, what of ours keeps them (design section 4: Datasets).</summary>
public sealed class DatasetsPageTests : HistoryBunitContext
{
    private readonly DatasetsWorld _zfs;

    public DatasetsPageTests()
    {
        _zfs = new(TimeProvider.System);
        Services.AddSingleton<IDatasetHosts>(_zfs);
        Services.AddSingleton<DatasetCatalog>();
        Services.AddSingleton<ReleaseDesk>();
        Services.AddSingleton<PeerSnapshots>();
        Services.AddSingleton<PoolForecasts>();
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await _zfs.FillAsync();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _zfs.DisposeAsync().AsTask().Wait(Deadline.OfATest);
    }

    [Fact]
    public async Task The_search_leads_to_datasets_of_the_last_listing_and_to_all_that_have_the_text_in_their_name()
    {
        var catalog = Services.GetRequiredService<DatasetCatalog>();
        var search = new DatasetSearch(catalog);
        Assert.Equal(["/datasets?filter=HOME"], search.Find("HOME", 6).Select(hit => hit.Href)); // nobody looked yet, and ZFS is not asked

        var listed = await catalog.GetAsync(DatasetCatalog.FreshEnough, Xunit.TestContext.Current.CancellationToken);
        var some = listed[0].Datasets.First(dataset => dataset.Name.Contains('/', StringComparison.Ordinal)).Name;
        Assert.Equal(new SearchHit("dataset", some, $"/datasets/{listed[0].Host}/{some}"), search.Find(some.ToUpperInvariant(), 6)[0]);

        Services.GetRequiredService<NavigationManager>().NavigateTo("/datasets?filter=" + Uri.EscapeDataString(some));
        var page = Render<DatasetsPage>();
        page.WaitForAssertion(() => Assert.All(page.FindAll("[data-dataset]"), row => Assert.Contains(some, row.GetAttribute("data-dataset")!, StringComparison.Ordinal)), Deadline.OfATest);
        Assert.Equal(some, page.Find("[data-testid=filter]").GetAttribute("value"));
    }

    [Fact]
    public async Task The_tree_is_put_in_order_once_for_all_browsers()
    {
        var listed = await Services.GetRequiredService<DatasetCatalog>().GetAsync(DatasetCatalog.FreshEnough, Xunit.TestContext.Current.CancellationToken);
        Assert.True(DatasetRow.Of(listed[0]) == DatasetRow.Of(listed[0]));
    }

    [Fact]
    public void The_tree_shows_room_snapshots_and_what_the_other_side_has()
    {
        var page = Tree();

        Assert.Equal(["tank", "db", "vm"], page.FindAll("[data-dataset] .dataset").Select(name => name.TextContent));
        var row = page.Find("[data-dataset='tank/db']");
        Assert.StartsWith("2", row.QuerySelectorAll(".is-figure")[1].TextContent, StringComparison.Ordinal);
        Assert.EndsWith("to_nas", row.QuerySelector(".tree-replicated")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("–", page.Find("[data-dataset='tank/vm'] .tree-replicated").TextContent.Trim());
        Assert.Equal("/datasets/host/tank/db", row.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public void The_page_of_a_pool_says_when_it_will_be_full_and_that_of_another_dataset_does_not()
    {
        Assert.Contains("No forecast yet: measured on 0 of the 7 days that it needs.", Details("tank").Find("[data-testid=forecast]").TextContent, StringComparison.Ordinal);
        Assert.Empty(Details("tank/db").FindAll("[data-testid=forecast]"));
    }

    [Fact]
    public async Task It_can_be_folded_and_filtered()
    {
        var page = Tree();

        await DoAsync(page, it => it.Find(".tree-toggle[aria-expanded]").ClickAsync(new()));
        Assert.Equal(["tank"], page.FindAll("[data-dataset] .dataset").Select(name => name.TextContent));
        await DoAsync(page, it => it.Find("[data-testid=filter]").InputAsync(new() { Value = "DB" }));
        Assert.Equal(["tank/db"], page.FindAll("[data-dataset] .dataset").Select(name => name.TextContent));
        await DoAsync(page, it => it.Find("[data-testid=filter]").InputAsync(new() { Value = "nothing" }));
        Assert.Contains("No dataset has “nothing” in its name.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void However_many_look_the_datasets_are_listed_once()
    {
        Tree();
        var before = _zfs.Commands;

        for (var i = 0; i < 5; i++) Tree();

        Assert.Equal(2, before); // versions, and the room they take
        Assert.Equal(before, _zfs.Commands);
    }

    [Fact]
    public async Task What_zfs_refuses_is_told_and_what_was_known_stays()
    {
        var page = Tree();
        _zfs.Broken = "no/such/dataset";

        await page.InvokeAsync(() => page.Find("[data-testid=refresh]").ClickAsync(new()));

        page.WaitForAssertion(() => Assert.Contains("They cannot be listed now", page.Find("[role=alert]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        Assert.Equal(3, page.FindAll("[data-dataset]").Count);
    }

    [Fact]
    public async Task The_time_line_shows_both_sides_with_cursor_and_holds()
    {
        Feed.Publish(AJob.Named("to_nas"));
        await StoreAsync(Run(1, datasets: [AJob.Done("tank/db") with { Steps = [Step("", "@a")] }]));

        var page = Details("tank/db");

        page.WaitForAssertion(() => Assert.Equal(
            ["Here: 2 snapshots, 1 of them on both sides", "Other side, to_nas: 1 snapshot, 1 of them on both sides"],
            page.FindAll(".timeline-track").Select(track => track.GetAttribute("aria-label"))), Deadline.OfATest);
        Assert.Equal(["@a", "@b"], page.FindAll(".timeline-track")[0].QuerySelectorAll("circle title").Select(title => title.TextContent.Split(' ')[0]));
        Assert.Equal(["cursor of to_nas", "held 1 time"], page.FindAll(".timeline-mark title").Select(title => title.TextContent.Split(" · ")[^1]));
    }

    [Fact]
    public async Task Buckets_of_the_rules_lie_behind_the_snapshots_of_the_side_they_prune()
    {
        Services.AddSingleton<IJobDefinitions>(new Definitions());
        Clock.SetUtcNow(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(10)); // the pool goes by the clock on the wall
        Feed.Publish(AJob.Named("to_nas"));
        Feed.Publish(AJob.Named("elsewhere"));
        await StoreAsync(Run(1, datasets: [AJob.Done("tank/db") with { Steps = [Step("", "@a")] }]));

        var page = Details("tank/db");

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".timeline-track").Count), Deadline.OfATest);
        string[] Jobs(int lane) => [.. page.FindAll(".timeline-track")[lane].QuerySelectorAll(".timeline-bucket title").Select(title => title.TextContent.Split(" before")[0])];
        Assert.Equal(["to_nas: 0 s to 1 h"], Jobs(0)); // not those of a job that is about other datasets
        Assert.Equal(["to_nas: 0 s to 2 h"], Jobs(1));
    }

    [Fact]
    public async Task A_part_of_the_time_line_is_looked_at_closely()
    {
        var now = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        var lane = new TimeLane("Here", [new("@old", now.AddDays(-40), null, []), new("@new", now.AddHours(-2), null, [])], []);
        var view = Render<TimeLineView>(p => p.Add(x => x.Line, new([lane], TimeScale.Since(now.AddDays(-40), now))));
        Assert.Equal(["Everything", "Last hour", "Last day", "Last week", "Last month"], view.FindAll(".timeline-choice").Select(button => button.TextContent));

        await DoAsync(view, it => it.FindAll(".timeline-choice")[2].ClickAsync(new()));
        Assert.Equal(["@new"], Drawn(view));
        Assert.Equal("Last day", view.Find("[aria-pressed=true]").TextContent);

        await DoAsync(view, it => it.FindAll(".timeline-choice")[0].ClickAsync(new()));
        await view.InvokeAsync(() => view.Instance.Choose(0, 10));
        Assert.Equal(["@old"], Drawn(view));
        Assert.Empty(view.FindAll("[aria-pressed=true]"));
        Assert.Equal("In sight: 13 d to 40 d ago.", view.Find("[data-testid=timeline-window]").TextContent);

        await view.InvokeAsync(() => view.Instance.Choose(double.NaN, 1e300)); // from a browser anything can come
        Assert.Equal(["@old"], Drawn(view));
    }

    [Fact]
    public async Task A_hold_is_released_only_after_its_loss_was_named_and_confirmed()
    {
        var dialogs = Render<MudDialogProvider>();
        var page = Details("tank/db");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-guarantee]").Count), Deadline.OfATest);
        Assert.Equal(["step hold", "cursor"], page.FindAll("[data-guarantee] strong").Select(type => type.TextContent));

        var release = page.InvokeAsync(() => page.Find("[data-guarantee='tank/db@b'] button").ClickAsync(new()));
        dialogs.WaitForElement("[data-testid=confirm-typed]", Deadline.OfATest);
        Assert.Contains("to_nas can lose the step it has begun", dialogs.Markup, StringComparison.Ordinal);
        Assert.True(dialogs.Find("[data-testid=confirm-yes]").HasAttribute("disabled"));
        await DoAsync(dialogs, it => it.Find("[data-testid=confirm-typed]").InputAsync(new() { Value = "tank/db" }));
        await dialogs.InvokeAsync(() => dialogs.Find("[data-testid=confirm-yes]").ClickAsync(new()));
        await release.WaitAsync(Deadline.OfATest);

        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-guarantee]")), Deadline.OfATest);
        Assert.DoesNotContain("zrepl_STEP", await _zfs.RunAsync("holds", "-H", "tank/db@b"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_that_is_not_there_is_told_so()
    {
        var page = Render<DatasetPage>(p => p.Add(x => x.Host, "host").Add(x => x.Name, "tank/none"));
        page.WaitForAssertion(() => Assert.Equal("There is no dataset tank/none", page.Find(".empty h2").TextContent), Deadline.OfATest);
    }

    private static IEnumerable<string> Drawn(IRenderedComponent<TimeLineView> view) => view.FindAll("circle title").Select(title => title.TextContent.Split(' ')[0]);

    private static Zrepl.Engine.Replication.Reports.StepReport Step(string from, string to) =>
        new(new(from, to, Resumed: false, 10, 10) { StartAt = DateTimeOffset.UtcNow, DoneAt = DateTimeOffset.UtcNow });

    private IRenderedComponent<DatasetsPage> Tree()
    {
        var page = Render<DatasetsPage>();
        page.WaitForElement("[data-dataset]", Deadline.OfATest);
        return page;
    }

    private IRenderedComponent<DatasetPage> Details(string name)
    {
        var page = Render<DatasetPage>(p => p.Add(x => x.Host, "host").Add(x => x.Name, name));
        page.WaitForElement("[data-testid=guarantees]", Deadline.OfATest);
        return page;
    }

    private sealed class Definitions : IJobDefinitions
    {
        public JobDefinition? Find(string job)
        {
            var loaded = new ConfigurationLoader(new()).LoadText(Yaml, "zrepl.yml");
            Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Problems));
            return loaded.Definition.Jobs.Single(one => one.Name.Text == job);
        }

        private const string Yaml = """
            jobs:
            - name: to_nas
              type: push
              filesystems: { "tank<": true }
              connect: { type: tcp, address: "nas:8888" }
              snapshotting: { type: manual }
              pruning:
                keep_sender: [ { type: grid, grid: 1x1h, regex: ".*" }, { type: last_n, count: 10 } ]
                keep_receiver: [ { type: grid, grid: 1x2h, regex: ".*" } ]
            - name: elsewhere
              type: push
              filesystems: { "other<": true }
              connect: { type: tcp, address: "nas:8888" }
              snapshotting: { type: manual }
              pruning:
                keep_sender: [ { type: grid, grid: 1x3h, regex: ".*" } ]
                keep_receiver: [ { type: last_n, count: 1 } ]
            """;
    }
}
