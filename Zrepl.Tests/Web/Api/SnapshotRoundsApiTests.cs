using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Snapshotting;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;

namespace Zrepl.Tests.Web.Api;

/// <summary><c>/api/v1/snapshot-rounds</c>: paged and filtered by job, with what hooks said.</summary>
public sealed class SnapshotRoundsApiTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RunningDaemon _daemon = new();

    public async ValueTask InitializeAsync()
    {
        await _daemon.StartAsync();
        await _daemon.Services.GetRequiredService<HistoryWriter>().Opened.WaitAsync(_daemon.Limit);
        await using var db = _daemon.Services.GetRequiredService<HistoryDatabase>().Connect();
        for (var minute = 1; minute <= 3; minute++)
        {
            db.SnapshotRuns.Add(new() { Engine = "zrepl", Job = "on_nas", StartedAt = Begin.AddMinutes(minute), FinishedAt = Begin.AddMinutes(minute).AddSeconds(1), Created = minute, Outcome = SnapshotRunOutcome.Succeeded });
            db.SnapshotRuns.Add(new() { Engine = "zrepl", Job = "other", StartedAt = Begin.AddMinutes(minute), FinishedAt = Begin.AddMinutes(minute) });
        }

        db.SnapshottedDatasets.Add(new() { Engine = "zrepl", Job = "on_nas", Dataset = "tank/db", Snapshot = "s", DoneAt = Begin.AddMinutes(3), HookOutput = "locked" });
        await db.SaveChangesAsync(_daemon.Limit);
    }

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task The_list_is_given_piece_by_piece_with_what_hooks_said()
    {
        var first = await JsonAsync("/api/v1/snapshot-rounds?job=on_nas&limit=2");
        var second = await JsonAsync($"/api/v1/snapshot-rounds?job=on_nas&limit=2&older={first.GetProperty("next").GetString()}");

        Assert.Equal([3, 2, 1], first.GetProperty("rounds").EnumerateArray().Concat(second.GetProperty("rounds").EnumerateArray()).Select(round => round.GetProperty("created").GetInt32()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal("locked", first.GetProperty("rounds")[0].GetProperty("snapshots")[0].GetProperty("hookOutput").GetString());
    }

    [Fact]
    public async Task As_CSV_every_round_is_a_line()
    {
        using var answer = await _daemon.Web.GetAsync("/api/v1/snapshot-rounds.csv?job=on_nas", _daemon.Limit);

        Assert.Equal(("attachment; filename=zrepl-snapshot-rounds.csv", "text/csv"), (answer.Content.Headers.ContentDisposition?.ToString(), answer.Content.Headers.ContentType?.MediaType));
        var lines = (await answer.Content.ReadAsStringAsync(_daemon.Limit)).Split("\r\n");
        Assert.Equal("id,job,reason,started,finished,seconds,result,created,failed,missed_points,error", lines[0]);
        Assert.EndsWith(",on_nas,schedule,2026-03-01T12:03:00.000Z,2026-03-01T12:03:01.000Z,1,succeeded,3,0,0,", lines[1], StringComparison.Ordinal);
        Assert.Equal(5, lines.Length); // heading, three rounds, the end of the last line
    }

    [Fact]
    public async Task As_JSON_every_round_is_an_element_with_what_hooks_said()
    {
        var all = await JsonAsync("/api/v1/snapshot-rounds.json?job=on_nas");
        Assert.Equal([3, 2, 1], all.EnumerateArray().Select(round => round.GetProperty("created").GetInt32()));
        Assert.Equal("locked", all[0].GetProperty("snapshots")[0].GetProperty("hookOutput").GetString());
        Assert.Equal(6, (await JsonAsync("/api/v1/snapshot-rounds.json")).GetArrayLength());
    }

    [Fact]
    public async Task Exports_are_filtered_by_time_and_what_cannot_be_understood_is_refused_there_too()
    {
        Assert.Equal(1, (await JsonAsync("/api/v1/snapshot-rounds.json?job=on_nas&from=2026-03-01T12:03:00Z")).GetArrayLength());
        using var answer = await _daemon.Web.GetAsync("/api/v1/snapshot-rounds.csv?until=soon", _daemon.Limit);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task What_cannot_be_understood_is_refused()
    {
        using var answer = await _daemon.Web.GetAsync("/api/v1/snapshot-rounds?limit=101", _daemon.Limit);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await _daemon.Web.GetStringAsync(path, _daemon.Limit)).RootElement;
}
