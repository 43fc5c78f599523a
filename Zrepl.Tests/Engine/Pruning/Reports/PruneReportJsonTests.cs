using System.Text.Json;
using System.Text.Json.Nodes;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Pruning.Reports;

/// <summary>3.2, C4: Go clients read this.</summary>
public sealed class PruneReportJsonTests
{
    [Fact]
    public void Reports_of_go_zrepl_are_read_and_written_again_as_they_were() // C-01, C-02
    {
        var documents = StatusFixtures.AllNamed("Pruning", "PruningSender", "PruningReceiver")
            .Append(StatusFixtures.Read("status/pruning-report.json")).ToList();
        Assert.True(documents.Count >= 6);
        foreach (var document in documents) StatusFixtures.AssertSame(document, Write(Read(document)));
    }

    [Fact]
    public void The_sample_is_understood()
    {
        var report = Read(StatusFixtures.Read("status/pruning-report.json"));
        Assert.Equal((PruneState.ExecErr, 1), (report.State, report.FailedCount()));
        Assert.Equal((1, 1), report.Destroys());
        Assert.Equal(TimeSpan.FromHours(2), report.Completed![0].SnapshotList!.Value[0].Date!.Value.Offset);
        Assert.Null(report.Completed[1].SnapshotList);
    }

    [Fact]
    public void While_planning_the_lists_are_null() => Assert.Equal(
        """{"State":"Plan","Error":"","Pending":null,"Completed":null}""",
        JsonSerializer.Serialize(new PruneReport(PruneState.Plan, "", null, null), PruneReportJson.Default.PruneReport));

    [Fact]
    public void What_go_does_not_know_is_added_and_read_back()
    {
        var at = new DateTimeOffset(2024, 6, 10, 12, 0, 0, TimeSpan.Zero);
        var filesystem = new PrunedFilesystem("tank", [], [], "", "") { HeldList = [new("a", "needed")], Warning = "look", ErrorCount = 2 };
        var json = Write(new PruneReport(PruneState.Exec, "", [filesystem], []) { SleepUntil = at });
        Assert.Equal("a", (string?)json["Pending"]![0]!["HeldList"]![0]!["Name"]);
        Assert.Equal("2024-06-10T12:00:00Z", (string?)json["SleepUntil"]);
        StatusFixtures.AssertSame(json, Write(Read(json)));
    }

    private static PruneReport Read(JsonNode json) => json.Deserialize(PruneReportJson.Default.PruneReport)!;

    private static JsonNode Write(PruneReport report) => JsonSerializer.SerializeToNode(report, PruneReportJson.Default.PruneReport)!;
}
