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
    private readonly List<PruneQuestion> _questions = [];
    private List<(TaskCompletionSource<ImmutableArray<PrunePreviewSide>?> Answer, CancellationToken Cancellation)>? _later; // null: all questions have one answer

    public PrunePreviewPageTests() => Services.AddSingleton<IPrunePreviews>(this);

    public Task<ImmutableArray<PrunePreviewSide>?> OfAsync(string job, PruneQuestion question, CancellationToken cancellation)
    {
        _questions.Add(question);
        if (_later is null || question.AsOf is null) return _found.Task;
        var answer = new TaskCompletionSource<ImmutableArray<PrunePreviewSide>?>();
        _later.Add((answer, cancellation));
        return answer.Task;
    }

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
        Assert.Equal(["keeps 1, destroys 1 of 1 dataset; how much room that gives back is not known", "keeps all 0, destroys none"], page.FindAll(".card-head .muted").Select(text => text.TextContent));
        Assert.Equal(["@old", "@new"], page.FindAll("tbody th").Select(name => name.TextContent));
        Assert.Equal(["last_n 1: number 2", "last_n 1: number 1"], page.FindAll("tbody td:last-child").Select(reason => reason.TextContent));
        Assert.NotNull(page.Find("[data-testid=prune-now]"));
    }

    [Fact]
    public async Task A_question_is_given_up_for_the_next_one_and_a_late_answer_to_it_is_not_shown()
    {
        _later = [];
        var page = Page();
        _found.SetResult([new(PruneSide.Local, null, [])]);
        await page.WaitForElement("[data-testid=as-of-365d]", Deadline.OfATest).ClickAsync(new()).WaitAsync(Deadline.OfATest);
        page.WaitForAssertion(() => Assert.Single(_later), Deadline.OfATest);
        await page.WaitForElement("[data-testid=as-of-1d]", Deadline.OfATest).ClickAsync(new()).WaitAsync(Deadline.OfATest);
        page.WaitForAssertion(() => Assert.Equal(2, _later.Count), Deadline.OfATest);

        Assert.Equal((true, false), (_later[0].Cancellation.IsCancellationRequested, _later[1].Cancellation.IsCancellationRequested));
        _later[1].Answer.SetResult([new(PruneSide.Local, null, [Plan("tank/a", "old", "new")])]);
        page.WaitForElement("[data-dataset='tank/a']", Deadline.OfATest);
        _later[0].Answer.SetResult([new(PruneSide.Local, "too late", [])]); // although it was cancelled
        await page.InvokeAsync(() => { });
        Assert.DoesNotContain("too late", page.Markup, StringComparison.Ordinal);
        Assert.False(page.Find("[data-testid=look-again]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task While_another_time_is_computed_what_was_shown_is_not_taken_for_the_answer_and_it_can_be_stopped()
    {
        _later = [];
        var page = Page();
        _found.SetResult([new(PruneSide.Local, null, [Plan("tank/a", "old", "new")])]);
        page.WaitForElement("[data-dataset='tank/a']", Deadline.OfATest);
        await page.Find("[data-testid=as-of-365d]").ClickAsync(new()).WaitAsync(Deadline.OfATest);
        Assert.Equal("Going through the schedule until then…", page.WaitForElement("[data-testid=computing] h2", Deadline.OfATest).TextContent);
        Assert.Empty(page.FindAll("[data-testid=prune-side], [data-testid=looked-at], [data-testid=prune-now]"));

        await page.Find("[data-testid=stop-looking]").ClickAsync(new()).WaitAsync(Deadline.OfATest);
        Assert.True(Assert.Single(_later).Cancellation.IsCancellationRequested);
        Assert.Equal("Stopped", page.Find(".empty h2").TextContent);
        await page.Find("[data-testid=as-of-now]").ClickAsync(new()).WaitAsync(Deadline.OfATest);
        page.WaitForElement("[data-dataset='tank/a']", Deadline.OfATest);
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
    public async Task A_day_to_come_stands_in_the_address_and_is_asked_about()
    {
        Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo("/jobs/to_nas/prune?asOf=2026-03-01T06:00");
        var page = Page();
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero), Assert.Single(_questions).AsOf);
        var gone = Plan("tank/a", "old", "new") with
        {
            ReclaimedBytes = 2048, WithHolds = ["new"],
            Forecast = new(default, 3, ImmutableDictionary<ulong, DateTimeOffset>.Empty.Add(1, Clock.GetUtcNow().AddDays(4)), [], 5),
        };
        _found.SetResult([new(PruneSide.Local, null, [gone]) { Basis = "snapshots by its own schedule (every 1h)" }]);

        page.WaitForAssertion(() => Assert.Equal("Reckoned with snapshots by its own schedule (every 1h); 5 more are taken and destroyed again until then.", page.Find("[data-testid=basis]").TextContent), Deadline.OfATest);
        Assert.Equal("keeps 1, destroys 1 of 1 dataset, frees about 2.00 KiB", page.Find("[data-testid=counts]").TextContent);
        Assert.Equal("held", page.Find(".preview-mark").TextContent);
        Assert.Empty(page.FindAll("[data-testid=prune-now]")); // pruning now would destroy something else
        await DoAsync(page, it => it.Find("[data-testid=as-of-now]").ClickAsync(new()));
        Assert.EndsWith("/jobs/to_nas/prune", Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yesterday", "is not a time")]
    [InlineData("2026-02-01", "is not in the future")]
    [InlineData("2099-01-01", "too far ahead")]
    public void A_time_that_makes_no_sense_is_told(string asOf, string problem)
    {
        Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo("/jobs/to_nas/prune?asOf=" + asOf);
        Assert.Contains(problem, Page().Find(".as-of-problem").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_waits_for_approval_says_why_and_is_approved_as_it_was_seen()
    {
        Feed.Publish(AJob.Named("to_nas") with { PruningHold = new("abc", Clock.GetUtcNow(), [new(PruneSide.Receiver, 412, 14, "tank/db", 30, 31)]) });
        Render<MudBlazor.MudPopoverProvider>();
        var dialogs = Render<MudBlazor.MudDialogProvider>();
        var page = Page();
        page.WaitForAssertion(() => Assert.Contains("would destroy 412 snapshots of 14 datasets on the receiver", page.Find("[data-testid=pruning-hold]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        _found.SetResult([new(PruneSide.Receiver, null, [Plan("tank/db", "old", "new")])]);
        page.Find("[data-testid=approve]").Click();
        dialogs.WaitForAssertion(() => Assert.Equal("tank/db@old", dialogs.Find(".lost li").TextContent.Trim()), Deadline.OfATest);
        dialogs.Find("[data-testid=confirm-yes]").Click();
        page.WaitForAssertion(() => Assert.Equal(["approve abc to_nas"], Control.Asked), Deadline.OfATest);
    }

    [Fact]
    public void An_operator_sees_what_waits_and_cannot_approve_it()
    {
        SignIn(Role.Operator);
        Feed.Publish(AJob.Named("to_nas") with { PruningHold = new("abc", Clock.GetUtcNow(), [new(PruneSide.Receiver, 412, 14, "tank/db", 30, 31)]) });
        var page = Page();
        page.WaitForAssertion(() => Assert.Contains("An administrator can approve it.", page.Find("[data-testid=pruning-hold]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        Assert.Empty(page.FindAll("[data-testid=approve]"));
        _found.SetResult([new(PruneSide.Local, null, [Plan("tank/a", "old", "new")])]);
        Assert.Empty(page.FindAll("[data-testid=prune-now]")); // it would not prune
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
