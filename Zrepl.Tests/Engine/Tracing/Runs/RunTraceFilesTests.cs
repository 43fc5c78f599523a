using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Tracing.Chrome;
using Zrepl.Engine.Tracing.Runs;

namespace Zrepl.Tests.Engine.Tracing.Runs;

/// <summary>One trace file per run.</summary>
public sealed class RunTraceFilesTests : IAsyncDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"zrepl-runs-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 2, 16, 9, 0, 0, TimeSpan.Zero));
    private RunTraceFiles? _files;

    public async ValueTask DisposeAsync()
    {
        if (_files is not null) await _files.DisposeAsync();
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_run_becomes_a_file_with_its_tasks_its_spans_and_nothing_else()
    {
        var files = Start();
        using (Tracer.StartTaskAndSpan("active-side-job", "to_nas"))
        {
            using (Tracer.StartSpan("wait")) { }
            using (var run = Tracer.StartRun("to_nas", 7))
            {
                run.Tag("zrepl.bytes", "4096");
                await using var group = Tracer.StartGroup("repl-fs", TestContext.Current.CancellationToken);
                group.Run(_ =>
                {
                    using var span = Tracer.StartSpan("step @a => @b");
                    span.Fail("dataset is busy");
                    return Task.CompletedTask;
                });
                await group.JoinAsync();
            }

            using (Tracer.StartSpan("wait")) { }
        }

        await files.StopAsync(TestContext.Current.CancellationToken);
        var listed = Assert.Single(files.List());
        Assert.Equal(("to_nas", 7, _clock.GetUtcNow(), false), (listed.Name.Job, listed.Name.Number, listed.Name.StartedAt, listed.IsRunning));
        var trace = await ReadAsync(files, listed.Name);
        Assert.Equal(["active-side-job#0", "repl-fs#0"], trace.Tasks.Select(t => t.Name));
        Assert.Equal(0, trace.Tasks[1].Parent);
        var invocation = Assert.Single(trace.Tasks[0].Spans);
        Assert.Equal("invocation-7", invocation.Text);
        Assert.Equal("4096", invocation.Details["zrepl.bytes"]);
        Assert.Equal("to_nas", invocation.Details["zrepl.job"]);
        Assert.Equal("repl-fs", Assert.Single(invocation.Children).Text);
        Assert.Equal("dataset is busy", Assert.Single(trace.Tasks[1].Spans).Details["error"]);
        Assert.All(trace.Tasks, t => Assert.NotNull(t.EndedAt));
    }

    [Fact]
    public async Task The_stack_of_a_log_line_leads_to_its_span() // F-19
    {
        var files = Start();
        string inLogLine;
        using (Tracer.StartTask("job"))
        using (Tracer.StartRun("to_nas", 1))
        using (Tracer.StartSpan("plan"))
            inLogLine = Tracer.CurrentStack;

        await files.StopAsync(TestContext.Current.CancellationToken);
        var trace = await ReadAsync(files, files.List()[0].Name);
        var plan = Assert.Single(trace.Tasks[0].Spans[0].Children, s => s.Details["stack"] == inLogLine);
        Assert.Equal("plan", plan.Text);
        Assert.EndsWith("." + plan.Details["id"], inLogLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_path_of_a_log_line_leads_to_its_span_through_the_tasks_around_it() // F-19
    {
        var files = Start();
        string inLogLine;
        using (Tracer.StartTask("job"))
        using (Tracer.StartRun("to_nas", 1))
        using (Tracer.StartTaskAndSpan("repl-fs", "tank/a"))
            inLogLine = Tracer.Current!.Path;

        await files.StopAsync(TestContext.Current.CancellationToken);
        var trace = await ReadAsync(files, files.List()[0].Name);
        var child = Assert.Single(trace.Tasks[1].Spans);
        Assert.Equal(inLogLine, child.Details["path"]);
        Assert.StartsWith(trace.Tasks[0].Spans[0].Details["path"] + ".", inLogLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_at_the_same_time_do_not_mix()
    {
        var files = Start();
        await using (var jobs = StartJobs(out var root))
        {
            foreach (var job in new[] { "a", "b" })
            {
                jobs.Run(async _ =>
                {
                    using var run = Tracer.StartRun(job, 1);
                    for (var i = 0; i < 50; i++)
                    {
                        using (Tracer.StartSpan($"{job} {i}")) await Task.Yield();
                    }
                });
            }

            await jobs.JoinAsync();
            root.Dispose();
        }

        await files.StopAsync(TestContext.Current.CancellationToken);
        foreach (var listed in files.List())
        {
            var run = (await ReadAsync(files, listed.Name)).Tasks.Single().Spans.Single();
            Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{listed.Name.Job} {i}"), run.Children.Select(c => c.Text));
        }

        static TraceGroup StartJobs(out TraceScope root)
        {
            root = Tracer.StartTask("root");
            return Tracer.StartGroup("job", TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_running_run_is_listed_and_readable()
    {
        var files = Start();
        using var job = Tracer.StartTask("job");
        using var run = Tracer.StartRun("to_nas", 1);
        while (files.List() is not [{ IsRunning: true, Bytes: > 2 }]) await Task.Yield(); // the writer works beside us

        var trace = await ReadAsync(files, files.List()[0].Name);
        Assert.Equal("invocation-1", trace.Tasks[0].Spans[0].Text);
        Assert.Null(trace.Tasks[0].Spans[0].EndedAt);
    }

    [Fact]
    public async Task Only_the_newest_of_each_job_are_kept()
    {
        var files = Start(new RunTraceOptions { KeepPerJob = 2 });
        for (var number = 1; number <= 4; number++)
        {
            RunOnce("often", number);
            if (number == 1) RunOnce("seldom", 1);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await files.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["often 4", "often 3", "seldom 1"], files.List().Select(t => $"{t.Name.Job} {t.Name.Number}"));
    }

    [Fact]
    public async Task The_folder_is_not_read_again_at_the_end_of_each_run()
    {
        var files = Start(new RunTraceOptions { KeepPerJob = 2 });
        await RecordedAsync(1);
        await RecordedAsync(2);
        await File.WriteAllTextAsync(Path.Combine(_directory, new RunTraceName(_clock.GetUtcNow().AddDays(-1), 7, "often").ToString()), "[", TestContext.Current.CancellationToken);

        await RecordedAsync(3);
        Assert.Contains(7, Numbers()); // nobody has looked
        _clock.Advance(TimeSpan.FromHours(1));
        await RecordedAsync(4);
        await files.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal([4, 3], Numbers());

        IEnumerable<long> Numbers() => files.List().Select(trace => trace.Name.Number);

        async Task RecordedAsync(long number)
        {
            RunOnce("often", number);
            _clock.Advance(TimeSpan.FromMinutes(1));
            while (!files.List().Any(trace => trace.Name.Number == number && !trace.IsRunning) || files.List().Count(trace => trace.Name.Number != 7) > 2) await Task.Yield();
        }
    }

    [Fact]
    public async Task All_files_together_stay_below_the_bound()
    {
        var files = Start(new RunTraceOptions { KeepBytes = 3000 });
        for (var number = 1; number <= 20; number++)
        {
            RunOnce("job", number);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await files.StopAsync(TestContext.Current.CancellationToken);
        var kept = files.List();
        Assert.InRange(kept.Sum(t => t.Bytes), 1000, 3000);
        Assert.Equal(20, kept[0].Name.Number);
    }

    [Fact]
    public async Task A_run_without_end_does_not_fill_the_disk()
    {
        var files = Start(new RunTraceOptions { BytesPerRun = 10_000 });
        using (Tracer.StartTask("job"))
        using (Tracer.StartRun("long", 1))
        {
            for (var i = 0; i < 1000; i++)
            {
                using var span = Tracer.StartSpan("again");
            }
        }

        await files.StopAsync(TestContext.Current.CancellationToken);
        var listed = Assert.Single(files.List());
        Assert.InRange(listed.Bytes, 9_000, 11_000);
        var trace = await ReadAsync(files, listed.Name);
        Assert.Equal("recording stopped after 10000 bytes", Assert.Single(trace.Notes).Text);
        Assert.NotNull(trace.Tasks[0].EndedAt);
    }

    [Fact]
    public async Task Events_beyond_the_queue_are_dropped_and_noted()
    {
        var files = Start(new RunTraceOptions { QueuedEvents = 1 });
        using (Tracer.StartTask("job"))
        {
            while (files.Dropped < 10) RunOnce("job", 1);
            RunOnce("job", 2);
        }

        await files.StopAsync(TestContext.Current.CancellationToken);
        Assert.InRange(files.Dropped, 10, long.MaxValue);
    }

    [Fact]
    public async Task Without_a_usable_folder_runs_go_on_unrecorded()
    {
        var files = Start(new RunTraceOptions { Directory = "/proc/zrepl-no-such-folder" });
        RunOnce("job", 1);
        await files.StopAsync(TestContext.Current.CancellationToken);
        Assert.Empty(files.List());
    }

    [Fact]
    public async Task Without_a_configured_folder_nothing_is_recorded()
    {
        await using var files = new RunTraceFiles(Options.Create(new RunTraceOptions()), _clock, NullLogger<RunTraceFiles>.Instance);
        await files.StartAsync(TestContext.Current.CancellationToken);
        RunOnce("job", 1);
        Assert.Empty(files.List());
        Assert.Equal(0, files.Dropped);
    }

    [Fact]
    public async Task A_file_that_does_not_exist_is_none()
    {
        var files = Start();
        Assert.Null(files.Open(new RunTraceName(_clock.GetUtcNow(), 1, "nobody")));
    }

    private static void RunOnce(string job, long number)
    {
        using var task = Tracer.StartTask("job");
        using var run = Tracer.StartRun(job, number);
        using var span = Tracer.StartSpan("plan");
    }

    private static async Task<ChromeTrace> ReadAsync(RunTraceFiles files, RunTraceName name)
    {
        await using var file = files.Open(name)!;
        return await ChromeTrace.ParseAsync(file, TestContext.Current.CancellationToken);
    }

    // Not async: the tracer set here has to stay the caller's.
    private RunTraceFiles Start(RunTraceOptions? options = null)
    {
        _ = Tracer.Isolate(new TraceRegistry(new TraceSettings { Clock = _clock, ThrowsOnViolation = true }));
        options ??= new RunTraceOptions();
        if (options.Directory.Length == 0) options = options with { Directory = _directory };
        _files = new RunTraceFiles(Options.Create(options), _clock, NullLogger<RunTraceFiles>.Instance);
        Assert.True(_files.StartAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        return _files;
    }
}
