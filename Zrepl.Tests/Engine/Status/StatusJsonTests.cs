using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Engine.Status;
using Zrepl.Engine.Status.Document;
using Zrepl.Engine.Tracing.Commands;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Status;

/// <summary>Spec C and its checks C-01 to C-11 as far as they concern the document.</summary>
public sealed class StatusJsonTests
{
    private static readonly KeyValuePair<string, string>[] Secrets =
        [new("AWS_SECRET_ACCESS_KEY", "swordfish"), new("ZREPL_WEB_TOKEN", "swordfish"), new("HOME", "/root"), new("PATH", "/sbin:/bin"), new("ZREPL_REPLICATION_MAX_ATTEMPTS", "5")];

    [Theory]
    [InlineData("go-zrepl/status-0-idle.json")]
    [InlineData("go-zrepl/status-1-running.json")]
    [InlineData("go-zrepl/status-2-done.json")]
    [InlineData("go-zrepl/status-3-incr.json")]
    public void A_recorded_document_survives_reading_and_writing(string file) // C-01, C-02, C-03
    {
        var recorded = StatusFixtures.Read(file);
        var document = StatusJson.Read(Encoding.UTF8.GetBytes(recorded.ToJsonString()));
        StatusFixtures.AssertSame(recorded, JsonNode.Parse(StatusJson.Write(document)));
    }

    [Theory]
    [InlineData("status/push-job-status.json")]
    [InlineData("status/snap-job-status.json")]
    public void A_written_job_survives_reading_and_writing(string file) // C-01
    {
        var jobs = new JsonObject { ["j"] = StatusFixtures.Read(file) };
        if (StatusFixtures.Read(file)["Jobs"] is JsonObject all) jobs = (JsonObject)all.DeepClone();
        var json = new JsonObject { ["Jobs"] = jobs, ["Global"] = JsonNode.Parse("""{"ZFSCmds":{"Active":null},"Envconst":{"Entries":null},"OsEnviron":[]}""") };
        var document = StatusJson.Read(Encoding.UTF8.GetBytes(json.ToJsonString()));
        StatusFixtures.AssertSame(json, JsonNode.Parse(StatusJson.Write(document)));
    }

    [Theory]
    [InlineData("""{"sink":{"Snapper":null},"type":"sink"}""")]
    [InlineData("""{"source":{"Snapper":{"Type":"manual","Periodic":null,"Cron":null,"Manual":{}}},"type":"source"}""")]
    [InlineData("""{"pull":{"Replication":null,"PruningSender":null,"PruningReceiver":null,"Snapshotting":null},"type":"pull"}""")]
    [InlineData("""{"internal":null,"type":"internal"}""")]
    public void Samples_of_the_specification_are_written_byte_for_byte(string job) // C6; the type is last because keys are sorted
    {
        var json = $$$"""{"Jobs":{"j":{{{job}}}},"Global":{"ZFSCmds":{"Active":null},"Envconst":{"Entries":null},"OsEnviron":[]}}""";
        Assert.Equal(json, StatusJson.Write(StatusJson.Read(Encoding.UTF8.GetBytes(json))));
    }

    [Theory]
    [InlineData("""{"push":{}}""", "a job has no member \"type\"")]
    [InlineData("""{"type":"push"}""", "a job of type \"push\" has no member \"push\"")]
    [InlineData("""{"type":"shove","shove":{}}""", "unknown job type \"shove\"")]
    public void What_is_no_job_is_refused_with_what_is_missing(string job, string message) // C-04
    {
        var json = Encoding.UTF8.GetBytes($$$"""{"Jobs":{"j":{{{job}}}},"Global":null}""");
        Assert.Equal(message, Assert.Throws<JsonException>(() => StatusJson.Read(json)).Message);
    }

    [Fact]
    public void Each_kind_of_job_shows_what_belongs_to_it()
    {
        var prune = new PruneReport(PruneState.Done, "", [], []);
        var all = new JobStatus
        {
            Name = JobName.Parse("j"), Kind = JobKind.Push, PruningSender = prune, Pruning = prune, Snapshotting = SnapshotterReport.OfManual,
        };
        Assert.NotNull(Assert.IsType<JobDocument.Active>(JobDocument.Of(all)).Body.Snapshotting);
        Assert.Equal(prune, Assert.IsType<JobDocument.Snap>(JobDocument.Of(all with { Kind = JobKind.Snap })).Body.Pruning);
        Assert.NotNull(Assert.IsType<JobDocument.Passive>(JobDocument.Of(all with { Kind = JobKind.Source })).Body.Snapper);
    }

    [Fact]
    public void The_environment_shows_names_but_no_secrets() // BAD-22, C-11
    {
        var document = StatusDocuments.Of([], ["_control"], [], EnvironmentConstants.Defaults, Secrets);
        Assert.DoesNotContain("swordfish", StatusJson.Write(document), StringComparison.Ordinal);
        Assert.Contains("AWS_SECRET_ACCESS_KEY=***", document.Global.OsEnviron);
        Assert.Contains("PATH=/sbin:/bin", document.Global.OsEnviron);
        Assert.Contains("ZREPL_REPLICATION_MAX_ATTEMPTS=5", document.Global.OsEnviron);
        Assert.IsType<JobDocument.Internal>(document.Jobs["_control"]);
    }

    [Fact]
    public void Environment_constants_have_the_values_and_types_that_go_gives_them()
    {
        var recorded = StatusFixtures.Read("go-zrepl/status-2-done.json")["Global"]!["Envconst"]!["Entries"]!.AsArray();
        var ours = StatusDocuments.Of([], [], [], EnvironmentConstants.Defaults, []).Global.Envconst.Entries!.Value.ToDictionary(entry => entry.Var);
        var compared = 0;
        foreach (var entry in recorded)
        {
            var (name, value, type) = ((string)entry!["Var"]!, (string)entry["Value"]!, (string)entry["ValueGoType"]!);
            if (name == "ZREPL_ACTIVITY_TRACE" || name.StartsWith("ZREPL_EXPERIMENTAL_", StringComparison.Ordinal)) continue; // set or found out there
            Assert.Equal(new EnvironmentEntryDocument(name, value, type), ours[name]);
            compared++;
        }

        Assert.True(compared > 10);
    }

    [Fact]
    public void Running_commands_are_shown_with_program_and_arguments()
    {
        var started = new DateTimeOffset(2026, 2, 16, 10, 1, 20, TimeSpan.FromHours(1));
        ImmutableArray<ActiveZfsCommand> commands = [new("/usr/sbin/zfs", ["zfs", "send", "tank@a"], started, "j", "a$b", 7)];
        var json = JsonNode.Parse(StatusJson.Write(StatusDocuments.Of([], [], commands, EnvironmentConstants.Defaults, [])))!;
        StatusFixtures.AssertSame(
            JsonNode.Parse("""[{"Path":"/usr/sbin/zfs","Args":["zfs","send","tank@a"],"StartedAt":"2026-02-16T10:01:20+01:00"}]"""),
            json["Global"]!["ZFSCmds"]!["Active"]);
    }
}
