using System.Text.RegularExpressions;

namespace Zrepl.Tests.Web.Story;

/// <summary>The trace file of a push, read strictly, and the recording of Go zrepl, which a kill cut off: spec F1, F2, H5 F-14.</summary>
[Collection(RecordedStory.Name)]
public sealed partial class RecordedTraceTests(RecordedStory story)
{
    [Fact]
    public void The_trace_of_a_push_is_read_strictly_and_has_the_names_of_the_recording()
    {
        var names = StrictChromeTrace.Read(story.Trace, mayBreakOff: false);
        var recorded = StrictChromeTrace.Read(Recording(), mayBreakOff: true);
        // Those of a push run; of the daemon around it, and of the sink it talks to, tell other traces.
        string[] ofThePush = ["invocation-", "replication", "plan", "do-repl", "repl-fs", "compute-size-estimate", "zfscmd zfs send", "rpc.client.", "internal/replication/driver.(*stepQueue).WaitReady"];
        Assert.Equal(ofThePush, ofThePush.Where(name => recorded.Any(one => one.StartsWith(name, StringComparison.Ordinal))));
        Assert.Equal(ofThePush, ofThePush.Where(name => names.Any(one => one.StartsWith(name, StringComparison.Ordinal))));
        Assert.Contains("prune_sender", names);
        Assert.Contains("prune_recever", names); // as upstream spells it
        Assert.All(names, name => Assert.DoesNotMatch(GoDump(), name));
    }

    [Fact]
    public void The_recording_that_was_cut_off_is_accepted() => Assert.Contains("active-side-job tcp_push", StrictChromeTrace.Read(Recording(), mayBreakOff: true));

    private static string Recording() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", "trace-env.json"));

    [GeneratedRegex("^&report")]
    private static partial Regex GoDump();
}
