using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Win32.SafeHandles;
using Serilog.Events;
using Zrepl.Engine.Logging;
using Zrepl.Engine.Logging.Formats;
using Zrepl.Engine.Logging.Outlets;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Logging.Outlets;

/// <summary>Outlets that fail, stall or are replaced.</summary>
public sealed class LogOutletTests : IAsyncDisposable
{
    private static readonly JsonFormat Json = new([]);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 2, 16, 9, 0, 0, TimeSpan.Zero));
    private readonly CollectingWriter _first = new();
    private readonly CollectingWriter _second = new();

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task The_first_outlet_hears_why_another_loses_entries() // E-08
    {
        _second.Failure = new IOException("connection refused");
        await using var log = Log();
        log.Factory.CreateLogger("Zrepl").Say(LogLevel.Error, "m");
        await _second.WrittenAsync();
        await _first.WrittenAsync();
        await _first.WrittenAsync();

        Assert.Contains("\"msg\":\"m\"", _first.Lines[0], StringComparison.Ordinal);
        Assert.Equal(
            """{"err":"connection refused","level":"error","lost":1,"msg":"outlet error","outlet_type":"tcp","subsystem":"meta","time":"2026-02-16T09:00:00Z"}""",
            _first.Lines[1]);
        Assert.Equal(new LogOutletStatus("tcp", "a test", 1, "connection refused"), log.Outlets[1]);
        Assert.Contains(log.Ring.Newest(9), e => e.Message == "outlet error");
    }

    [Fact]
    public async Task A_first_outlet_that_fails_is_reported_to_the_next()
    {
        _first.Failure = new IOException("broken pipe");
        await using var log = Log();
        log.Factory.CreateLogger("Zrepl").Say(LogLevel.Error, "m");
        await _second.WrittenAsync();
        await _second.WrittenAsync();
        Assert.Contains(_second.Lines, line => line.Contains("\"outlet_type\":\"stdout\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Losses_are_reported_every_ten_seconds_at_most_and_none_is_forgotten()
    {
        var troubles = new List<OutletTrouble>();
        await using var outlet = new LogOutlet("tcp", LogEventLevel.Debug, Json, _first, _clock);
        outlet.Troubled += (_, trouble) => troubles.Add(trouble);
        _first.Failure = new IOException("down");
        for (var i = 0; i < 3; i++) await OfferAsync(outlet);
        _first.Arriving = () => // the third loss is counted by now; when its write has failed, that need not be so
        {
            _first.Failure = null;
            _clock.Advance(TimeSpan.FromSeconds(10));
        };
        await OfferAsync(outlet);
        await outlet.DisposeAsync();

        Assert.Equal([new("tcp", "down", 1), new("tcp", "connection broken or not fast enough", 2)], troubles);
        Assert.Equal(new LogOutletStatus("tcp", "a test", 3, null), outlet.Status);
    }

    [Fact]
    public async Task An_outlet_that_stalls_blocks_nobody_and_counts_what_it_loses() // E-09
    {
        _first.Stall();
        await using var outlet = new LogOutlet("tcp", LogEventLevel.Debug, Json, _first, _clock, queuedEntries: 10);
        for (var i = 0; i < 1000; i++) outlet.Offer(AnEntry.Of(LogEventLevel.Information, "m")); // returns, though nothing is written
        Assert.InRange(outlet.Status.Lost, 989, 990); // ten wait; the pump may hold one
        _first.GoOn();
        await outlet.DisposeAsync();
        Assert.Equal(1000 - outlet.Status.Lost, _first.Lines.Count);
    }

    [Fact]
    public async Task A_write_that_never_returns_is_told_to_the_other_outlets()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out, HandleInheritability.None, 4096); // nobody reads
        using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        var output = new FileStream(handle, FileAccess.Write, bufferSize: 0); // as the console's: its write returns when the pipe takes it, whatever any token says
        var outlet = new LogOutlet("stdout", LogEventLevel.Debug, Json, new StreamLogWriter("standard output", output), _clock, queuedEntries: 10);
        await using var log = ZreplLogging.Create(
            [outlet, new LogOutlet("file", LogEventLevel.Debug, Json, _second, _clock)],
            new OutletFactory(isTerminal: false, allowsColour: false, _clock), new LogPipelineOptions(), _clock);
        const string Standing = "standard output has taken nothing for ";
        using var readerEnds = new Reader(pipe); // also if an assertion fails: otherwise the end of the log waited for ever
        var full = new string('m', 20_000); // more than any pipe of this size holds
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        LoseAnother();
        while (!Said("connection broken or not fast enough")) // the queue is full, and nothing more is known
            await _second.WrittenAsync().AsTask().WaitAsync(deadline.Token);

        while (!Said(Standing) || !outlet.Status.LastFailure!.StartsWith(Standing, StringComparison.Ordinal)) // a write that has not begun yet when its time is over is given up; another stands then
        {
            _clock.Advance(TimeSpan.FromSeconds(40));
            LoseAnother();
            await Task.Delay(TimeSpan.FromMilliseconds(5), deadline.Token);
        }

        readerEnds.Dispose(); // the write fails, and so does nothing else

        void LoseAnother()
        {
            for (var before = outlet.Status.Lost; outlet.Status.Lost == before;) log.Factory.CreateLogger("Zrepl").Say(LogLevel.Information, full);
        }

        bool Said(string why) =>
            _second.Lines.Any(line => line.Contains("outlet error", StringComparison.Ordinal) && line.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_write_that_takes_too_long_is_given_up()
    {
        _first.Stall();
        await using var outlet = new LogOutlet("tcp", LogEventLevel.Debug, Json, _first, _clock);
        outlet.Offer(AnEntry.Of(LogEventLevel.Information, "m"));
        while (outlet.Status.Lost == 0)
        {
            _clock.Advance(TimeSpan.FromSeconds(10)); // the deadline begins when the pump gets there
            await Task.Yield();
        }

        Assert.Equal("not written within 10 s", outlet.Status.LastFailure);
        _first.GoOn();
    }

    [Fact]
    public async Task Closing_waits_two_seconds_for_an_outlet_that_stalls()
    {
        _first.Stall();
        var outlet = new LogOutlet("tcp", LogEventLevel.Debug, Json, _first, _clock);
        outlet.Offer(AnEntry.Of(LogEventLevel.Information, "m"));
        var closing = outlet.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await closing;
    }

    [Fact]
    public async Task New_outlets_take_over_after_a_reload_and_nothing_is_lost()
    {
        await using var log = Log();
        var logger = log.Factory.CreateLogger("Zrepl");
        logger.Say(LogLevel.Error, "before");
        var later = new CollectingWriter();
        await log.ReplaceOutletsAsync([new LogOutlet("file", LogEventLevel.Debug, Json, later, _clock)]);
        logger.Say(LogLevel.Error, "after");
        await later.WrittenAsync();

        Assert.Contains("before", Assert.Single(_first.Lines), StringComparison.Ordinal);
        Assert.Contains("after", Assert.Single(later.Lines), StringComparison.Ordinal);
    }

    // One entry at a time: the writer has seen it when this returns.
    private async Task OfferAsync(LogOutlet outlet)
    {
        outlet.Offer(AnEntry.Of(LogEventLevel.Information, "m"));
        await _first.WrittenAsync();
    }

    private LogPipeline Log() => ZreplLogging.Create(
        [
            new LogOutlet("stdout", LogEventLevel.Error, Json, _first, _clock),
            new LogOutlet("tcp", LogEventLevel.Debug, Json, _second, _clock),
        ],
        new OutletFactory(isTerminal: false, allowsColour: false, _clock), new LogPipelineOptions(), _clock);

    private sealed class Reader(System.IO.Pipes.AnonymousPipeServerStream pipe) : IDisposable
    {
        public void Dispose() => pipe.DisposeLocalCopyOfClientHandle();
    }
}
