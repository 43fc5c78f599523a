using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;

namespace Zrepl.Tests.Web.Api;

/// <summary><c>/api/v1/runs</c>: paged, filtered, streamed as CSV and JSON, problem details for errors (spec C7).</summary>
public sealed class RunsApiTests : IAsyncLifetime
{
    private readonly RunningDaemon _daemon = new();

    public async ValueTask InitializeAsync()
    {
        await _daemon.StartAsync();
        for (var number = 1; number <= 5; number++) History.RunFinished(Run(number, number == 2 ? "=cmd|' /C calc'!A0, \"quoted\"\nsecond line" : null));
        while (await CountAsync() < 5) await Task.Yield();
    }

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private HistoryRecorder History => _daemon.Services.HistoryOf("zrepl");

    [Fact]
    public async Task The_list_is_given_piece_by_piece()
    {
        var first = await JsonAsync("/api/v1/runs?limit=3");
        var next = first.GetProperty("next").GetString();
        var second = await JsonAsync($"/api/v1/runs?limit=3&older={next}");

        Assert.Equal([5, 4, 3, 2, 1], Numbers(first).Concat(Numbers(second)));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        var run = first.GetProperty("runs")[0];
        Assert.Equal(("push", "ok", 16.0), (run.GetProperty("kind").GetString(), run.GetProperty("result").GetString(), run.GetProperty("duration").GetDouble()));
    }

    [Fact]
    public async Task It_is_filtered() => Assert.Equal([2], Numbers(await JsonAsync("/api/v1/runs?result=failed&job=to_nas&from=2026-03-01&until=2026-03-02T00:00:00Z")));

    [Theory]
    [InlineData("/api/v1/runs?result=bad", "result")]
    [InlineData("/api/v1/runs?limit=0", "limit")]
    [InlineData("/api/v1/runs?limit=1001", "limit")]
    [InlineData("/api/v1/runs?older=x", "older")]
    [InlineData("/api/v1/runs?from=yesterday", "from")]
    [InlineData("/api/v1/runs.csv?until=soon", "until")]
    public async Task What_cannot_be_understood_is_told_by_its_name(string path, string parameter)
    {
        using var answer = await _daemon.Web.GetAsync(path, _daemon.Limit);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(_daemon.Limit));
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty(parameter, out _));
    }

    [Fact]
    public async Task As_CSV_every_run_is_a_line_and_no_text_is_taken_for_a_formula()
    {
        using var answer = await _daemon.Web.GetAsync("/api/v1/runs.csv", _daemon.Limit);
        var text = await answer.Content.ReadAsStringAsync(_daemon.Limit);

        Assert.Equal("attachment; filename=zrepl-runs.csv", answer.Content.Headers.ContentDisposition?.ToString());
        var lines = text.Split("\r\n");
        Assert.StartsWith("id,job,kind,number,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",to_nas,push,5,schedule,2026-03-01T12:05:00.000Z,2026-03-01T12:05:16.000Z,16,ok,0,0,4096,2,0,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",\"'=cmd|' /C calc'!A0, \"\"quoted\"\"\nsecond line\"", lines[4], StringComparison.Ordinal);
        Assert.Equal(7, lines.Length);
    }

    [Fact]
    public async Task As_JSON_every_run_is_an_element()
    {
        using var list = JsonDocument.Parse(await _daemon.Web.GetStringAsync("/api/v1/runs.json", _daemon.Limit));
        Assert.Equal([5, 4, 3, 2, 1], list.RootElement.EnumerateArray().Select(run => run.GetProperty("number").GetInt64()));
    }

    [Fact]
    public async Task One_run_is_given_with_everything_and_an_unknown_one_is_not_found()
    {
        var id = (await JsonAsync("/api/v1/runs?limit=1")).GetProperty("runs")[0].GetProperty("id").GetInt64();
        var run = await JsonAsync($"/api/v1/runs/{id}");
        Assert.Equal(["run", "datasets", "pruned", "snapshotRounds", "snapshots"], run.EnumerateObject().Select(member => member.Name));

        using var answer = await _daemon.Web.GetAsync("/api/v1/runs/4711", _daemon.Limit);
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    private static FinishedRun Run(long number, string? error)
    {
        var begin = new DateTimeOffset(2026, 3, 1, 12, (int)number, 0, TimeSpan.Zero);
        var result = new RunResult
        {
            Number = number, Reason = RunReason.Schedule, StartedAt = begin, FinishedAt = begin.AddSeconds(16), Error = error,
            Outcome = error is null ? RunOutcome.Succeeded : RunOutcome.Failed, BytesReplicated = 4096, StepsCompleted = 2,
        };
        return new(JobName.Parse("to_nas"), JobKind.Push, result, null, null, null, null);
    }

    private async Task<int> CountAsync() => (await JsonAsync("/api/v1/runs")).GetProperty("runs").GetArrayLength();

    private static IEnumerable<long> Numbers(JsonElement list) => list.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("number").GetInt64());

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var document = JsonDocument.Parse(await _daemon.Web.GetStringAsync(path, _daemon.Limit));
        return document.RootElement.Clone();
    }
}
