using Microsoft.Extensions.Logging;
using Serilog.Events;
using Zrepl.Engine.Logging.Ring;

namespace Zrepl.Tests.Engine.Logging.Ring;

/// <summary>The last entries in memory.</summary>
public sealed class LogRingTests
{
    [Fact]
    public void Only_the_last_entries_are_kept_the_newest_first()
    {
        var ring = new LogRing(3);
        for (var i = 0; i < 5; i++) ring.Add(AnEntry.Of(LogEventLevel.Information, $"m{i}"));

        Assert.Equal(["m4", "m3", "m2"], ring.Newest(10).Select(e => e.Message));
        Assert.Equal([4L, 3, 2], ring.Newest(10).Select(e => e.Sequence));
        Assert.Equal(5, ring.Written);
        Assert.Equal(["m3"], ring.Newest(1, before: 4).Select(e => e.Message));
        Assert.Equal(["m2"], ring.Newest(10, e => e.Message == "m2").Select(e => e.Message));
    }

    [Fact]
    public void An_entry_is_structured()
    {
        var ring = new LogRing(1);
        ring.Add(AnEntry.OfTheChecklist());
        var entry = Assert.Single(ring.Newest(1));
        Assert.Equal((AnEntry.Time, LogLevel.Information, "j", "job", "R$R.s", "m"), (entry.At, entry.Level, entry.Job, entry.Subsystem, entry.Span, entry.Message));
        Assert.Equal([new("a", "1"), new("err", "x y")], entry.Fields);
        Assert.Equal("x y", entry.Error);
    }

    [Fact]
    public async Task A_subscriber_hears_new_entries_until_it_leaves()
    {
        var ring = new LogRing(10);
        ring.Add(AnEntry.Of(LogEventLevel.Information, "before"));
        var subscription = ring.Subscribe();
        ring.Add(AnEntry.Of(LogEventLevel.Information, "a"));
        ring.Add(AnEntry.Of(LogEventLevel.Information, "b"));
        subscription.Dispose();
        ring.Add(AnEntry.Of(LogEventLevel.Information, "after"));

        Assert.Equal(["a", "b"], (await subscription.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync()).Select(e => e.Message));
    }

    [Fact]
    public async Task A_slow_subscriber_loses_the_oldest_and_holds_up_nobody()
    {
        var ring = new LogRing(10);
        var subscription = ring.Subscribe(backlog: 2);
        for (var i = 0; i < 5; i++) ring.Add(AnEntry.Of(LogEventLevel.Information, $"m{i}"));
        subscription.Dispose();

        Assert.Equal(["m3", "m4"], (await subscription.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync()).Select(e => e.Message));
        Assert.Equal(3, subscription.Dropped);
    }

    [Fact]
    public async Task Many_writers_leave_no_gap_in_the_numbers()
    {
        var ring = new LogRing(10_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++) ring.Add(AnEntry.Of(LogEventLevel.Information, "m"));
        })));
        Assert.Equal(Enumerable.Range(0, 4000).Select(i => (long)i), ring.Newest(5000).Select(e => e.Sequence).Reverse());
    }
}
