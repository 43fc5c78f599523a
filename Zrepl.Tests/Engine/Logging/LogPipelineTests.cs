using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Logging;
using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Logging;

/// <summary>From a log method to a line.</summary>
public sealed partial class LogPipelineTests
{
    [Fact]
    public async Task A_line_tells_job_subsystem_span_message_and_fields()
    {
        await using var world = new LogWorld();
        using (JobScope.Enter("to_nas"))
        using (LogFields.Push("fs", "tank/a"))
            StepSent(world.Logger("Zrepl.Engine.Replication.StepRunner"), 4096, TimeSpan.FromSeconds(1.5));

        var stack = Tracer.CurrentStack;
        Assert.Equal([$"[INFO][to_nas][repl][{stack}]: sent 4096 bytes elapsed_time=\"1.5s\" fs=\"tank/a\""], await world.LinesAsync());
    }

    [Fact]
    public async Task The_ring_knows_the_run_and_everything_around_a_line_and_the_line_itself_stays_as_it_is() // F-19
    {
        await using var world = new LogWorld();
        string stack, path;
        using (var run = Tracer.StartRun("to_nas", 7))
        using (Tracer.StartTask("repl-fs"))
        {
            (stack, path) = (Tracer.CurrentStack, Tracer.Current!.Path);
            world.Logger().Say(LogLevel.Information, "m");
            Assert.StartsWith(run.Node!.Path + ".", path, StringComparison.Ordinal);
        }

        var entry = Assert.Single(world.Pipeline.Ring.Newest(1, line => line.Message == "m"));
        Assert.Equal((stack, path, "to_nas", 7L), (entry.Span, entry.Path, entry.Run?.Job, entry.Run?.Number));
        Assert.All(await world.LinesAsync(), line => Assert.DoesNotContain(path, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_of_the_entry_counts_more_than_one_of_the_flow_and_the_inner_more_than_the_outer() // E-11
    {
        await using var world = new LogWorld();
        using var outer = LogFields.Push("fs", "outer");
        using var inner = LogFields.Push("fs", "inner");
        using var other = LogFields.Push("snap", "flow");
        Snapshotted(world.Logger(), "entry");

        Assert.EndsWith(": snapshotted fs=\"inner\" snap=\"entry\"", Assert.Single(await world.LinesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_may_speak_for_another_subsystem()
    {
        await using var world = new LogWorld();
        using (LogFields.Push("subsystem", "rpc.data")) world.Logger().Say(LogLevel.Information, "m");
        Assert.Contains("[rpc.data]", Assert.Single(await world.LinesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_of_every_task_there_is_no_span()
    {
        await using var world = new LogWorld();
        using (Tracer.Isolate(new TraceRegistry(new TraceSettings()))) world.Logger().Say(LogLevel.Information, "m");
        Assert.Equal(["[INFO][job][NOSPAN]: m"], await world.LinesAsync());
    }

    [Fact]
    public async Task Debug_is_not_shown_at_info() // E-10
    {
        await using var world = new LogWorld(LogLevel.Information);
        world.Logger().Say(LogLevel.Debug, "quiet");
        world.Logger().Say(LogLevel.Information, "loud");
        Assert.EndsWith(": loud", Assert.Single(await world.LinesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subsystem_can_be_turned_up_and_down_while_running()
    {
        await using var world = new LogWorld(LogLevel.Warning, new LogPipelineOptions { RingLevel = LogLevel.Warning });
        var zfs = world.Logger("Zrepl.Zfs.Commands.ZfsProcess");
        zfs.Say(LogLevel.Debug, "before");
        world.Pipeline.Levels.Set("zfs.cmd", LogLevel.Debug);
        zfs.Say(LogLevel.Debug, "turned up");
        world.Logger().Say(LogLevel.Debug, "another subsystem");
        world.Pipeline.Levels.Set("zfs.cmd", LogLevel.Error);
        zfs.Say(LogLevel.Warning, "turned down");
        world.Pipeline.Levels.Set("zfs.cmd", null);
        zfs.Say(LogLevel.Warning, "as configured");

        Assert.Equal(["turned up", "as configured"], (await world.LinesAsync()).Select(line => line.Split(": ")[1]));
        Assert.Throws<ArgumentException>(() => world.Pipeline.Levels.Set("zfs", LogLevel.Debug));
    }

    [Fact]
    public void Environment_variables_of_go_zrepl_turn_up_their_subsystem() // A1.15
    {
        var levels = DebugVariables.Levels(name => name is "ZREPL_ZFS_DEBUG" or "ZREPL_RPC_DATACONN_DEBUG" or "ZREPL_RPC_DATACONN_STREAM_DEBUG" ? "1" : null);
        Assert.Equal(["rpc.data", "zfs.cmd"], levels.Keys.Order());
        Assert.All(levels.Values, level => Assert.Equal(LogLevel.Debug, level));
    }

    [Fact]
    public async Task Libraries_are_heard_from_warnings_on_and_belong_to_meta() // E4
    {
        await using var world = new LogWorld();
        var kestrel = world.Logger("Microsoft.AspNetCore.Server.Kestrel");
        Assert.False(kestrel.IsEnabled(LogLevel.Information));
        kestrel.Say(LogLevel.Information, "Now listening");
        kestrel.Say(LogLevel.Warning, "Overriding address(es) 'http://x'");
        Assert.EndsWith("[meta][" + Tracer.CurrentStack + "]: Overriding address(es) 'http://x'", Assert.Single(await world.LinesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_library_gave_up_because_it_was_told_to_is_no_failure()
    {
        await using var world = new LogWorld();
        world.Logger("Microsoft.Extensions.Hosting.Internal.Host").Say(LogLevel.Error, "BackgroundService failed", new TaskCanceledException());
        world.Logger().Say(LogLevel.Error, "ours is told", new TaskCanceledException());
        Assert.Contains("]: ours is told err=", Assert.Single(await world.LinesAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cannot connect", "cannot connect: refused")]
    [InlineData("cannot run 'zfs'. Install it.", "cannot run 'zfs'. Install it. (refused)")]
    [InlineData("it was refused", "it was refused")]
    public async Task A_cause_is_told_after_the_message_if_it_says_something_new(string message, string told)
    {
        await using var world = new LogWorld();
        world.Logger().Say(LogLevel.Error, "m", new IOException(message, new IOException("refused")));
        Assert.EndsWith($": m err=\"{told}\"", Assert.Single(await world.LinesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scopes_of_web_requests_do_not_clutter_lines()
    {
        await using var world = new LogWorld();
        using (world.Logger().BeginScope(new Dictionary<string, object> { ["RequestId"] = "0HN" })) world.Logger().Say(LogLevel.Information, "m");
        Assert.EndsWith("]: m", Assert.Single(await world.LinesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_gives_its_message_and_a_mistake_of_ours_its_stack()
    {
        await using var world = new LogWorld();
        world.Logger().Say(LogLevel.Error, "cannot write", new IOException("disk full"));
        try { throw new InvalidOperationException("a mistake"); }
        catch (InvalidOperationException mistake) { world.Logger().Say(LogLevel.Error, "run failed", mistake); }

        var lines = await world.LinesAsync();
        Assert.EndsWith(": cannot write err=\"disk full\"", lines[0], StringComparison.Ordinal);
        Assert.Contains(": run failed err=\"a mistake\" stack=\"System.InvalidOperationException: a mistake\\n   at ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_cannot_be_made_does_not_end_the_work()
    {
        await using var world = new LogWorld();
        world.Logger().Log(LogLevel.Information, 0, "state", null, (_, _) => throw new FormatException("bad template"));
        Assert.Contains(": the text of a log entry could not be made err=\"bad template\"", Assert.Single(await world.LinesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_entry_is_counted_also_those_nobody_sees()
    {
        await using var world = new LogWorld(LogLevel.Error, new LogPipelineOptions { RingLevel = LogLevel.Error });
        using (JobScope.Enter("to_nas"))
        {
            world.Logger().Say(LogLevel.Debug, "m");
            world.Logger().Say(LogLevel.Debug, "m");
            world.Logger().Say(LogLevel.Critical, "m");
        }

        world.Logger().Say(LogLevel.Warning, "m");
        Assert.Equal([("_nojobid", "warn", 1), ("to_nas", "debug", 2), ("to_nas", "error", 1)], world.Pipeline.Counts.Current);
    }

    [Fact]
    public async Task Spans_are_logged_with_their_own_place_and_duration() // F1
    {
        await using var world = new LogWorld();
        using var registry = Tracer.Isolate(new TraceRegistry(new TraceSettings { Clock = world.Clock }));
        await using var logged = new LogWorld();
        string stack;
        using (Tracer.StartTask("job"))
        using (Tracer.StartSpan("plan"))
        {
            stack = Tracer.CurrentStack;
            world.Clock.Advance(TimeSpan.FromSeconds(1.25));
        }

        Assert.Equal(
            [$"[DEBG][trace.data][{stack}]: begin span", $"[DEBG][trace.data][{stack}]: finished span job#0$job#0.plan duration_s=\"1.25\""],
            await logged.LinesAsync());
    }

    [Fact]
    public async Task Problems_of_tracing_are_logged_once_per_place()
    {
        using var registry = Tracer.Isolate(new TraceRegistry(new TraceSettings { ThrowsOnViolation = false }));
        await using var world = new LogWorld(LogLevel.Warning);
        for (var i = 0; i < 3; i++)
        {
            using var span = Tracer.StartSpan("without a task");
        }

        Assert.Contains("[ERRO][trace.data]", Assert.Single(await world.LinesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_gets_loggers_of_this_log_and_leaves_it_open()
    {
        await using var world = new LogWorld();
        await using (var services = new ServiceCollection().AddZreplLogging(world.Pipeline).BuildServiceProvider())
        {
            services.GetRequiredService<ILogger<LogPipelineTests>>().Say(LogLevel.Information, "from a service");
            Assert.Same(world.Pipeline.Ring, services.GetRequiredService<Zrepl.Engine.Logging.Ring.LogRing>());
        }

        world.Logger().Say(LogLevel.Information, "after the container");
        Assert.Equal(["from a service", "after the container"], (await world.LinesAsync()).Select(line => line.Split(": ")[1]));
    }

    [Fact]
    public async Task An_entry_after_the_end_of_the_log_is_discarded() // E-12
    {
        var world = new LogWorld();
        var logger = world.Logger();
        await world.DisposeAsync();
        logger.Say(LogLevel.Error, "too late");
        Assert.Empty(world.Writer.Lines);
    }

    [Fact]
    public async Task Serilog_itself_writes_into_the_same_log()
    {
        await using var world = new LogWorld();
        using (JobScope.Enter("to_nas")) world.Pipeline.Serilog.ForContext("subsystem", "meta").Warning("direct {K}", "v");
        Assert.Equal([$"[WARN][to_nas][meta][{Tracer.CurrentStack}]: direct v"], await world.LinesAsync());
    }

    [LoggerMessage(LogLevel.Information, "snapshotted")]
    private static partial void Snapshotted(ILogger logger, string snap);

    [LoggerMessage(LogLevel.Information, "sent {Bytes} bytes")]
    private static partial void StepSent(ILogger logger, long bytes, TimeSpan elapsedTime);
}
