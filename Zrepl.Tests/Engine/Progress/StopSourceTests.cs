using Zrepl.Engine.Progress;

namespace Zrepl.Tests.Engine.Progress;

/// <summary>1.10.5: a cancellation knows its reason.</summary>
public sealed class StopSourceTests
{
    [Fact]
    public void The_reason_is_known_before_anybody_notices()
    {
        using var stop = new StopSource();
        StopReason? seen = null;
        using var registration = stop.Token.Register(() => seen = stop.Reason);
        Assert.True(stop.Stop(StopReason.ResetRequested));
        Assert.Equal("cancelled: reset requested", seen!.ToString());
    }

    [Fact]
    public void The_first_reason_wins()
    {
        using var stop = new StopSource();
        stop.Stop(StopReason.ResetRequested);
        Assert.False(stop.Stop(StopReason.DaemonShutdown));
        Assert.Same(StopReason.ResetRequested, stop.Reason);
    }

    [Fact]
    public void A_part_stops_with_the_whole_but_not_the_other_way_round()
    {
        using var whole = new StopSource();
        using var part = new StopSource(whole);
        using var other = new StopSource(whole);
        part.Stop(StopReason.NoProgressFor(TimeSpan.FromMinutes(10)));
        Assert.Null(whole.Reason);
        whole.Stop(StopReason.DaemonShutdown);
        Assert.Equal(("no progress for 10m0s", "daemon shutdown"), (part.Reason!.Text, other.Reason!.Text));
    }

    [Fact]
    public async Task The_end_of_the_process_is_a_reason_too()
    {
        using var shutdown = new CancellationTokenSource();
        using var stop = new StopSource(StopReason.DaemonShutdown, shutdown.Token);
        await shutdown.CancelAsync();
        Assert.True(stop.Token.IsCancellationRequested);
        Assert.Same(StopReason.DaemonShutdown, stop.Reason);
    }

    [Fact]
    public void Stopping_what_has_ended_is_harmless()
    {
        var stop = new StopSource();
        stop.Dispose();
        Assert.True(stop.Stop(StopReason.ResetRequested));
    }
}
