using System.Text.Json;
using System.Text.Json.Nodes;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Replication.Reports;

/// <summary>1.11.1, B2, C3: Go clients read this.</summary>
public sealed class ReplicationReportJsonTests
{
    [Fact]
    public void Reports_of_go_zrepl_are_read_and_written_again_as_they_were() // C-01, C-02
    {
        var documents = StatusFixtures.AllNamed("Replication").Append(StatusFixtures.Read("status/replication-report.json")).ToList();
        Assert.True(documents.Count >= 5);
        foreach (var document in documents) StatusFixtures.AssertSame(document, Write(Read(document)));
    }

    [Fact]
    public void The_sample_is_understood()
    {
        var report = Read(StatusFixtures.Read("status/replication-report.json"));
        Assert.Null(report.FinishAt);
        Assert.Equal(TimeSpan.FromHours(2), report.StartAt!.Value.Offset);
        var (home, vm) = (report.Attempts[0].Filesystems[0], report.Attempts[0].Filesystems[1]);
        Assert.Equal((FilesystemState.Stepping, BlockedOn.Nothing, 1), (home.State, home.BlockedOn, home.CurrentStep));
        Assert.Equal(5242880, home.Steps[1].Info.BytesReplicated);
        Assert.Equal("sender does not have any versions", vm.PlanError!.Err);
    }

    [Fact]
    public void Members_are_written_in_the_order_of_go()
    {
        var step = new StepReport(new("", "@a", false, 0, 0));
        var filesystem = new FilesystemReport(new("tank"), FilesystemState.StepError, BlockedOn.ReplicationQueue, null, new("x", null), 0, [step]);
        var attempt = new AttemptReport(AttemptState.FilesystemError, null, null, null, [filesystem]);
        const string zero = "\"0001-01-01T00:00:00Z\"";
        Assert.Equal(
            $$$"""
            {"StartAt":{{{zero}}},"FinishAt":{{{zero}}},"WaitReconnectSince":{{{zero}}},"WaitReconnectUntil":{{{zero}}},"WaitReconnectError":null,"Attempts":[{"State":"filesystem-error","StartAt":{{{zero}}},"FinishAt":{{{zero}}},"PlanError":null,"Filesystems":[{"Info":{"Name":"tank"},"State":"step-error","BlockedOn":"repl-queue","PlanError":null,"StepError":{"Err":"x","Time":{{{zero}}}},"CurrentStep":0,"Steps":[{"Info":{"From":"","To":"@a","Resumed":false,"BytesExpected":0,"BytesReplicated":0}}]}]}]}
            """,
            JsonSerializer.Serialize(new ReplicationReport(null, null, null, null, null, [attempt]), ReplicationReportJson.Default.ReplicationReport));
    }

    [Fact]
    public void What_go_does_not_know_is_added_and_read_back()
    {
        var at = new DateTimeOffset(2024, 6, 10, 12, 0, 0, TimeSpan.FromHours(2));
        var filesystem = new FilesystemReport(new("tank"), FilesystemState.PlanningError, BlockedOn.Nothing, new("diverged", at), null, 0, [])
        {
            Warning = "look",
            ErrorClass = FailureClass.Connectivity,
            Conflict = new("Diverged", "@a", ["@b"], ["@c"]),
        };
        var attempt = new AttemptReport(AttemptState.FilesystemError, at, at, null, [filesystem]) { ErrorClass = FailureClass.Cancelled, Cancelled = "x" };
        var json = Write(new ReplicationReport(at, null, null, null, null, [attempt]));

        var written = json["Attempts"]![0]!["Filesystems"]![0]!;
        Assert.Equal(("look", "connectivity", "@a"), ((string?)written["Warning"], (string?)written["ErrorClass"], (string?)written["Conflict"]!["CommonAncestor"]));
        StatusFixtures.AssertSame(json, Write(Read(json)));
    }

    [Fact] // C-05
    public void Byte_counts_beyond_what_javascript_can_count_survive()
    {
        var step = JsonNode.Parse("""{"From":"","To":"@a","Resumed":false,"BytesExpected":9007199254740993,"BytesReplicated":9007199254740995}""")!;
        var info = step.Deserialize(ReplicationReportJson.Default.StepInfo)!;
        Assert.Equal((9007199254740993, 9007199254740995), (info.BytesExpected, info.BytesReplicated));
    }

    private static ReplicationReport Read(JsonNode json) => json.Deserialize(ReplicationReportJson.Default.ReplicationReport)!;

    private static JsonNode Write(ReplicationReport report) =>
        JsonSerializer.SerializeToNode(report, ReplicationReportJson.Default.ReplicationReport)!;
}
