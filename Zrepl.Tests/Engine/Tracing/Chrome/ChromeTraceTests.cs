using System.Text;
using Zrepl.Engine.Tracing.Chrome;

namespace Zrepl.Tests.Engine.Tracing.Chrome;

/// <summary>Traces as they are read.</summary>
public sealed class ChromeTraceTests
{
    private const string Recorded = "Fixtures/go-zrepl/trace-env.json";

    [Fact]
    public async Task A_trace_of_go_zrepl_that_was_cut_off_by_a_kill_is_a_tree()
    {
        var trace = await ParseFileAsync(Recorded);

        Assert.Equal(0, trace.UnmatchedEnds);
        Assert.Empty(trace.Notes);
        Assert.False(trace.IsCutOff); // between two events
        var root = Assert.Single(trace.Tasks, t => t.Parent is null);
        Assert.Equal("internal/cli.(*Subcommand).run#0", root.Name);
        Assert.Null(root.EndedAt);

        var push = trace.Tasks.Index().Single(t => t.Item.Name == "active-side-job#0");
        Assert.Same(root, trace.Tasks[push.Item.Parent!.Value]);
        var job = Assert.Single(push.Item.Spans);
        Assert.Equal("active-side-job tcp_push", job.Text);
        var replication = Assert.Single(Assert.Single(job.Children, s => s.Text == "invocation-1").Children);
        Assert.Equal(["plan", "do-repl"], replication.Children.Select(s => s.Text));
        Assert.Null(replication.EndedAt);
        Assert.Equal(TimeSpan.FromMicroseconds(1795371253066169 - 1795371251242301), replication.Children[0].EndedAt - replication.Children[0].StartedAt);

        Assert.Equal(
            ["repl-fs#0", "repl-fs#1", "repl-fs#2", "repl-fs#3"], // arrows and begins of the four are interleaved in the file
            trace.Tasks.Where(t => t.Parent == push.Index && t.Name.StartsWith("repl-fs", StringComparison.Ordinal)).Select(t => t.Name));
    }

    [Fact]
    public async Task Every_task_and_span_of_the_recording_is_found()
    {
        var begins = (await File.ReadAllLinesAsync(Recorded, TestContext.Current.CancellationToken)).Count(line => line.Contains("\"ph\":\"B\"", StringComparison.Ordinal));
        var trace = await ParseFileAsync(Recorded);
        Assert.Equal(begins, trace.Tasks.Length + trace.Tasks.Sum(t => t.Spans.Sum(Count)));

        static int Count(TracedSpan span) => 1 + span.Children.Sum(Count);
    }

    [Fact]
    public async Task A_recording_may_break_off_at_any_byte()
    {
        var whole = await File.ReadAllBytesAsync(Recorded, TestContext.Current.CancellationToken);
        var tasksBefore = 0;
        foreach (var length in Enumerable.Range(0, 4000).Append(whole.Length))
        {
            using var part = new MemoryStream(whole, 0, length);
            var trace = await ChromeTrace.ParseAsync(part, TestContext.Current.CancellationToken);
            var lastLine = Encoding.UTF8.GetString(whole, 0, length).Split('\n')[^1].TrimStart('[', ',');
            Assert.Equal(lastLine.Length > 0 && !lastLine.EndsWith('}'), trace.IsCutOff);
            Assert.InRange(trace.Tasks.Length, tasksBefore, int.MaxValue);
            tasksBefore = trace.Tasks.Length;
        }
    }

    [Fact]
    public async Task A_recording_that_began_late_still_gives_lanes()
    {
        var trace = await ParseAsync(
            """
            [
            {"name":"over","ph":"E","ts":5,"pid":"\"h\"","tid":"job#0"}
            ,{"name":"plan","ph":"B","ts":10,"pid":"\"h\"","tid":"job#0"}
            ,{"name":"plan","ph":"E","ts":20,"pid":"\"h\"","tid":"job#0"}
            ,{"name":"job#0","ph":"E","ts":30,"pid":"\"h\"","tid":"job#0"}
            ,
            """);
        Assert.Equal(1, trace.UnmatchedEnds);
        var task = Assert.Single(trace.Tasks);
        Assert.Equal("job#0", task.Name);
        Assert.Equal("plan", Assert.Single(task.Spans).Text);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMicroseconds(30), task.EndedAt);
    }

    [Fact]
    public async Task A_lane_is_used_again_by_the_next_task_of_that_name()
    {
        var trace = await ParseAsync(
            """
            [{"name":"a#0","ph":"B","ts":1,"tid":"a#0"},{"name":"a#0","ph":"E","ts":2,"tid":"a#0"},
             {"name":"a#0","ph":"B","ts":3,"tid":"a#0","args":{"id":"AAAB"}},{"name":"a#0","ph":"E","ts":4,"tid":"a#0","args":{"error":"busy","n":7}}]
            """);
        Assert.Equal(2, trace.Tasks.Length);
        Assert.Equal("AAAB", trace.Tasks[1].Details["id"]);
        Assert.Equal("busy", trace.Tasks[1].Details["error"]);
        Assert.Equal("7", trace.Tasks[1].Details["n"]);
    }

    [Theory]
    [InlineData("{\"traceEvents\":[]}")]
    [InlineData("[1,2]")]
    [InlineData("[[{}]]")]
    [InlineData("hello")]
    [InlineData("[{\"name\":\"x\",\"ph\":\"B\",\"ts\":-1,\"tid\":\"x\"}]")]
    [InlineData("[{\"name\":\"x\",\"ph\":\"B\",\"ts\":\"soon\",\"tid\":\"x\"}]")]
    [InlineData("[{\"name\":\"x\",\"ph\":\"B\",\"ts\":99999999999999999999,\"tid\":\"x\"}]")]
    public async Task What_is_no_trace_is_refused(string text) =>
        Assert.StartsWith("This is not a trace", (await Assert.ThrowsAsync<InvalidDataException>(() => ParseAsync(text))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Nesting_without_end_is_refused()
    {
        var deep = "[" + string.Concat(Enumerable.Range(0, 600).Select(i => $"{{\"name\":\"{i}\",\"ph\":\"B\",\"ts\":1,\"tid\":\"x\"}},"));
        await Assert.ThrowsAsync<InvalidDataException>(() => ParseAsync(deep));
    }

    [Fact]
    public async Task An_event_longer_than_the_first_buffer_is_read()
    {
        var name = new string('x', 200_000);
        var trace = await ParseAsync($"[{{\"name\":\"{name}\",\"ph\":\"B\",\"ts\":1,\"tid\":\"t#0\"}},");
        Assert.Equal(name, Assert.Single(Assert.Single(trace.Tasks).Spans).Text);
    }

    private static async Task<ChromeTrace> ParseFileAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return await ChromeTrace.ParseAsync(file, TestContext.Current.CancellationToken);
    }

    private static async Task<ChromeTrace> ParseAsync(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await ChromeTrace.ParseAsync(stream, TestContext.Current.CancellationToken);
    }
}
