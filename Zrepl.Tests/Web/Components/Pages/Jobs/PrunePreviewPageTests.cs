using System.Collections.Immutable;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Jobs;
using Zrepl.Web.Live.Previews;
using Zrepl.Web.Security;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>What pruning would destroy, with the reason for each snapshot (promise 2; design section 4: prune preview).</summary>
public sealed class PrunePreviewPageTests : ZreplBunitContext, IPrunePreviews
{
    private readonly TaskCompletionSource<ImmutableArray<PrunePreviewSide>?> _found = new();

    public PrunePreviewPageTests() => Services.AddSingleton<IPrunePreviews>(this);

    public Task<ImmutableArray<PrunePreviewSide>?> OfAsync(string job, CancellationToken cancellation) => _found.Task;

    [Fact]
    public void While_it_looks_it_says_so()
    {
        var page = Page();
        Assert.Equal("Looking at every snapshot…", page.Find(".empty h2").TextContent);
    }

    [Fact]
    public void Each_side_counts_and_each_snapshot_has_its_reason_those_that_go_first()
    {
        var page = Page();
        _found.SetResult([new(PruneSide.Sender, null, [Plan("tank/a", "old", "new")]), new(PruneSide.Receiver, null, [])]);

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-testid=prune-side]").Count), Deadline.OfATest);
        Assert.Equal(["keeps 1, destroys 1 of 1 dataset", "keeps all 0, destroys none"], page.FindAll(".card-head .muted").Select(text => text.TextContent));
        Assert.Equal(["@old", "@new"], page.FindAll("tbody th").Select(name => name.TextContent));
        Assert.Equal(["last_n 1: number 2", "last_n 1: number 1"], page.FindAll("tbody td:last-child").Select(reason => reason.TextContent));
        Assert.NotNull(page.Find("[data-testid=prune-now]"));
    }

    [Fact]
    public void What_cannot_be_looked_at_says_why_and_the_other_side_is_shown()
    {
        var page = Page();
        _found.SetResult([new(PruneSide.Sender, null, [new FilesystemPrunePlan.Failed(DatasetPath.Parse("tank/a"), new EndpointException("pool is suspended"))]), new(PruneSide.Receiver, "nas2 refuses connections", [])]);

        page.WaitForAssertion(() => Assert.Contains("nas2 refuses connections.", page.Markup, StringComparison.Ordinal), Deadline.OfATest);
        Assert.Contains("pool is suspended", page.Find(".preview-count").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=prune-now]"));
    }

    [Fact]
    public void A_viewer_looks_and_cannot_prune()
    {
        SignIn(Role.Viewer);
        var page = Page();
        _found.SetResult([new(PruneSide.Local, null, [Plan("tank/a", "old", "new")])]);

        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-testid=prune-side]")), Deadline.OfATest);
        Assert.Empty(page.FindAll("[data-testid=prune-now]"));
    }

    [Theory]
    [InlineData(true, "There is no job named to_nas")]
    [InlineData(false, "This job prunes nothing")]
    public void A_job_that_is_not_there_and_one_that_prunes_nothing_are_told_apart(bool isUnknown, string title)
    {
        var page = Page();
        _found.SetResult(isUnknown ? null : []);
        page.WaitForAssertion(() => Assert.Equal(title, page.Find(".empty h2").TextContent), Deadline.OfATest);
    }

    [Fact]
    public void The_question_names_every_snapshot_that_would_go() => Assert.Equal(
        ["sender: tank/a@old", "receiver: tank/a@older"],
        PreviewWords.LossOf("to_nas", [new(PruneSide.Sender, null, [Plan("tank/a", "old", "new")]), new(PruneSide.Receiver, null, [Plan("tank/a", "older", "new")])]).Lost);

    private IRenderedComponent<PrunePreviewPage> Page() => Render<PrunePreviewPage>(page => page.Add(one => one.Name, "to_nas"));

    // Of two snapshots the older goes.
    private FilesystemPrunePlan.Planned Plan(string dataset, string old, string young)
    {
        FilesystemVersion[] versions = [Snapshot(old, 1), Snapshot(young, 2)];
        ImmutableArray<RetentionDecision> decisions =
        [
            new(new(old, 1, versions[0].Creation, true), [new(false, "last_n 1: number 2")]), new(new(young, 2, versions[1].Creation, true), [new(true, "last_n 1: number 1")]),
        ];
        return new(DatasetPath.Parse(dataset), decisions, [versions[0]], []);
    }

    private FilesystemVersion Snapshot(string name, ulong number) => new(VersionKind.Snapshot, name, number, number, Clock.GetUtcNow().AddDays(number).ToUnixTimeSeconds(), 0);
}
