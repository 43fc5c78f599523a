using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Tracing.Commands;
using Zrepl.Tests.Engine.Logging;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Engine.Tracing.Commands;

/// <summary>Commands seen from outside: trace, log, list.</summary>
public sealed class TracedZfsRunnerTests : IAsyncDisposable
{
    private static readonly ZfsCommand Get = ZfsCommand.Zfs("get", "-Hp", "guid", "tank/a");
    private static readonly ZfsCommand List = ZfsCommand.Zfs("list", "-H", "-p", "-o", "name");
    private static readonly ZfsCommand Snapshot = ZfsCommand.Zfs("snapshot", "tank/a@b");
    private readonly ScriptedRunner _inner = new();
    private readonly ActiveZfsCommands _active = new();
    private readonly LogWorld _log = new();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private FakeTimeProvider Clock => _log.Clock;

    [Fact]
    public async Task A_command_that_asks_is_a_span_of_whoever_asks()
    {
        using var world = TracerWorld.ThatThrows();
        var sink = world.Record();
        using (Tracer.StartTask("job"))
        using (Tracer.StartSpan("plan"))
        {
            await using var running = await Runner().StartAsync(Get, TestContext.Current.CancellationToken);
            _inner.Started[0].End(new CommandExit(0));
            await running.Exit;
        }

        Assert.Equal(
            ["B job#0", "B plan", "B zfs get -Hp guid tank/a", "E zfs get -Hp guid tank/a", "E plan", "E job#0"], sink.Lines);
    }

    [Fact]
    public async Task A_command_with_a_stream_is_a_task_of_its_own_beside_which_others_may_work()
    {
        using var world = TracerWorld.ThatThrows();
        var sink = world.Record();
        using (Tracer.StartTask("job"))
        {
            await using var running = await Runner().StartAsync(List, TestContext.Current.CancellationToken);
            using (Tracer.StartSpan("read its output")) _inner.Started[0].End(new CommandExit(0));
            await running.Exit;
        }

        Assert.Contains("B zfscmd#0", sink.Lines);
        Assert.Contains("B zfscmd zfs list -H -p -o name", sink.Lines);
        Assert.Equal("E job#0", sink.Lines.Last());
    }

    [Fact]
    public async Task Two_that_ask_side_by_side_break_no_rule_and_neither_does_one_outside_of_every_task()
    {
        using var world = TracerWorld.ThatThrows();
        await using var outside = await Runner().StartAsync(Get, TestContext.Current.CancellationToken);
        using var job = Tracer.StartTask("job");
        await using var first = await Runner().StartAsync(Get, TestContext.Current.CancellationToken);
        await using var second = await Runner().StartAsync(Get, TestContext.Current.CancellationToken);

        Assert.Equal(3, Tracer.ActiveTasks); // job and two zfscmd
        Assert.Equal(0, Tracer.Violations);
    }

    [Fact]
    public async Task The_list_tells_what_runs_for_whom_since_when() // A1.13
    {
        using var job = JobScope.Enter("to_nas");
        var started = Clock.GetUtcNow();
        var runner = new TracedZfsRunner(_inner, _active, Clock, Logger(), new ZfsBinaries("/sbin/zfs").PathOf);
        await using var running = await runner.StartAsync(Snapshot, TestContext.Current.CancellationToken);
        Clock.Advance(TimeSpan.FromSeconds(5));
        await using var later = await runner.StartAsync(Get, TestContext.Current.CancellationToken);

        Assert.Equal(2, _active.Current.Length);
        var listed = _active.Current[0];
        Assert.Equal(("/sbin/zfs", started, "to_nas", 4711), (listed.Path, listed.StartedAt, listed.Job, listed.ProcessId));
        Assert.Equal(["zfs", "snapshot", "tank/a@b"], listed.Args);
        Assert.StartsWith(Tracer.CurrentStack, listed.Span, StringComparison.Ordinal);

        var finished = new List<FinishedZfsCommand>();
        _active.Finished += finished.Add;
        _inner.Started[0].End(new CommandExit(1));
        await running.Exit;
        Assert.Equal([new FinishedZfsCommand(Snapshot, "to_nas", TimeSpan.FromSeconds(5), new CommandExit(1))], finished);
        Assert.Single(_active.Current);
    }

    [Fact]
    public async Task What_changes_a_pool_is_told_at_info_and_what_asks_at_debug() // A1.12
    {
        foreach (var command in new[] { Snapshot, Get, ZfsCommand.Zfs("destroy", "-nvp", "tank/a@b") })
        {
            await using var running = await Runner().StartAsync(command, TestContext.Current.CancellationToken);
            Clock.Advance(TimeSpan.FromSeconds(0.25));
            _inner.Started[^1].End(new CommandExit(0));
            await running.Exit;
        }

        var lines = (await _log.LinesAsync()).Select(WithoutBrackets).ToList();
        Assert.Equal(
            [
                "DEBG starting command cmd=\"zfs snapshot tank/a@b\"",
                "DEBG started command cmd=\"zfs snapshot tank/a@b\"",
                "DEBG start waiting cmd=\"zfs snapshot tank/a@b\"",
                "INFO command exited with success cmd=\"zfs snapshot tank/a@b\" systemtime_s=\"-1\" total_time_s=\"0.25\" usertime_s=\"-1\"",
            ],
            lines.Take(4));
        Assert.Equal(1, lines.Count(line => line.StartsWith("INFO", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_failed_command_is_no_error_of_ours() // A1.12
    {
        await using var running = await Runner().StartAsync(Snapshot, TestContext.Current.CancellationToken);
        _inner.Started[0].End(new CommandExit(2));
        await running.Exit;
        Assert.Equal(
            "INFO command exited with error cmd=\"zfs snapshot tank/a@b\" systemtime_s=\"-1\" total_time_s=\"0\" usertime_s=\"-1\" err=\"exit status 2\"",
            WithoutBrackets((await _log.LinesAsync())[^1]));
    }

    [Fact]
    public async Task Its_lines_carry_its_span_and_the_subsystem_of_zfs_commands()
    {
        using var job = JobScope.Enter("to_nas");
        await using var running = await Runner().StartAsync(Get, TestContext.Current.CancellationToken);
        var span = Assert.Single(_active.Current).Span;
        _inner.Started[0].End(new CommandExit(0));
        await running.Exit;
        Assert.All(await _log.LinesAsync(), line => Assert.StartsWith($"[DEBG][to_nas][zfs.cmd][{span}]: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_that_cannot_be_started_is_told_and_leaves_nothing_open()
    {
        using var world = TracerWorld.ThatThrows();
        using var task = Tracer.StartTask("job");
        _inner.Failure = new ZfsUnavailableException("cannot run 'zfs': no such program");
        await Assert.ThrowsAsync<ZfsUnavailableException>(() => Runner().StartAsync(List, TestContext.Current.CancellationToken).AsTask());

        Assert.Equal(1, Tracer.ActiveTasks);
        Assert.Empty(_active.Current);
        Assert.Equal("ERRO cannot start command cmd=\"zfs list -H -p -o name\" err=\"cannot run 'zfs': no such program\"", WithoutBrackets((await _log.LinesAsync())[^1]));
    }

    [Fact]
    public async Task A_cancelled_start_is_no_error()
    {
        _inner.Failure = new OperationCanceledException();
        await Assert.ThrowsAsync<OperationCanceledException>(() => Runner().StartAsync(List, TestContext.Current.CancellationToken).AsTask());
        Assert.DoesNotContain(await _log.LinesAsync(), line => line.Contains("ERRO", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_left_running_is_killed_and_taken_off_the_list()
    {
        var running = await Runner().StartAsync(List, TestContext.Current.CancellationToken);
        await running.DisposeAsync();
        Assert.Empty(_active.Current);
        Assert.Equal(9, (await running.Exit).Signal);
    }

    [Fact]
    public async Task A_command_that_cannot_be_killed_stays_on_the_list_but_frees_its_caller() // A1.7
    {
        using var world = TracerWorld.ThatThrows();
        using (Tracer.StartTask("job"))
        {
            var running = await Runner().StartAsync(Get, TestContext.Current.CancellationToken);
            _inner.Started[0].IsStuck = true;
            await running.DisposeAsync();
        }

        Assert.Equal(0, Tracer.ActiveTasks);
        Assert.True(Assert.Single(_active.Current).IsStuck);
        Assert.Contains(await _log.LinesAsync(), line => line.Contains("killed, but it does not end", StringComparison.Ordinal));
        _inner.Started[0].End(new CommandExit(137, 9));
        while (_active.Current.Length > 0) await Task.Yield();
    }

    [Fact]
    public async Task A_question_without_answer_for_two_minutes_is_told_and_marked_as_slow() // A1.11, B14 64
    {
        await using var running = await Runner().StartAsync(Get, TestContext.Current.CancellationToken);
        await using var stream = await Runner().StartAsync(ZfsCommand.Zfs("send", "tank/a@b"), TestContext.Current.CancellationToken);
        Clock.Advance(TimeSpan.FromSeconds(119));
        Assert.All(_active.Current, command => Assert.False(command.IsSlow));
        Clock.Advance(TimeSpan.FromSeconds(1));
        while (_log.Pipeline.Counts.Current is var counts && !counts.Any(c => c.Level == "warn")) await Task.Yield();
        Assert.Equal([("get", true), ("send", false)], _active.Current.Select(command => (command.Args[1], command.IsSlow)).Order());
        foreach (var started in _inner.Started) started.End(new CommandExit(0));
        await running.Exit;
        await stream.Exit;
        Assert.Empty(_active.Current);

        var warning = Assert.Single(await _log.LinesAsync(), line => line.Contains("[WARN]", StringComparison.Ordinal));
        Assert.EndsWith(": command is still running after=\"2m0s\" cmd=\"zfs get -Hp guid tank/a\"", warning, StringComparison.Ordinal);
    }

    private TracedZfsRunner Runner() => new(_inner, _active, Clock, Logger());

    private ILogger<TracedZfsRunner> Logger() => _log.Pipeline.Factory.CreateLogger<TracedZfsRunner>();

    // "[INFO][zfs.cmd][…]: message" -> "INFO message"
    private static string WithoutBrackets(string line) => line[1..5] + line[(line.IndexOf("]: ", StringComparison.Ordinal) + 2)..];
}
