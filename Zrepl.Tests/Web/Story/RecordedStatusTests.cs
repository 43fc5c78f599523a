using System.Text.Json;

namespace Zrepl.Tests.Web.Story;

/// <summary>Our status document has the form of Go zrepl's at each moment of the recorded story: spec C1 to C5, H2 C-02 and C-03.</summary>
[Collection(RecordedStory.Name)]
public sealed class RecordedStatusTests(RecordedStory story)
{
    // What we have in addition, which Go's client passes over: it says something or is left out.
    private static readonly string[] Ours =
    [
        "ErrorClass", "Cancelled", "Warning", "Conflict", "HeldList", "ErrorCount", "SleepUntil", "SnapshotCreated", "Error", "Hint", "HookSteps", "MissedPoints",
        "Info.StartAt", "Info.DoneAt", "standing",
    ];

    private static readonly string[] Recordings = ["status-0-idle.json", "status-1-running.json", "status-2-done.json", "status-3-incr.json"];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void At_each_moment_the_document_has_the_form_of_the_recording_C_02_C_03(int moment)
    {
        using var recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", Recordings[moment])));
        var (theirs, ours) = (Jobs(recorded), Jobs(story.Statuses[moment]));
        Assert.Equal(theirs.Keys, ours.Keys);
        List<string> differences = [];
        foreach (var (name, job) in theirs)
            differences.AddRange(JsonForm.Differences(name, JsonForm.Of(job), JsonForm.Of(ours[name]), path => Ours.Any(member => path.EndsWith('.' + member, StringComparison.Ordinal))));
        // Go never says when a replication has ended (BAD-17).
        differences.RemoveAll(difference => difference.EndsWith(".Replication.FinishAt: time instead of no time", StringComparison.Ordinal));
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_concerns_the_process_has_the_recorded_members(int moment)
    {
        using var recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", Recordings[moment])));
        var (theirs, ours) = (recorded.RootElement.GetProperty("Global"), story.Statuses[moment].RootElement.GetProperty("Global"));
        Assert.Equal(Members(theirs), Members(ours));
        Assert.Equal(Members(theirs.GetProperty("Envconst").GetProperty("Entries")[0]), Members(ours.GetProperty("Envconst").GetProperty("Entries")[0]));
        if (theirs.GetProperty("ZFSCmds").GetProperty("Active") is not { ValueKind: JsonValueKind.Array } active) return;
        Assert.Equal(Members(active[0]), Members(ours.GetProperty("ZFSCmds").GetProperty("Active")[0]));
    }

    private static SortedDictionary<string, JsonElement> Jobs(JsonDocument status) =>
        new(status.RootElement.GetProperty("Jobs").EnumerateObject().ToDictionary(job => job.Name, job => job.Value), StringComparer.Ordinal);

    private static IEnumerable<string> Members(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
