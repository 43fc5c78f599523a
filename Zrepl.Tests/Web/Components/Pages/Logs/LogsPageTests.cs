using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Events;
using Zrepl.Engine.Logging.Ring;
using Zrepl.Tests.Engine.Logging;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Logs;

namespace Zrepl.Tests.Web.Components.Pages.Logs;

/// <summary>The log live: filtered by level, job, part, text and trace; pausing; everything in a line (design section 4: Logs).</summary>
public sealed class LogsPageTests : ZreplBunitContext
{
    private readonly LogRing _ring = new(1000);

    public LogsPageTests() => Services.AddSingleton(_ring);

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void Lines_appear_by_themselves_the_newest_first()
    {
        var page = Render<LogsPage>();
        Assert.Equal("No line yet", page.Find(".empty h2").TextContent);

        Say("first");
        Say("second");

        Eventually(page, () => Assert.Equal(["second", "first"], Messages(page)));
    }

    [Theory]
    [InlineData("level=warn", "bad")]
    [InlineData("job=to_nas", "of job")]
    [InlineData("subsystem=zfs.cmd", "command")]
    [InlineData("text=TANK%2Fdb", "about")]
    [InlineData("text=secret", "with field")]
    [InlineData("trace=R$C", "inside")]
    [InlineData("trace=C.a", "inside")]
    public void What_is_asked_for_stands_in_the_address(string query, string found)
    {
        Say("bad", LogEventLevel.Error);
        Say("of job", fields: ("job", "to_nas"));
        Say("command", fields: ("subsystem", "zfs.cmd"));
        Say("about tank/db");
        Say("with field", fields: ("x", "a secret"));
        Say("inside", fields: ("span", "R$C.a"));
        Say("beside", fields: ("span", "R$Cx.ab"));
        Navigation.NavigateTo("/logs?" + query);

        var page = Render<LogsPage>();

        Assert.StartsWith(found, Assert.Single(Messages(page)), StringComparison.Ordinal);
        Assert.Equal("/api/v1/logs.txt?" + query, page.Find("[data-testid=download-txt]").GetAttribute("href"));
    }

    [Fact]
    public void Only_new_lines_that_fit_appear_and_nothing_found_offers_a_way_back()
    {
        Navigation.NavigateTo("/logs?level=error");
        var page = Render<LogsPage>();
        Assert.Equal("/logs", page.Find("[data-testid=clear-filters]").GetAttribute("href"));

        Say("fine");
        Say("bad", LogEventLevel.Error);

        Eventually(page, () => Assert.Equal(["bad"], Messages(page)));
    }

    [Fact]
    public async Task While_it_is_paused_nothing_moves_and_what_came_is_counted()
    {
        Say("before");
        var page = Render<LogsPage>();
        await DoAsync(page, it => it.Find("[data-testid=pause]").ClickAsync(new()));

        Say("meanwhile");

        Eventually(page, () => Assert.Equal("paused, 1 new", page.Find("[data-testid=log-state]").TextContent));
        Assert.Equal(["before"], Messages(page));
        await DoAsync(page, it => it.Find("[data-testid=pause]").ClickAsync(new()));
        Assert.Equal(["meanwhile", "before"], Messages(page));
        Assert.Equal("live", page.Find("[data-testid=log-state]").TextContent);
    }

    [Fact]
    public async Task Whoever_opens_a_line_reads_it_in_peace_and_has_everything_in_it()
    {
        _ring.Add(AnEntry.At(AJob.Now, LogEventLevel.Error, "it failed", ("job", "to_nas"), ("subsystem", "repl"), ("span", "R$C.a"), ("n", 3), ("err", "dataset is busy")));
        var page = Render<LogsPage>();
        Assert.Equal(["dataset is busy", "n=3"], page.FindAll(".log-message span").Select(part => part.TextContent.Trim()));

        await DoAsync(page, it => it.Find(".log-line summary").ClickAsync(new()));

        Assert.Equal("paused", page.Find("[data-testid=log-state]").TextContent);
        Assert.Equal(["time", "job", "subsystem", "span", "msg", "n", "err"], page.FindAll(".log-fields dt").Select(name => name.TextContent));
        Assert.Equal(["R", "$C", ".a"], page.FindAll(".log-fields a[title]").Select(span => span.TextContent));
        Assert.Equal("/logs?trace=R$C", page.FindAll(".log-fields a[title]")[1].GetAttribute("href"));
        Assert.Contains("/traces?job=to_nas&at=", page.Find(".log-fields a[href^='/traces']").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_log_is_shown_piece_by_piece()
    {
        for (var i = 0; i < 250; i++) Say($"m{i}");
        var page = Render<LogsPage>();
        Assert.Equal(200, Messages(page).Count);

        await DoAsync(page, it => it.Find("[data-testid=older]").ClickAsync(new()));

        Assert.Equal(250, Messages(page).Count);
        Assert.Equal("m0", Messages(page)[^1]);
        Assert.Empty(page.FindAll("[data-testid=older]"));
    }

    [Fact]
    public void Texts_from_outside_are_shown_as_texts_and_long_ones_do_not_fill_the_page()
    {
        _ring.Add(AnEntry.Of(LogEventLevel.Information, "x", ("text", "<img src=x>\u001b[2J" + new string('y', 10_000))));

        var page = Render<LogsPage>();

        Assert.Empty(page.FindAll(".log-line img"));
        Assert.True(Messages(page).Single().Length < 400);
        Assert.Contains("<img src=x>␛[2Jyyy", page.FindAll(".log-fields dd")[^1].TextContent, StringComparison.Ordinal);
    }

    private static List<string> Messages(IRenderedComponent<LogsPage> page) => [.. page.FindAll(".log-message").Select(message => message.TextContent)];

    private void Say(string message, LogEventLevel level = LogEventLevel.Information, params (string, object?)[] fields) => _ring.Add(AnEntry.Of(level, message, fields));
}
