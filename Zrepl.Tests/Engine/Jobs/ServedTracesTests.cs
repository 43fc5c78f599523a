using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Tracing.Chrome;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>What sink and source jobs are asked for is recorded, each request with the client's identity; what follows each other is one recording (spec F4).</summary>
public sealed class ServedTracesTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private RunTraceFiles? _files;

    public async ValueTask DisposeAsync()
    {
        if (_files is not null) await _files.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_push_leaves_a_recording_of_the_sinks_requests_with_the_clients_name()
    {
        var files = Start();
        await using var world = new JobWorld();
        world.Sender.Has("tank/a", "@1");
        await world.StartAsync(Push, Sink);
        world.Jobs.Wakeup("j");
        Assert.Equal(RunOutcome.Succeeded, (await world.RunAsync(1)).Outcome);
        await world.SeenAsync("sink", status => status.Clients is [{ ActiveRequests: [] }]);
        await world.Clock.PassAsync(ServedSession.Pause);

        var served = await RecordedAsync(files, 1);
        Assert.Equal(("sink", 1L), (served.Name.Job, served.Name.Number));
        var trace = await ReadAsync(files, served.Name);
        var client = trace.Tasks.Single(task => task.Name.StartsWith("client#", StringComparison.Ordinal));
        Assert.Equal(("client laptop", "laptop", "sink"), (client.Spans[0].Text, client.Spans[0].Details["zrepl.client"], client.Spans[0].Details["zrepl.job"]));
        var handlers = trace.Tasks.Where(task => task.Name.StartsWith("handler#", StringComparison.Ordinal)).Select(task => task.Spans[0]).ToList();
        Assert.All(handlers, handler => Assert.StartsWith("handler job=\"sink\" client=\"laptop\" method=\"", handler.Text, StringComparison.Ordinal));
        Assert.All(handlers, handler => Assert.Equal("laptop", handler.Details["zrepl.client"]));
        Assert.Contains(handlers, handler => handler.Details["zrepl.request"] == "receive tank/a@1" && handler.Text.EndsWith("method=\"data:///Receive\"", StringComparison.Ordinal));
        Assert.Contains(handlers, handler => handler.Text.EndsWith("method=\"control:///Replication/ListFilesystems\"", StringComparison.Ordinal));
        Assert.All(trace.Tasks, task => Assert.NotNull(task.EndedAt));

        // The next push, after a pause, is another one; the job's own run has its own.
        world.Sender.Add("tank/a", "@2");
        world.Jobs.Wakeup("j");
        await world.RunAsync(2);
        await world.SeenAsync("sink", status => status.Clients is [{ ActiveRequests: [] }]);
        await world.Clock.PassAsync(ServedSession.Pause);
        Assert.Equal(2, (await RecordedAsync(files, 2)).Name.Number);
        Assert.Equal([2L, 1L], files.List().Where(one => one.Name is { Job: "j", Client: null }).Select(one => one.Name.Number));
    }

    [Fact]
    public async Task A_pull_leaves_one_of_the_sources_requests_and_the_end_of_the_job_ends_it()
    {
        var files = Start();
        var world = new JobWorld();
        world.Sender.Has("tank/a", "@1");
        await world.StartAsync(JobWorld.Pull().Replace("{type: tcp, address: \"nas:8888\"}", "{type: local, listener_name: src, client_identity: laptop}", StringComparison.Ordinal), Source);
        world.Jobs.Wakeup("j");
        await world.RunAsync(1);
        await world.DisposeAsync();

        var trace = await ReadAsync(files, (await RecordedAsync(files, 1)).Name);
        var sent = Assert.Single(trace.Tasks.SelectMany(task => task.Spans), span => span.Text.EndsWith("method=\"data:///Send\"", StringComparison.Ordinal));
        Assert.Equal("laptop", sent.Details["zrepl.client"]);
        Assert.All(trace.Tasks, task => Assert.NotNull(task.EndedAt));
    }

    [Fact]
    public async Task A_client_that_never_pauses_gets_a_new_recording_after_an_hour()
    {
        var files = Start();
        var clock = new FakeTimeProvider();
        var number = 0L;
        var session = new ServedSession("sink", "laptop", () => Tracer.Here, () => ++number, clock);
        var first = session.Enter();
        clock.Advance(ServedSession.Longest);
        var second = session.Enter();
        Assert.NotEqual(first.Place, second.Place);
        first.Dispose();
        first.Dispose(); // once is enough
        Assert.Equal(1, (await RecordedAsync(files, 1)).Name.Number);
        var third = session.Enter();
        Assert.Equal(second.Place, third.Place);
        second.Dispose();
        clock.Advance(ServedSession.Pause * 2); // one is still under way
        third.Dispose();
        clock.Advance(ServedSession.Pause / 2);
        using (session.Enter()) Assert.Equal(2, number);
        clock.Advance(ServedSession.Pause / 2);
        Assert.True(files.List().Single(one => one.Name.Number == 2).IsRunning);
        clock.Advance(ServedSession.Pause);
        Assert.Equal(2, (await RecordedAsync(files, 2)).Name.Number);
    }

    private const string Sink = """
        - name: sink
          type: sink
          serve: {type: local, listener_name: nas}
          root_fs: backup

        """;

    private const string Source = """
        - name: source
          type: source
          serve: {type: local, listener_name: src}
          filesystems: {"tank<": true}
          snapshotting: {type: manual}

        """;

    private static string Push =>
        JobWorld.Push().Replace("{type: tcp, address: \"nas:8888\"}", "{type: local, listener_name: nas, client_identity: laptop}", StringComparison.Ordinal);

    // Written behind.
    private static async Task<RunTrace> RecordedAsync(RunTraceFiles files, int count)
    {
        using var limit = new CancellationTokenSource(Deadline.OfATest);
        while (true)
        {
            var served = files.List().Where(one => one.Name.Client is not null && !one.IsRunning).ToList();
            if (served.Count == count)
            {
                Assert.All(served, one => Assert.Equal("laptop", one.Name.Client));
                return served[0];
            }

            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<ChromeTrace> ReadAsync(RunTraceFiles files, RunTraceName name)
    {
        await using var file = files.Open(name)!; // it was listed
        return await ChromeTrace.ParseAsync(file, TestContext.Current.CancellationToken);
    }

    private RunTraceFiles Start()
    {
        _files = new(Options.Create(new RunTraceOptions { Directory = _directory.Path }), TimeProvider.System, NullLogger<RunTraceFiles>.Instance);
        Assert.True(_files.StartAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully); // attached in the flow of the test
        return _files;
    }
}
