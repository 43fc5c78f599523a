using System.Text;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Tracing.Chrome;

namespace Zrepl.Tests.Engine.Tracing.Chrome;

/// <summary>Traces as they are written.</summary>
public sealed class ChromeTraceSinkTests
{
    private static readonly ChromeTraceOptions OnHost1 = new() { HostName = "host1" };

    [Fact]
    public async Task Writes_the_bytes_go_zrepl_writes() // F2 F-14
    {
        using var world = TracerWorld.ThatThrows();
        using var output = new MemoryStream();
        await using (var sink = new ChromeTraceSink(output, OnHost1, world.Clock))
        {
            Tracer.Attach(sink);
            using (Tracer.StartTask(TraceNames.Command))
            {
                world.Clock.Advance(TimeSpan.FromMicroseconds(1200));
                using (Tracer.StartTaskAndSpan(TraceNames.ActiveSideJob, "p1")) world.Clock.Advance(TimeSpan.FromMicroseconds(7));
            }
        }

        Assert.Equal(
            """
            [
            {"name":"internal/cli.(*Subcommand).run#0","ph":"B","ts":1771232400000000,"pid":"\"host1\"","tid":"internal/cli.(*Subcommand).run#0"}
            ,{"name":"active-side-job#0","ph":"B","ts":1771232400001200,"pid":"\"host1\"","tid":"active-side-job#0"}
            ,{"cat":"task","name":"child-task","ph":"s","ts":1771232400001200,"pid":"\"host1\"","tid":"internal/cli.(*Subcommand).run#0","id":"1"}
            ,{"cat":"task","name":"child-task","ph":"f","ts":1771232400001200,"pid":"\"host1\"","tid":"active-side-job#0","id":"1"}
            ,{"name":"active-side-job p1","ph":"B","ts":1771232400001200,"pid":"\"host1\"","tid":"active-side-job#0"}
            ,{"name":"active-side-job p1","ph":"E","ts":1771232400001207,"pid":"\"host1\"","tid":"active-side-job#0"}
            ,{"name":"active-side-job#0","ph":"E","ts":1771232400001207,"pid":"\"host1\"","tid":"active-side-job#0"}
            ,{"name":"internal/cli.(*Subcommand).run#0","ph":"E","ts":1771232400001207,"pid":"\"host1\"","tid":"internal/cli.(*Subcommand).run#0"}
            ,
            """, Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task The_ids_of_arrows_are_hexadecimal_and_increase() // F-14
    {
        using var world = TracerWorld.ThatThrows();
        using var output = new MemoryStream();
        await using (var sink = new ChromeTraceSink(output, OnHost1, world.Clock))
        {
            Tracer.Attach(sink);
            using var root = Tracer.StartTask("root");
            for (var i = 0; i < 17; i++)
            {
                using var child = Tracer.StartTask("child");
            }
        }

        var arrows = Encoding.UTF8.GetString(output.ToArray()).Split('\n').Where(line => line.Contains("\"ph\":\"s\"", StringComparison.Ordinal)).ToList();
        Assert.Equal(17, arrows.Count);
        Assert.Contains("\"id\":\"a\"", arrows[9], StringComparison.Ordinal);
        Assert.Contains("\"id\":\"11\"", arrows[16], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parallel_work_gives_balanced_lanes_and_an_arrow_for_each_child() // F-14
    {
        using var world = TracerWorld.ThatThrows();
        using var output = new MemoryStream();
        await using (var sink = new ChromeTraceSink(output, OnHost1, world.Clock))
        {
            Tracer.Attach(sink);
            using var root = Tracer.StartTask("root");
            await using var group = Tracer.StartGroup("fork", TestContext.Current.CancellationToken);
            for (var i = 0; i < 50; i++)
            {
                group.Run(async _ =>
                {
                    using (Tracer.StartSpan("a")) await Task.Yield();
                });
            }

            await group.JoinAsync();
        }

        using var written = new MemoryStream(output.ToArray());
        var trace = await ChromeTrace.ParseAsync(written, TestContext.Current.CancellationToken);
        Assert.Equal(0, trace.UnmatchedEnds);
        Assert.Equal(51, trace.Tasks.Length);
        Assert.All(trace.Tasks, task => Assert.NotNull(task.EndedAt));
        Assert.All(trace.Tasks.Skip(1), task => Assert.Equal(0, task.Parent));
        Assert.All(trace.Tasks.Skip(1), task => Assert.Equal("a", Assert.Single(task.Spans).Text));
    }

    [Fact]
    public async Task The_opening_bracket_comes_before_anything_happens()
    {
        using var world = TracerWorld.ThatThrows();
        using var output = new MemoryStream();
        await new ChromeTraceSink(output, OnHost1, world.Clock).DisposeAsync();
        Assert.Equal("[\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public async Task A_stalled_reader_costs_events_but_no_time() // F-16
    {
        using var world = TracerWorld.ThatThrows();
        using var output = new StalledStream();
        await using (var sink = new ChromeTraceSink(output, OnHost1 with { QueuedEvents = 10 }, world.Clock))
        {
            await output.Stalled.WaitAsync(TestContext.Current.CancellationToken); // the pump stands in the write of the bracket
            Tracer.Attach(sink);
            using (Tracer.StartTask("root"))
            {
                for (var i = 0; i < 100; i++)
                {
                    using var span = Tracer.StartSpan($"span {i}"); // returns although nobody reads
                }
            }

            Assert.Equal(202 - 10, sink.Dropped);
            output.Release();
        }

        using var written = new MemoryStream(output.ToArray());
        var trace = await ChromeTrace.ParseAsync(written, TestContext.Current.CancellationToken);
        Assert.Equal("dropped 192", Assert.Single(trace.Notes).Text);
        var root = Assert.Single(trace.Tasks);
        Assert.NotNull(root.EndedAt); // its end was dropped, yet the lane is closed
        Assert.Equal(5, root.Spans.Length);
        Assert.All(root.Spans, span => Assert.NotNull(span.EndedAt));
    }

    [Fact]
    public async Task A_reader_that_never_comes_back_is_left_after_two_seconds()
    {
        using var world = TracerWorld.ThatThrows();
        using var output = new StalledStream();
        var sink = new ChromeTraceSink(output, OnHost1, world.Clock);
        await output.Stalled.WaitAsync(TestContext.Current.CancellationToken);
        var disposing = sink.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        await disposing;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sink.Completion);
    }

    [Fact]
    public async Task A_stream_that_fails_ends_the_sink_and_the_work_goes_on()
    {
        using var world = TracerWorld.ThatThrows();
        using var output = new MemoryStream(new byte[4], writable: true); // room for the bracket only
        await using var sink = new ChromeTraceSink(output, OnHost1, world.Clock);
        Tracer.Attach(sink);
        using (Tracer.StartTask("root")) { }

        await Assert.ThrowsAsync<NotSupportedException>(() => sink.Completion);
        using (Tracer.StartTask("after")) { }
    }

    [Fact]
    public async Task The_file_a_person_asks_for_is_emptied_and_written()
    {
        using var world = TracerWorld.ThatThrows();
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "what was before", TestContext.Current.CancellationToken);
            await using (ActivityTraceFile.Open(name => name == "ZREPL_ACTIVITY_TRACE" ? path : null, Assert.Fail))
            using (Tracer.StartTask("root")) { }

            var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            Assert.StartsWith("[\n{\"name\":\"root#0\",\"ph\":\"B\"", text, StringComparison.Ordinal);
            Assert.EndsWith("}\n,", text, StringComparison.Ordinal);
        }
        finally { File.Delete(path); }
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told_and_the_command_goes_on() // T9
    {
        var problems = new List<string>();
        Assert.Null(ActivityTraceFile.Open(_ => "/does/not/exist/trace.json", problems.Add));
        Assert.Contains("/does/not/exist/trace.json", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Null(ActivityTraceFile.Open(_ => null, Assert.Fail));
    }
}
