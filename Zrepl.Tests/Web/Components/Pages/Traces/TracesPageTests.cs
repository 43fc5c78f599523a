using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Components.Pages.Runs;
using Zrepl.Web.Components.Pages.Traces;

namespace Zrepl.Tests.Web.Components.Pages.Traces;

/// <summary>The recorded runs: what is in each, and the files (design section 4: Traces).</summary>
public sealed class TracesPageTests : HistoryBunitContext
{
    private readonly TemporaryDirectory _directory = new();

    public TracesPageTests() => Services.AddSingleton(new RunTraceFiles(
        Options.Create(new RunTraceOptions { Directory = Folder }), TimeProvider.System, NullLogger<RunTraceFiles>.Instance));

    private string Folder => Path.Combine(_directory.Path, "traces");

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _directory.Dispose();
    }

    [Fact]
    public void Without_a_trace_it_says_what_will_be_here() =>
        Assert.Equal("No trace yet", Render<TracesPage>().Find(".empty h2").TextContent);

    [Fact]
    public void Traces_are_listed_the_newest_first_filtered_by_job_and_can_be_downloaded()
    {
        Write("to_nas", 1, -10);
        var newest = Write("home", 1, -5);
        Write("to_nas", 2, -3, "[\n");

        var page = Render<TracesPage>();
        Assert.Equal(["to_nas run 2", "home run 1", "to_nas run 1"], page.FindAll(".run-job").Select(run => run.TextContent));
        Assert.Equal($"/api/v1/traces/{newest}", page.FindAll("[data-testid=download]")[1].GetAttribute("href"));

        page.Find("[data-testid=filter-job]").Change("home");
        Assert.EndsWith("/traces?job=home", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal(["home run 1"], Render<TracesPage>().FindAll(".run-job").Select(run => run.TextContent));
    }

    [Fact]
    public void The_run_that_was_under_way_at_a_moment_is_found()
    {
        Write("to_nas", 1, -10);
        Write("to_nas", 2, -3);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/traces?job=to_nas&at={AJob.Now.AddMinutes(-4).ToUnixTimeMilliseconds()}");

        var page = Render<TracesPage>();

        Assert.Equal("to_nas run 1", Assert.Single(page.FindAll(".run-job")).TextContent);
        Assert.Equal("/traces?job=to_nas", page.Find(".banner a").GetAttribute("href"));
    }

    [Fact]
    public async Task What_is_in_a_trace_is_told_with_ways_to_the_report_and_the_log()
    {
        await StoreAsync(Run(1));
        Write("to_nas", 1, -59, """
            [
            {"name":"repl-fs#0","ph":"B","ts":1000000,"pid":"h","tid":"repl-fs#0"}
            ,{"name":"step @a => @b","ph":"B","ts":1000000,"pid":"h","tid":"repl-fs#0"}
            ,{"name":"zfscmd#1","ph":"B","ts":1500000,"pid":"h","tid":"zfscmd#1"}
            ,{"name":"zfscmd#1","ph":"E","ts":2000000,"pid":"h","tid":"zfscmd#1"}
            ,{"name":"step @a => @b","ph":"E","ts":3000000,"pid":"h","tid":"repl-fs#0","args":{"error":"dataset <b>is</b> busy"}}
            ,{"name":"dropped 3","ph":"i","ts":3000000,"pid":"h","tid":"","s":"g"}
            ,{"name":"cut o
            """);
        var page = Render<TracesPage>();

        await page.InvokeAsync(() => page.Find("[data-testid=look]").ClickAsync(new()));

        page.WaitForElement(".longest", Deadline.OfATest);
        Assert.Equal("2 s · 2 tasks · 1 span · 1 zfs command, 0.5 s in all · 1 error · 1 not ended", page.Find(".trace-contents p").TextContent.Replace('\u00a0', ' '));
        Assert.Contains("dropped 3", page.Find(".trace-contents").TextContent, StringComparison.Ordinal);
        Assert.Equal(["step @a => @b", "zfscmd#1"], page.FindAll(".longest .mono").Select(name => name.TextContent.Trim()));
        Assert.Equal("dataset <b>is</b> busy", page.Find(".longest-error").TextContent.Trim());
        Assert.Equal("/runs/1", page.Find("[data-testid=to-run]").GetAttribute("href"));
        Assert.StartsWith("/logs?job=to_nas&from=", page.Find("[data-testid=to-log]").GetAttribute("href"), StringComparison.Ordinal);
    }

    private string Write(string job, long number, double minutes, string content = "[\n{\"name\":\"a\",\"ph\":\"B\",\"ts\":1,\"pid\":\"h\",\"tid\":\"a\"}\n,")
    {
        var name = new RunTraceName(AJob.Now.AddMinutes(minutes), number, job).ToString();
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, name), content);
        return name;
    }
}
