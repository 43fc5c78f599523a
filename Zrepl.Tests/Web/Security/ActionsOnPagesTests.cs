using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Jobs;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Tests.Web.Security;

/// <summary>Each action of the pages as viewer, operator and administrator, and what it asks for (design D11).</summary>
public sealed class ActionsOnPagesTests : ZreplBunitContext
{
    public static TheoryData<Role, JobAction> Everything() => [.. from role in Roles.All from action in Enum.GetValues<JobAction>() select (role, action)];

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_action_asks_for_an_operator(Role role, JobAction action)
    {
        var requests = Services.GetRequiredService<JobRequests>();
        var answer = requests.Ask(new("anna", ActorWay.Browser, "", role), action, "to_nas");
        Assert.Equal(role >= Role.Operator, answer.IsSuccess);
        Assert.Equal(role >= Role.Operator ? 1 : 0, Control.Asked.Count);
    }

    [Fact]
    public void Nobody_in_particular_can_do_nothing() =>
        Assert.False(Services.GetRequiredService<JobRequests>().Ask(Actor.Nobody("192.0.2.1"), JobAction.Wakeup, "to_nas").IsSuccess);

    [Theory]
    [InlineData(Role.Viewer, 0)]
    [InlineData(Role.Operator, 1)]
    [InlineData(Role.Administrator, 1)]
    public void Buttons_are_there_for_operators_only(Role role, int count)
    {
        SignIn(role);
        var job = AJob.Named("to_nas");
        Feed.Publish(job);
        Assert.Equal(count, Render<JobActions>(p => p.Add(x => x.Job, JobWays.Of(job))).FindAll("[data-testid=run-now]").Count);
        Assert.Equal(count, Render<JobMenu>(p => p.Add(x => x.Job, job)).FindAll("[data-testid=job-menu]").Count);
        Assert.Equal(count, Render<AllJobsMenu>().FindAll("[data-testid=all-jobs-menu]").Count);
    }

    [Fact]
    public async Task A_pause_asks_until_when()
    {
        var provider = Render<MudDialogProvider>();
        Task<PauseChoice?>? asked = null;
        await provider.InvokeAsync(() => { asked = PauseDialog.AskAsync(Services.GetRequiredService<IDialogService>(), "to_nas"); });
        provider.WaitForElement("[data-testid=pause-yes]", Deadline.OfATest);
        Assert.Contains("Pause to_nas?", provider.Markup, StringComparison.Ordinal);
        await provider.Find("[data-testid=pause-morning]").ChangeAsync(new() { Value = "morning" });
        await provider.Find("[data-testid=pause-yes]").ClickAsync(new());
        Assert.Equal(new DateTimeOffset(2026, 2, 15, 6, 0, 0, TimeSpan.Zero), (await asked!)?.Until); // asked just above
    }

    [Fact]
    public async Task A_pause_until_a_time_that_is_over_is_refused_and_one_without_end_has_none()
    {
        var provider = Render<MudDialogProvider>();
        Task<PauseChoice?>? asked = null;
        await provider.InvokeAsync(() => { asked = PauseDialog.AskAsync(Services.GetRequiredService<IDialogService>(), "to_nas"); });
        provider.WaitForElement("[data-testid=pause-yes]", Deadline.OfATest);
        await provider.Find("[data-testid=pause-other]").ChangeAsync(new() { Value = "other" });
        await provider.Find("[data-testid=pause-time]").ChangeAsync(new() { Value = "2026-02-14T13:00" });
        await provider.Find("[data-testid=pause-yes]").ClickAsync(new());
        Assert.Equal("That time is over already.", provider.Find("[role=alert]").TextContent);
        await provider.Find("[data-testid=pause-open]").ChangeAsync(new() { Value = "open" });
        await provider.Find("[data-testid=pause-yes]").ClickAsync(new());
        var choice = await asked!; // asked just above
        Assert.NotNull(choice);
        Assert.Null(choice.Until);
    }

    [Fact]
    public void All_jobs_are_asked_that_it_concerns()
    {
        Feed.Publish(AJob.Named("idle"));
        Feed.Publish(AJob.Named("paused") with { IsPaused = true });
        Feed.Publish(AJob.Named("busy") with { Running = new(1, RunReason.Schedule, Now) });
        Feed.Publish(AJob.Named("sink", JobKind.Sink));
        var (requests, actor) = (Services.GetRequiredService<JobRequests>(), new Actor("anna", ActorWay.Browser, "", Role.Operator));
        requests.AskAll(actor, JobAction.Pause, Now.AddHours(1));
        requests.AskAll(actor, JobAction.Resume);
        requests.AskAll(actor, JobAction.Cancel);
        const string until = "pause until 2026-02-14T15:02";
        Assert.Equal([$"{until} idle", $"{until} paused", $"{until} busy", "resume paused", "reset busy"], Control.Asked);
    }
}
