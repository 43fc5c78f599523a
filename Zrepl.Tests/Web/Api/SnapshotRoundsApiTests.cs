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
    public async Task What_cannot_be_understood_is_refused()
    {
        using var answer = await _daemon.Web.GetAsync("/api/v1/snapshot-rounds?limit=101", _daemon.Limit);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await _daemon.Web.GetStringAsync(path, _daemon.Limit)).RootElement;
}
