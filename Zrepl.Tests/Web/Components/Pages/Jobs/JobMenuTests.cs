using Bunit;
using MudBlazor;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Jobs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Security;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>What is asked of a job less often: nothing is destroyed from the menu without a question that names it (design D11).</summary>
public sealed class JobMenuTests : ZreplBunitContext
{
    [Fact]
    public async Task Prune_only_leads_to_the_preview_which_asks()
    {
        var popovers = Render<MudPopoverProvider>();
        var menu = Render<JobMenu>(p => p.Add(x => x.Job, AJob.Named("home", JobKind.Snap)));
        await menu.Find("button").ClickAsync(new());

        popovers.WaitForAssertion(() => Assert.Equal("/jobs/home/prune", popovers.FindAll("a").Single(item => item.TextContent.Contains("Prune only", StringComparison.Ordinal)).GetAttribute("href")), Deadline.OfATest);
        Assert.Empty(Control.Asked);
    }

    [Fact]
    public void What_was_asked_for_is_what_the_answer_says()
    {
        Assert.Equal("to_nas replicates now; it does not prune afterwards.", JobAnswers.OfReplicate("to_nas", new(JobOutcome.Done, "")));
        Assert.Equal("to_nas is busy; it runs again right afterwards.", JobAnswers.OfReplicate("to_nas", new(JobOutcome.Queued, "")));
        Assert.Contains("prunes by the rules in force", Role.Operator.Meaning(), StringComparison.Ordinal);
    }
}
