using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Api;

/// <summary><c>/api/v1/logs</c> and <c>/api/v1/traces</c> (design section 4).</summary>
public sealed class LogsAndTracesApiTests : IAsyncLifetime
{
    private const string Trace = "20260216T090000.104Z_000012_to_nas.trace.json";

    private readonly RunningDaemon _daemon = new();

    public async ValueTask InitializeAsync() => await _daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task Log_lines_are_given_piece_by_piece_and_filtered()
    {
        var first = await JsonAsync("/api/v1/logs?limit=1");
        var second = await JsonAsync($"/api/v1/logs?limit=1&before={first.GetProperty("next").GetInt64()}");
        Assert.True(Sequence(first) > Sequence(second));

        var found = await JsonAsync("/api/v1/logs?text=STARTING%20daemon&level=info&subsystem=meta");
        Assert.Equal("starting daemon", Assert.Single(found.GetProperty("lines").EnumerateArray()).GetProperty("message").GetString());
        Assert.Empty((await JsonAsync("/api/v1/logs?level=error&text=starting")).GetProperty("lines").EnumerateArray());
        var now = DateTimeOffset.UtcNow;
        Assert.NotEmpty((await JsonAsync($"/api/v1/logs?text=starting&from={now.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}&until={now.AddHours(1).ToUnixTimeMilliseconds()}")).GetProperty("lines").EnumerateArray());
        Assert.Empty((await JsonAsync($"/api/v1/logs?text=starting&from={Uri.EscapeDataString(now.AddHours(1).ToOffset(TimeSpan.FromHours(2)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture))}")).GetProperty("lines").EnumerateArray());
    }

    [Fact]
    public async Task The_log_is_downloaded_the_oldest_line_first()
    {
        using var answer = await _daemon.Web.GetAsync("/api/v1/logs.txt", _daemon.Limit);
        var lines = (await answer.Content.ReadAsStringAsync(_daemon.Limit)).Split('\n');
        Assert.Equal("attachment; filename=zrepl-log.txt", answer.Content.Headers.ContentDisposition?.ToString());
        Assert.Contains("[info][-][meta][", lines[0], StringComparison.Ordinal);
        Assert.Contains("zrepl version=", lines[0], StringComparison.Ordinal);

        using var list = JsonDocument.Parse(await _daemon.Web.GetStringAsync("/api/v1/logs.json?text=starting", _daemon.Limit));
        Assert.Equal("starting daemon", list.RootElement[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Traces_are_listed_and_given_by_name_and_no_other_file_is()
    {
        Directory.CreateDirectory(Path.Combine(_daemon.StatePath, "traces"));
        await File.WriteAllTextAsync(Path.Combine(_daemon.StatePath, "traces", Trace), "[\n", _daemon.Limit);

        var listed = await JsonAsync("/api/v1/traces?job=to_nas");
        Assert.Equal((Trace, 12L, 2L), (listed[0].GetProperty("id").GetString(), listed[0].GetProperty("number").GetInt64(), listed[0].GetProperty("bytes").GetInt64()));
        Assert.Equal("[\n", await _daemon.Web.GetStringAsync($"/api/v1/traces/{Trace}", _daemon.Limit));
        foreach (var path in new[] { "20260216T090000.104Z_000013_to_nas.trace.json", "..%2Fzrepl.db", "..%2f..%2fetc%2fpasswd", "zrepl.pid" })
        {
            using var answer = await _daemon.Web.GetAsync($"/api/v1/traces/{path}", _daemon.Limit);
            Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }
    }

    [Fact] // F4, live view: what was added since is asked for by its offset
    public async Task A_trace_is_given_from_an_offset_on_and_says_whether_more_will_follow()
    {
        using var begun = await _daemon.Web.PostAsync("/api/v1/traces/recording?seconds=300", null, _daemon.Limit);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        var address = begun.Headers.Location!.ToString();
        string text;
        do
        {
            using var live = await _daemon.Web.GetAsync(address, _daemon.Limit);
            Assert.True(long.Parse(Assert.Single(live.Headers.GetValues("Zrepl-Recording")), CultureInfo.InvariantCulture) > 0);
            text = await live.Content.ReadAsStringAsync(_daemon.Limit);
        }
        while (!text.Contains("internal/cli.(*Subcommand).run#0", StringComparison.Ordinal)); // what lived already is told first

        using var ended = await _daemon.Web.DeleteAsync("/api/v1/traces/recording", _daemon.Limit);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var nothing = await _daemon.Web.DeleteAsync("/api/v1/traces/recording", _daemon.Limit); // ends nothing, which nobody has to know
        var audit = _daemon.Services.GetRequiredService<Zrepl.Web.Security.Audit.AuditTrail>();
        while (!(await audit.ReadAsync(null, "trace.", 10, _daemon.Limit)).Select(entry => $"{entry.Actor} {entry.Action} {entry.Target}")
            .SequenceEqual([$"root trace.stop {Path.GetFileName(address)}", $"root trace.record {Path.GetFileName(address)}"])) _daemon.Limit.ThrowIfCancellationRequested();
        using var whole = await _daemon.Web.GetAsync(address, _daemon.Limit);
        Assert.False(whole.Headers.Contains("Zrepl-Recording"));
        var all = await whole.Content.ReadAsStringAsync(_daemon.Limit);
        Assert.StartsWith(text, all, StringComparison.Ordinal);
        Assert.Equal(all[text.Length..], await _daemon.Web.GetStringAsync($"{address}?offset={text.Length}", _daemon.Limit));
        Assert.Equal("", await _daemon.Web.GetStringAsync($"{address}?offset={all.Length + 1000}", _daemon.Limit));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("901")]
    public async Task A_recording_is_bounded(string seconds)
    {
        using var answer = await _daemon.Web.PostAsync($"/api/v1/traces/recording?seconds={seconds}", null, _daemon.Limit);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/logs?level=loud", "level")]
    [InlineData("/api/v1/logs?limit=100000", "limit")]
    [InlineData("/api/v1/logs?from=yesterday", "from")]
    [InlineData("/api/v1/logs.txt?until=99-99", "until")]
    [InlineData("/api/v1/logs?before=x", "before")]
    public async Task What_cannot_be_understood_is_told_by_its_name(string path, string parameter)
    {
        using var answer = await _daemon.Web.GetAsync(path, _daemon.Limit);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(_daemon.Limit));
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty(parameter, out _));
    }

    private static long Sequence(JsonElement list) => list.GetProperty("lines")[0].GetProperty("sequence").GetInt64();

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var document = JsonDocument.Parse(await _daemon.Web.GetStringAsync(path, _daemon.Limit));
        return document.RootElement.Clone();
    }
}
