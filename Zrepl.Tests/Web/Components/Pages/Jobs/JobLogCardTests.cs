using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Events;
using Zrepl.Engine.Logging.Ring;
using Zrepl.Tests.Engine.Logging;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Jobs;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>The newest lines of a job's log, live (dashboard: job, log).</summary>
public sealed class JobLogCardTests : ZreplBunitContext
{
    private LogRing Ring => Services.GetRequiredService<LogRing>();

    [Fact]
    public void The_newest_lines_of_the_job_stand_first_and_come_by_themselves()
    {
        for (var number = 1; number <= 8; number++) Say($"line {number}");
        Say("of another", job: "other");
        Say("for developers", LogEventLevel.Debug);
        Ring.Add(AnEntry.Of(LogEventLevel.Information, "command exited with success", ("job", "to_nas"), ("subsystem", "zfs.cmd")));

        var card = Render<JobLogCard>(p => p.Add(x => x.Job, "to_nas"));

        Assert.Equal(["line 8", "line 7", "line 6", "line 5", "line 4", "line 3"], Messages(card));
        Assert.Equal("/logs?job=to_nas", card.Find(".card-way").GetAttribute("href"));

        Say("it failed", LogEventLevel.Error);
        Eventually(card, () => Assert.Equal(["it failed", "line 8", "line 7", "line 6", "line 5", "line 4"], Messages(card)));
        Assert.Contains("is-failed", card.Find(".job-log-line").ClassList);
    }

    [Fact]
    public void A_job_that_said_nothing_is_told_so() =>
        Assert.Contains("has said nothing", Render<JobLogCard>(p => p.Add(x => x.Job, "to_nas")).Markup, StringComparison.Ordinal);

    private static IEnumerable<string> Messages(IRenderedComponent<JobLogCard> card) => card.FindAll(".log-message").Select(message => message.TextContent);

    private void Say(string message, LogEventLevel level = LogEventLevel.Information, string job = "to_nas") => Ring.Add(AnEntry.Of(level, message, ("job", job)));
}
