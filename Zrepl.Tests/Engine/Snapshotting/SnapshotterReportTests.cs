using System.Text.Json;
using System.Text.Json.Nodes;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class SnapshotterReportTests // spec 4.2, C5, B2
{
    private const string Sample = """
        { "Type": "periodic",
          "Periodic": { "State": 16, "SleepUntil": "2024-06-10T12:10:00.000318+02:00", "Error": "",
            "Progress": [ { "Path": "tank/home", "State": 4, "SnapName": "zrepl_20240610_100000_000",
                            "StartAt": "2024-06-10T12:00:00.0101+02:00", "Hooks": "1 Ok 42ms snapshot", "HooksHadError": false,
                            "DoneAt": "2024-06-10T12:00:00.0522+02:00" } ] },
          "Cron": null, "Manual": null }
        """;

    private const string SnapJob = """
        {"Type":"cron","Periodic":null,"Cron":{"State":"waiting","WakeupTime":"2026-02-16T10:15:00+01:00","Errors":null,"Progress":[
          {"Path":"tank/a","State":8,"SnapName":"h_20260216_090000_000","StartAt":"2026-02-16T10:00:00+01:00",
           "Hooks":"1 Err 30s command hook failed\n2 Ok  24ms snapshot","HooksHadError":true,"DoneAt":"2026-02-16T10:00:30.1+01:00"}]},"Manual":null}
        """;

    [Theory]
    [InlineData("status-0-idle.json", 3)]
    [InlineData("status-1-running.json", 3)]
    [InlineData("status-2-done.json", 3)]
    [InlineData("status-3-incr.json", 3)]
    public void Reports_of_Go_zrepl_are_read_and_written_without_a_change(string recording, int expected)
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", recording)))!;
        var reports = document["Jobs"]!.AsObject().SelectMany(job => job.Value!.AsObject().Select(part => part.Value as JsonObject))
            .Select(body => body?["Snapshotting"] ?? body?["Snapper"]).OfType<JsonNode>().ToList();
        Assert.Equal(expected, reports.Count);
        foreach (var report in reports) AssertUnchanged(report.ToJsonString());
    }

    [Theory]
    [InlineData(Sample)]
    [InlineData(SnapJob)]
    [InlineData("""{"Type":"manual","Periodic":null,"Cron":null,"Manual":{}}""")]
    [InlineData("""{"Type":"periodic","Periodic":{"State":64,"SleepUntil":"0001-01-01T00:00:00Z","Error":"x","Progress":[]},"Cron":null,"Manual":null}""")]
    [InlineData("""{"Type":"cron","Periodic":null,"Cron":{"State":"running","WakeupTime":"0001-01-01T00:00:00Z","Errors":["a"],"Progress":null},"Manual":null}""")]
    public void Samples_are_read_and_written_without_a_change(string json) => AssertUnchanged(json);

    [Fact]
    public void Names_stand_in_the_order_in_which_Go_writes_them() => Assert.Equal(
        """{"Type":"periodic","Periodic":{"State":1,"SleepUntil":"0001-01-01T00:00:00Z","Error":"","Progress":null},"Cron":null,"Manual":null}""",
        JsonSerializer.Serialize(SnapshotterReport.Of(new PeriodicReport(PeriodicState.SyncUp, null, "", null))));

    [Fact]
    public void A_dataset_that_waits_for_its_turn_has_neither_name_nor_times() => Assert.Equal(
        """{"Path":"tank/a","State":1,"SnapName":"","StartAt":"0001-01-01T00:00:00Z","Hooks":"","HooksHadError":false,"DoneAt":"0001-01-01T00:00:00Z"}""",
        JsonSerializer.Serialize(FilesystemReport.Of(new SnapshotRow(DatasetPath.Parse("tank/a"), SnapshotPath.Parse("tank/a@s"), "s"))));

    [Fact] // BAD-34, 5.6
    public void What_Go_zrepl_does_not_know_stands_beside_it()
    {
        var at = new DateTimeOffset(2024, 6, 10, 10, 0, 0, TimeSpan.Zero);
        var hook = new HookReport("hook text", new HookFailure("exit status 1", "all"), [.. "out"u8]);
        var row = new SnapshotRow(DatasetPath.Parse("tank/a"), SnapshotPath.Parse("tank/a@s"), "s")
        {
            State = SnapshotRowState.Error, StartedAt = at, DoneAt = at.AddSeconds(1), IsCreated = true, Error = "all", Hint = "look",
            Steps =
            [
                new HookStep("/h", HookEdge.Pre, HookStepStatus.Err, at, at.AddMilliseconds(5), hook),
                new HookStep("snapshot", HookEdge.Callback, HookStepStatus.Ok, at, at, new HookReport("snapshot")),
                HookStep.Waiting("/h", HookEdge.Post) with { Status = HookStepStatus.SkippedDueToPreErr },
            ],
        };
        var json = JsonSerializer.SerializeToNode(FilesystemReport.Of(row))!;
        Assert.Equal("1 Err                5ms hook text\n2 Ok                 0s  snapshot\n3 SkippedDueToPreErr 0s  ", (string?)json["Hooks"]);
        Assert.Equal((true, true, "all", "look"), ((bool)json["HooksHadError"]!, (bool)json["SnapshotCreated"]!, (string)json["Error"]!, (string)json["Hint"]!));
        Assert.Equal(
            """{"Hook":"/h","Edge":"Pre","Status":"Err","Begin":"2024-06-10T10:00:00Z","End":"2024-06-10T10:00:00.005Z","Text":"hook text","Output":"out"}""",
            json["HookSteps"]![0]!.ToJsonString());
        Assert.Equal("SkippedDueToPreErr", (string?)json["HookSteps"]![2]!["Status"]);
    }

    private static void AssertUnchanged(string json)
    {
        var report = JsonSerializer.Deserialize<SnapshotterReport>(json)!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonSerializer.SerializeToNode(report)), JsonSerializer.Serialize(report));
        Assert.Equal(
            JsonNode.Parse(json)!.AsObject().Select(member => member.Key), JsonSerializer.SerializeToNode(report)!.AsObject().Select(member => member.Key));
    }
}
