using System.Diagnostics;
using Zrepl.Engine.Tracing;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>Tasks and spans as activities, for OpenTelemetry.</summary>
[Collection(Alone.Name)]
public sealed class ActivityMirrorTests : IDisposable
{
    private readonly List<Activity> _stopped = [];
    private readonly ActivityListener _listener;

    // It hears of the whole process, and makes spans of all other tests dearer.
    public ActivityMirrorTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Zrepl" or "Zrepl.Tests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => { lock (_stopped) _stopped.Add(activity); },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Spans_are_activities_inside_each_other_and_tasks_inside_the_span_that_started_them()
    {
        using var visit = Mirrored();
        using (Tracer.StartTask("outer"))
        using (Tracer.StartSpan("span"))
        {
            await using var group = Tracer.StartGroup("fork", TestContext.Current.CancellationToken);
            group.Run(_ =>
            {
                Assert.Equal("fork#0", Activity.Current?.DisplayName);
                using var inner = Tracer.StartSpan("inner");
                return Task.CompletedTask;
            });
            Assert.Equal("fork", Activity.Current?.DisplayName); // the member's place is not ours
            await group.JoinAsync();
        }

        Assert.Equal("outer#0", ParentOf("span"));
        Assert.Equal("span", ParentOf("fork"));
        Assert.Equal("fork", ParentOf("fork#0"));
        Assert.Equal("fork#0", ParentOf("inner"));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void The_id_of_a_log_line_finds_its_activity() // F-19
    {
        using var visit = Mirrored();
        string stack;
        using (JobScope.Enter("to_nas"))
        using (Tracer.StartTask("job"))
        using (var span = Tracer.StartSpan("logged"))
        {
            stack = Tracer.CurrentStack;
            span.Tag("zrepl.filesystem", "tank/a");
            span.Fail("dataset is busy");
        }

        var found = Assert.Single(Stopped(), a => a.GetTagItem("zrepl.id") is string id && stack.EndsWith("." + id, StringComparison.Ordinal));
        Assert.Equal("logged", found.DisplayName);
        Assert.Equal("tank/a", found.GetTagItem("zrepl.filesystem"));
        Assert.Equal("to_nas", found.GetTagItem("zrepl.job"));
        Assert.Equal((ActivityStatusCode.Error, "dataset is busy"), (found.Status, found.StatusDescription));
    }

    [Fact]
    public void A_run_is_a_trace_of_its_own_with_a_link_to_its_job() // F-20
    {
        using var visit = Mirrored();
        ActivityContext job;
        using (Tracer.StartTask("active-side-job"))
        {
            job = Activity.Current!.Context;
            using (Tracer.StartRun("to_nas", 7))
            using (Tracer.StartSpan("plan of run 7")) { }
        }

        var run = Assert.Single(Stopped(), a => a.DisplayName == "invocation-7");
        Assert.NotEqual(job.TraceId, run.TraceId);
        Assert.Equal(default, run.ParentSpanId);
        Assert.Equal(job, Assert.Single(run.Links).Context);
        Assert.Equal("7", run.GetTagItem("zrepl.invocation"));
        Assert.Equal(run.TraceId, Assert.Single(Stopped(), a => a.DisplayName == "plan of run 7").TraceId);
    }

    [Fact]
    public void A_request_continues_the_trace_of_a_peer_that_sent_one_and_else_begins_its_own()
    {
        using var visit = Mirrored();
        var job = Tracer.StartTask("passive-side-job");
        Answer(job.Place, "own");
        using var web = new ActivitySource("Zrepl.Tests");
        Activity? incoming;
        using (incoming = web.StartActivity("POST /ListFilesystems"))
        {
            Answer(job.Place, "continued");
            Assert.Same(incoming, Activity.Current);
        }

        job.Dispose();
        Assert.NotEqual(job.Node!.Activity!.TraceId, Assert.Single(Stopped(), a => a.DisplayName == "handler own").TraceId);
        Assert.Equal(incoming!.TraceId, Assert.Single(Stopped(), a => a.DisplayName == "handler continued").TraceId);

        static void Answer(TracePlace job, string request)
        {
            using var inherited = Tracer.Inherit(job);
            using var handler = Tracer.StartTaskAndSpan(TraceNames.Handler, request);
        }
    }

    [Fact]
    public async Task Ending_a_span_elsewhere_leaves_the_activity_there_alone()
    {
        using var visit = Mirrored();
        var task = Tracer.StartTask("task");
        var span = Tracer.StartSpan("ended elsewhere");
        using var web = new ActivitySource("Zrepl.Tests");
        Task elsewhere;
        using (ExecutionContext.SuppressFlow())
        {
            elsewhere = Task.Run(() =>
            {
                using var own = web.StartActivity("own");
                span.Dispose();
                Assert.Same(own, Activity.Current);
            });
        }

        await elsewhere;
        using (Tracer.StartSpan("next")) { }
        task.Dispose();
        Assert.Equal("task#0", ParentOf("next"));
    }

    [Fact]
    public void Whoever_inherits_a_place_inherits_its_activity_and_gives_it_back()
    {
        using var visit = Mirrored();
        using var task = Tracer.StartTask("inherited");
        var place = Tracer.Here;
        using (Tracer.Isolate(TraceRegistry.WithActivities(new TraceSettings())))
        {
            Activity.Current = null;
            using (Tracer.Inherit(place)) Assert.Equal("inherited#0", Activity.Current?.DisplayName);
            Assert.Null(Activity.Current);
        }
    }

    private static TraceVisit Mirrored() => Tracer.Isolate(TraceRegistry.WithActivities(new TraceSettings { ThrowsOnViolation = true }));

    private Activity[] Stopped()
    {
        lock (_stopped) return [.. _stopped];
    }

    private string? ParentOf(string name)
    {
        var activity = Assert.Single(Stopped(), a => a.DisplayName == name);
        return Stopped().SingleOrDefault(a => a.SpanId == activity.ParentSpanId)?.DisplayName;
    }
}
