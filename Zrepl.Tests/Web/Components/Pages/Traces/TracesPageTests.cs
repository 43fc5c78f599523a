using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Components.Pages.Runs;
using Zrepl.Web.Components.Pages.Traces;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Tests.Web.Components.Pages.Traces;

/// <summary>The recorded runs: what is in each, and the files (design section 4: Traces).</summary>
public sealed class TracesPageTests : HistoryBunitContext
{
    private readonly TemporaryDirectory _directory = new();

    public TracesPageTests()
    {
        var options = Options.Create(new RunTraceOptions { Directory = Folder });
        var files = new RunTraceFiles(options, TimeProvider.System, NullLogger<RunTraceFiles>.Instance);
        Services.AddSingleton(files);
        Services.AddSingleton(new EverythingRecorder(files, options, TimeProvider.System, NullLogger<EverythingRecorder>.Instance));
        Services.AddSingleton<RecordingDesk>();
    }

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
    public async Task Traces_are_listed_the_newest_first_filtered_by_job_and_can_be_downloaded()
    {
        Write("to_nas", 1, -10);
        var newest = Write("home", 1, -5);
        Write("to_nas", 2, -3, "[\n");

        var page = Render<TracesPage>();
        Assert.Equal(["to_nas run 2", "home run 1", "to_nas run 1"], page.FindAll(".run-job").Select(run => run.TextContent));
        Assert.Equal($"/api/v1/traces/{newest}", page.FindAll("[data-testid=download]")[1].GetAttribute("href"));

        await DoAsync(page, it => it.Find("[data-testid=filter-job]").ChangeAsync(new() { Value = "home" }));
        Assert.EndsWith("/traces?job=home", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal(["home run 1"], Render<TracesPage>().FindAll(".run-job").Select(run => run.TextContent));
    }

    [Fact]
    public async Task Runs_and_requests_of_clients_can_be_told_apart_and_short_ones_left_out()
    {
        File.SetLastWriteTimeUtc(Path.Combine(Folder, Write("to_nas", 1, -10)), AJob.Now.AddMinutes(-8).UtcDateTime);
        File.SetLastWriteTimeUtc(Path.Combine(Folder, Write("sink", 3, -2, client: "laptop")), AJob.Now.UtcDateTime);
        var page = Render<TracesPage>();
        await DoAsync(page, it => it.Find("[data-testid=filter-of]").ChangeAsync(new() { Value = "requests" }));
        Assert.EndsWith("/traces?of=requests", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal(["sink requests of laptop"], Render<TracesPage>().FindAll(".run-job").Select(run => run.TextContent));
        page = Render<TracesPage>();
        await DoAsync(page, it => it.Find("[data-testid=filter-of]").ChangeAsync(new() { Value = "runs" }));
        Assert.Equal(["to_nas run 1"], Render<TracesPage>().FindAll(".run-job").Select(run => run.TextContent));
        page = Render<TracesPage>();
        await DoAsync(page, it => it.Find("[data-testid=filter-min]").ChangeAsync(new() { Value = "60" })); // it took two minutes
        Assert.Equal(["to_nas run 1"], Render<TracesPage>().FindAll(".run-job").Select(run => run.TextContent));
        page = Render<TracesPage>();
        await DoAsync(page, it => it.Find("[data-testid=filter-min]").ChangeAsync(new() { Value = "600" }));
        Assert.EndsWith("/traces?of=runs&min=600", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Equal("No trace fits", Render<TracesPage>().Find(".empty h2").TextContent);
    }

    [Fact]
    public async Task What_a_client_was_served_is_listed_with_its_name_and_has_no_report()
    {
        Write("sink", 3, -2, client: "laptop 2");
        var page = Render<TracesPage>();
        Assert.Equal("sink requests of laptop 2", Assert.Single(page.FindAll(".run-job")).TextContent);
        Assert.EndsWith("_000003_sink%40laptop%25202.trace.json", page.Find("[data-testid=open-trace]").GetAttribute("href"), StringComparison.Ordinal);
        await page.Find("[data-testid=look]").ClickAsync(new());
        Assert.Empty(page.FindAll("[data-testid=to-run]"));
        Assert.Single(page.FindAll("[data-testid=to-log]"));
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

    [Fact] // F4: links from the list to the viewer, and how long runs take
    public void A_row_leads_to_the_viewer_and_lengths_are_counted()
    {
        var name = Write("to_nas", 1, -10);
        foreach (var (number, seconds) in new[] { (2, 1), (3, 2), (4, 60) })
            File.SetLastWriteTimeUtc(Path.Combine(Folder, Write("to_nas", number, -9 + number)), AJob.Now.AddMinutes(-9 + number).AddSeconds(seconds).UtcDateTime);

        var page = Render<TracesPage>();

        Assert.Equal($"/traces/{Uri.EscapeDataString(name)}", page.FindAll("[data-testid=open-trace]")[^1].GetAttribute("href"));
        Assert.Contains("the longest", page.Find("[data-testid=durations] svg").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal("1 min", page.FindAll(".trace-took .figure")[0].TextContent);
    }

    [Fact]
    public async Task A_trace_is_shown_in_the_viewer_with_ways_to_the_report_and_the_log()
    {
        await StoreAsync(Run(1));
        var name = Write("to_nas", 1, -59);
        var module = JSInterop.SetupModule("./js/trace-viewer/main.js");

        var page = Render<TracePage>(parameters => parameters.Add(trace => trace.Id, name));

        page.WaitForElement("[data-testid=to-run]", Deadline.OfATest);
        Assert.Equal("/runs/1", page.Find("[data-testid=to-run]").GetAttribute("href"));
        Assert.StartsWith("/logs?job=to_nas&from=", page.Find("[data-testid=to-log]").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Contains($"/api/v1/traces/{name}", module.VerifyInvoke("mount").Arguments[1]?.ToString(), StringComparison.Ordinal);
    }

    [Fact] // after a restart runs count from 1 again
    public void The_trace_of_a_run_is_found_by_job_number_and_begin()
    {
        Write("to_nas", 1, -600);
        var name = Write("to_nas", 1, -10);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/traces/run?job=to_nas&number=1&at={AJob.Now.AddMinutes(-10).AddMilliseconds(-40).ToUnixTimeMilliseconds()}");

        Assert.Equal($"/api/v1/traces/{name}", Render<TracePage>().Find("[data-testid=download]").GetAttribute("href"));
    }

    [Fact]
    public void A_trace_that_was_deleted_says_so()
    {
        var page = Render<TracePage>(parameters => parameters.Add(trace => trace.Id, "20260216T090000.104Z_000013_to_nas.trace.json"));
        Assert.Equal("This trace is gone", page.Find(".empty h2").TextContent);
    }

    [Theory]
    [InlineData(Role.Viewer, 0)]
    [InlineData(Role.Operator, 1)]
    public void Only_operators_may_record(Role role, int buttons)
    {
        SignIn(role);
        Assert.Equal(buttons, Render<TracesPage>().FindAll("[data-testid=record]").Count);
    }

    private string Write(string job, long number, double minutes, string content = "[\n{\"name\":\"a\",\"ph\":\"B\",\"ts\":1,\"pid\":\"h\",\"tid\":\"a\"}\n,", string? client = null)
    {
        var name = new RunTraceName(AJob.Now.AddMinutes(minutes), number, job, client).ToString();
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, name), content);
        return name;
    }
}
