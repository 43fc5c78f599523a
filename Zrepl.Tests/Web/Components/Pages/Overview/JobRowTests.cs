using Bunit;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Tests.Web.Components.Pages.Overview;

/// <summary>A row is drawn only if it says something new: with hundreds of jobs and many browsers that is what the dashboard costs.</summary>
public sealed class JobRowTests : ZreplBunitContext
{
    [Fact]
    public void A_row_whose_line_tells_the_same_is_not_drawn_again()
    {
        var row = Render<JobRow>(p => p.Add(x => x.Line, Line(AJob.Named("to_nas").Succeeded())));
        Assert.Equal("ok", row.Find(".jobs-state").TextContent.Trim());

        row.Render(p => p.Add(x => x.Line, Line(AJob.Named("to_nas").Succeeded() with { PhaseSince = Now })));
        Assert.Equal(1, row.RenderCount);

        row.Render(p => p.Add(x => x.Line, Line(AJob.Named("to_nas").Succeeded().Failed("no space"))));
        Assert.Equal(2, row.RenderCount);
        Assert.Equal("failed", row.Find(".jobs-state").TextContent.Trim());
    }

    [Fact]
    public void The_last_success_is_told_unless_the_last_run_is_it()
    {
        Assert.Empty(Render<JobRow>(p => p.Add(x => x.Line, Line(AJob.Named("to_nas").Succeeded()))).FindAll(".jobs-success"));
        Assert.Empty(Render<JobRow>(p => p.Add(x => x.Line, Line(AJob.Named("to_nas")))).FindAll(".jobs-success"));

        Assert.Equal("last success 3 min ago", Success(AJob.Named("to_nas").Succeeded().Failed("no space")));
        Assert.Equal("last success 3 min ago", Success(AJob.Named("to_nas").Succeeded().Replicating(1, of: 2)));
        Assert.Equal("last success never", Success(AJob.Named("to_nas").Failed("no space")));
    }

    private string Success(Zrepl.Engine.Status.JobStatus job) => Render<JobRow>(p => p.Add(x => x.Line, Line(job))).Find(".jobs-success").TextContent;

    [Fact]
    public void A_table_of_the_same_lines_is_not_drawn_again()
    {
        var line = Line(AJob.Named("to_nas").Succeeded());
        var table = Render<JobTable>(p => p.Add(x => x.Lines, [line]));
        var lines = table.Instance.Lines;

        table.Render(p => p.Add(x => x.Lines, lines));
        Assert.Equal(1, table.RenderCount);

        table.Render(p => p.Add(x => x.Lines, [line, Line(AJob.Named("other"))]));
        Assert.Equal(["to_nas", "other"], table.FindAll(".job-name").Select(name => name.TextContent));
        Assert.Equal(1, table.FindComponents<JobRow>()[0].RenderCount);
    }

    private static JobLine Line(Zrepl.Engine.Status.JobStatus job) => JobLine.From(JudgedJob.Of(job, AJob.Now), [], [], AJob.Now);
}
