using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MudBlazor;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Repairs;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Jobs;
using Zrepl.Web.Live.Repairs;
using Zrepl.Web.Security;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>Ways out of a copy that replication cannot go on with, with consent to exactly what is shown.</summary>
public sealed class RepairPageTests : ZreplBunitContext, IRepairs
{
    private static readonly DatasetPath Source = DatasetPath.Parse("tank/a");
    private static readonly DatasetPath Copy = DatasetPath.Parse("backup/tank/a");

    private static readonly RepairPlan Diverged = new(
        Source, Copy, RepairSituation.Diverged, "backup/tank/a has 1 snapshot newer than @2, the last that tank/a has too.",
        [
            new(1, RepairKind.RollBack, "Roll backup/tank/a back to @2.", ["backup/tank/a@<b>own</b>"], "", [new RepairStep.RollBack(Copy.Snapshot("2"), 2)], null),
            new(2, RepairKind.SetAside, "Rename backup/tank/a.", [], "The next run begins a new copy.", [new RepairStep.Rename(Copy, Copy.Child("x"))], null),
            new(3, RepairKind.Adopt, "Make backup/other the copy.", [], "", [], "It is in another pool"),
        ],
        "r1");

    private readonly List<(string Revision, int Way)> _gone = [];
    private Exception? _failure;
    private Func<RepairPlan?> _look = () => Diverged;
    private RepairResult _result = new RepairResult.Done(Diverged.Ways[0], Diverged with { Situation = RepairSituation.Well, Explanation = "It goes on.", Ways = [], Revision = "r2" });

    public RepairPageTests()
    {
        Services.AddSingleton<IRepairs>(this);
        Services.AddSingleton<IHostApplicationLifetime>(new QuietLifetime());
        Services.AddSingleton<RepairDesk>();
    }

    public Task<RepairPlan?> LookAsync(string job, DatasetPath filesystem, CancellationToken cancellation) => Task.FromResult(_look());

    public Task<RepairResult?> RunAsync(
        string job, DatasetPath filesystem, string revision, int way, Func<RepairPlan, RepairWay, Task> begins, CancellationToken cancellation)
    {
        _gone.Add((revision, way));
        if (_failure is not null) throw _failure;
        return Task.FromResult<RepairResult?>(_result);
    }

    [Fact]
    public void Each_way_says_what_is_lost_what_follows_and_what_is_run()
    {
        var page = Page();
        Assert.Contains("has 1 snapshot newer than @2", page.Find("[data-testid=situation]").TextContent, StringComparison.Ordinal);
        var ways = page.FindAll("[data-way]");
        Assert.Equal(["1. Roll back", "2. Set aside", "3. Adopt"], page.FindAll("[data-way] h2").Select(title => title.TextContent));
        Assert.Contains("lost for ever", ways[0].TextContent, StringComparison.Ordinal);
        Assert.Equal("backup/tank/a@<b>own</b>", ways[0].QuerySelector(".lost li")!.TextContent.Trim());
        Assert.Equal("zfs rollback backup/tank/a@2", ways[0].QuerySelector("pre")!.TextContent);
        Assert.Contains("nothing is lost", ways[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("The next run begins a new copy.", ways[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("It is in another pool.", ways[2].TextContent, StringComparison.Ordinal);
        Assert.Null(ways[2].QuerySelector("button"));
    }

    [Fact]
    public void Who_consents_consents_to_the_plan_that_they_saw_and_sees_what_came_of_it()
    {
        var dialogs = Dialogs();
        var page = Page();
        page.Find("[data-way='1'] [data-testid=go]").Click();
        dialogs.WaitForAssertion(() => Assert.Equal("backup/tank/a@<b>own</b>", dialogs.Find(".lost li").TextContent.Trim()), Deadline.OfATest);
        Assert.Empty(_gone);
        dialogs.Find("[data-testid=confirm-yes]").Click();

        page.WaitForAssertion(() => Assert.Contains("Roll backup/tank/a back to @2.", page.Find("[data-testid=repaired]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        Assert.Equal([("r1", 1)], _gone);
        Assert.Contains("It goes on.", page.Find("[data-testid=situation]").TextContent, StringComparison.Ordinal);
        page.Find("[data-testid=replicate]").Click();
        page.WaitForAssertion(() => Assert.Equal(["wakeup Replication to_nas"], Control.Asked), Deadline.OfATest);
    }

    [Fact]
    public void Who_thinks_better_of_it_changes_nothing()
    {
        var dialogs = Dialogs();
        var page = Page();
        page.Find("[data-way='2'] [data-testid=go]").Click();
        dialogs.WaitForElement("[data-testid=confirm-no]", Deadline.OfATest).Click();
        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll("[data-testid=confirm-no]")), Deadline.OfATest);
        Assert.Empty(_gone);
    }

    [Fact]
    public void If_anything_has_changed_the_reason_and_what_is_so_now_are_shown()
    {
        var now = Diverged with { Explanation = "backup/tank/a has 2 snapshots newer than @2.", Revision = "r3" };
        _result = new RepairResult.Refused("What was shown is not so any more. Look again, and consent to what is shown then.", now);
        var dialogs = Dialogs();
        var page = Page();
        _look = () => now;
        page.Find("[data-way='1'] [data-testid=go]").Click();
        dialogs.WaitForElement("[data-testid=confirm-yes]", Deadline.OfATest).Click();

        page.WaitForAssertion(() => Assert.Contains("is not so any more", page.Find("[data-testid=not-repaired]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        Assert.Contains("has 2 snapshots", page.Find("[data-testid=situation]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_went_wrong_in_the_middle_says_what_was_done()
    {
        _failure = new RepairInterruptedException(["zfs destroy backup/tank/a@own"], "zfs rollback backup/tank/a@2", new EndpointException("pool is suspended"));
        var dialogs = Dialogs();
        var page = Page();
        page.Find("[data-way='1'] [data-testid=go]").Click();
        dialogs.WaitForElement("[data-testid=confirm-yes]", Deadline.OfATest).Click();
        page.WaitForAssertion(() => Assert.Contains("Done before, and not taken back: zfs destroy backup/tank/a@own", page.Find("[data-testid=not-repaired]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        Assert.Contains("not finished", page.Find("[data-testid=not-repaired]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_sees_the_ways_and_cannot_go_them()
    {
        SignIn(Role.Operator);
        var page = Page();
        Assert.Equal(3, page.FindAll("[data-way]").Count);
        Assert.Empty(page.FindAll("[data-testid=go]"));
        Assert.Contains("An administrator can do it.", page.Find("[data-way='1']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_looked_at_from_here_says_what_to_do_instead()
    {
        _look = () => throw new EndpointException("the copies of job \"to_nas\" are on another machine");
        Assert.Contains("are on another machine.", Page().Find(".empty p").TextContent, StringComparison.Ordinal);
        _look = () => null;
        Assert.Equal("There is no job named to_nas", Page().Find(".empty h2").TextContent);
    }

    private sealed class QuietLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => throw new InvalidOperationException("nothing is to be stopped");
    }

    private IRenderedComponent<MudDialogProvider> Dialogs()
    {
        Render<MudPopoverProvider>();
        return Render<MudDialogProvider>();
    }

    private IRenderedComponent<RepairPage> Page()
    {
        var page = Render<RepairPage>(one => one.Add(it => it.Name, "to_nas").Add(it => it.Dataset, "tank/a"));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=look-again][disabled]")), Deadline.OfATest);
        return page;
    }
}
