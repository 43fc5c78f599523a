using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Endpoints;

/// <summary>1.10.4.</summary>
public sealed class ConnectivityWaitTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly CallScript _script = new();
    private readonly WatchedClock _clock = new();

    [Fact]
    public async Task Both_sides_are_asked_at_once()
    {
        var sender = _script.Hold("sender ping");
        var receiver = _script.Hold("receiver ping");
        var waiting = WaitAsync();
        await sender.Reached;
        await receiver.Reached;
        receiver.Open();
        sender.Open();
        Assert.Null(await waiting);
    }

    [Theory]
    [InlineData("a", null, "sender is not reachable: a")]
    [InlineData(null, "b", "receiver is not reachable: b")]
    [InlineData("a", "a", "sender and receiver are not reachable: a")]
    [InlineData("a", "b", "sender and receiver are not reachable:\n  sender: a\n  receiver: b")]
    public void The_text_says_which_side_and_why(string? sender, string? receiver, string text) => Assert.Equal(
        text, new Unreachable(sender is null ? null : new LinkDownException(sender), receiver is null ? null : new LinkDownException(receiver)).Text);

    [Fact]
    public async Task A_side_that_never_answers_is_told_when_the_window_is_over()
    {
        var receiver = _script.Hold("receiver ping");
        var waiting = WaitAsync();
        await receiver.Reached;
        _clock.Advance(Window);
        Assert.Equal("receiver is not reachable: no answer within 10m0s", (await waiting)!.Text);
    }

    [Fact]
    public async Task A_refusal_ends_the_wait_for_the_other_side_too()
    {
        var receiver = _script.Hold("receiver ping");
        var sender = _script.Hold("sender ping");
        var waiting = WaitAsync();
        await receiver.Reached;
        await sender.Reached;
        sender.Break(new PeerErrorException("server error: access denied"));
        Assert.Equal("sender is not reachable: server error: access denied", (await waiting)!.Text);
    }

    [Fact]
    public async Task A_cancelled_wait_is_no_outcome()
    {
        var receiver = _script.Hold("receiver ping");
        using var cancel = new CancellationTokenSource();
        var waiting = WaitAsync(cancel.Token);
        await receiver.Reached;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact] // BAD-16
    public void Pauses_grow_to_half_a_minute_and_differ_a_little()
    {
        var backoff = new ReconnectBackoff(_clock, new Random(1));
        double[] exact = [1, 1.6, 2.56, 4.096, 6.5536, 10.48576, 16.777216, 26.8435456, 30, 30];
        for (var i = 0; i < exact.Length; i++) Assert.InRange(backoff.DelayAfter(i + 1).TotalSeconds, exact[i] * 0.8, exact[i] * 1.2);
        Assert.InRange(backoff.DelayAfter(100_000).TotalSeconds, 24, 36);
        Assert.NotEqual(backoff.DelayAfter(1), backoff.DelayAfter(1));
    }

    private Task<Unreachable?> WaitAsync(CancellationToken cancellation = default)
    {
        IEndpoint sender = new MemorySender(_script), receiver = new MemoryReceiver(_script);
        return new ConnectivityWait(sender, receiver, new ReconnectBackoff(_clock, new Random(1)), _clock).WaitAsync(Window, cancellation);
    }
}
