using System.Text.Json;
using System.Text.Json.Nodes;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class SnapshotterReportTests // spec 4.2, C5, B2
{
    [Fact]
    public void Reports_of_Go_zrepl_are_read_and_written_without_a_change()
    {
        var reports = StatusFixtures.AllNamed("Snapshotting", "Snapper").ToList();
        Assert.InRange(reports.Count, 14, 20); // three in each recording and those of the specification
        foreach (var report in reports) AssertUnchanged(report);
    }

    [Theory]
    [InlineData("""{"Type":"manual","Periodic":null,"Cron":null,"Manual":{}}""")]
    [InlineData("""{"Type":"periodic","Periodic":{"State":64,"SleepUntil":"0001-01-01T00:00:00Z","Error":"x","Progress":[]},"Cron":null,"Manual":null}""")]
    [InlineData("""{"Type":"cron","Periodic":null,"Cron":{"State":"running","WakeupTime":"0001-01-01T00:00:00Z","Errors":["a"],"Progress":null},"Manual":null}""")]
    public void Corner_cases_are_read_and_written_without_a_change(string json) => AssertUnchanged(JsonNode.Parse(json)!);

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

    private static void AssertUnchanged(JsonNode json)
    {
        var written = JsonSerializer.SerializeToNode(json.Deserialize<SnapshotterReport>());
        StatusFixtures.AssertSame(json, written);
        Assert.Equal(json.AsObject().Select(member => member.Key), written!.AsObject().Select(member => member.Key));
    }
}
