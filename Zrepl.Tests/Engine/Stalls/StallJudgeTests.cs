using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Engine.Stalls;

/// <summary>Samples in, verdicts out: who is at fault, when it is told, when it is ended.</summary>
public sealed class StallJudgeTests
{
    private static readonly TimeSpan Look = StallLimits.Default.LookEvery;

    private static readonly EndSample Command = new() { Kind = EndKind.Command, ProcessId = 42, State = ProcessState.Sleeping, CpuTicks = 5, IoBytes = 1000, Moved = 0, IsAwaited = false };

    private static readonly EndSample Peer = new() { Kind = EndKind.Peer, Unheard = TimeSpan.FromSeconds(2), Moved = 7, IsAwaited = false };

    private readonly StallJudge _judge = new(StallLimits.Default);

    public static TheoryData<StallCause, int> Causes => new()
    {
        { StallCause.SendWaits, 30 }, { StallCause.SendUninterruptible, 30 }, { StallCause.SendStopped, 10 }, { StallCause.SendPoolSuspended, 10 }, { StallCause.SendPoolSilent, 30 },
        { StallCause.ReceiveWaits, 10 }, { StallCause.ReceiveFinishes, 30 }, { StallCause.ReceiveUninterruptible, 10 }, { StallCause.ReceiveStopped, 10 },
        { StallCause.ReceivePoolSuspended, 10 }, { StallCause.ReceivePoolSilent, 10 }, { StallCause.ReceivePoolFull, 10 }, { StallCause.Network, 10 }, { StallCause.PeerSilent, 10 },
        { StallCause.PeerSendsNothing, 30 }, { StallCause.PeerTakesNothing, 30 }, { StallCause.PeerFinishes, 30 },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void Each_cause_is_named_told_after_two_minutes_and_ended_in_time(StallCause cause, int minutes)
    {
        var sample = Flat(cause);
        if (cause is StallCause.SendPoolSuspended) _judge.SenderSaid(new(null, PoolState.Suspended));
        if (cause is StallCause.SendPoolSilent) _judge.SenderSaid(EndFacts.Silent);
        _judge.Judge(sample, TimeSpan.Zero);
        var (told, ended) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var now = Look; ended == TimeSpan.Zero; now += Look)
        {
            // Facts are of this stall only: they come in while it is flat.
            if (cause is StallCause.SendPoolSuspended) _judge.SenderSaid(new(null, PoolState.Suspended));
            if (cause is StallCause.SendPoolSilent) _judge.SenderSaid(EndFacts.Silent);
            if (cause is StallCause.ReceivePoolSuspended) _judge.ReceiverSaid(new(null, PoolState.Suspended));
            if (cause is StallCause.ReceivePoolSilent) _judge.ReceiverSaid(EndFacts.Silent);
            if (cause is StallCause.ReceivePoolFull) _judge.ReceiverSaid(new("same", PoolState.Full));
            var verdict = _judge.Judge(sample, Look);
            Assert.Equal(cause, verdict.Cause);
            if (verdict.State is StallState.Quiet && told == TimeSpan.Zero) told = now;
            if (verdict.State is StallState.Stalled) ended = now;
            Assert.True(now < TimeSpan.FromHours(1), "It is never ended.");
        }

        Assert.Equal(TimeSpan.FromMinutes(2), told);
        Assert.Equal(TimeSpan.FromMinutes(minutes), ended);
    }

    public static TheoryData<string> Movements =>
    [
        "bytes read", "end of the stream", "processor time of send", "bytes of send", "output of send", "another send", "processor time of recv", "bytes of recv",
        "input of recv", "recv begins", "acknowledged bytes", "bandwidth limit",
    ];

    [Theory]
    [MemberData(nameof(Movements))]
    public void Whatever_changes_at_any_hop_is_movement(string what)
    {
        var before = Flat(StallCause.SendWaits) with { Receiver = what == "acknowledged bytes" ? Peer : what == "recv begins" ? EndSample.NotBegun : Command };
        var (sender, receiver) = (before.Sender, before.Receiver);
        var after = what switch
        {
            "bytes read" => before with { BytesRead = before.BytesRead + 1 },
            "end of the stream" => before with { HasEnded = true },
            "processor time of send" => before with { Sender = sender with { CpuTicks = 6 } },
            "bytes of send" => before with { Sender = sender with { IoBytes = 1001 } },
            "output of send" => before with { Sender = sender with { Moved = 1 } },
            "another send" => before with { Sender = sender with { ProcessId = 43 } },
            "processor time of recv" => before with { Receiver = receiver with { CpuTicks = 6 } },
            "bytes of recv" => before with { Receiver = receiver with { IoBytes = 1001 } },
            "input of recv" => before with { Receiver = receiver with { Moved = 1 } },
            "recv begins" => before with { Receiver = Command },
            "acknowledged bytes" => before with { Receiver = receiver with { Moved = 8 } },
            _ => before with { IsHeldBack = true },
        };
        _judge.Judge(before, TimeSpan.Zero);
        for (var i = 0; i < 12; i++) _judge.Judge(before, Look);
        Assert.Equal(StallState.Quiet, _judge.Judge(before, Look).State);
        var verdict = _judge.Judge(after, Look);
        Assert.Equal((StallState.Moving, TimeSpan.Zero), (verdict.State, verdict.Quiet));
    }

    [Fact]
    public void What_the_receiver_has_stored_since_it_was_asked_is_movement_though_nothing_else_can_be_seen()
    {
        var sample = Flat(StallCause.ReceiveWaits);
        _judge.Judge(sample, TimeSpan.Zero);
        _judge.ReceiverSaid(new("token", PoolState.Well));
        for (var minute = 0; minute < 60; minute++)
        {
            for (var look = 0; look < 4; look++) Assert.Equal(StallState.Moving, _judge.Judge(sample, Look).State);
            _judge.ReceiverSaid(new($"token {minute}", PoolState.Well));
        }

        _judge.ReceiverSaid(EndFacts.Silent); // one question without an answer does not make the next answer news
        _judge.ReceiverSaid(new("token 59", PoolState.Well));
        for (var look = 0; look < 8; look++) _judge.Judge(sample, Look);
        Assert.Equal(StallState.Quiet, _judge.Judge(sample, Look).State);
    }

    [Fact]
    public void Time_in_which_the_machine_was_suspended_does_not_count()
    {
        var sample = Flat(StallCause.ReceiveStopped);
        _judge.Judge(sample, TimeSpan.Zero);
        Assert.Equal(StallState.Moving, _judge.Judge(sample, TimeSpan.FromHours(9)).State);
        Assert.Equal(Look * 2, _judge.Judge(sample, TimeSpan.Zero).Quiet);
    }

    [Fact]
    public void Without_a_limit_nothing_is_ended()
    {
        var judge = new StallJudge(new(TimeSpan.FromMinutes(2), null));
        var sample = Flat(StallCause.ReceiveStopped);
        judge.Judge(sample, TimeSpan.Zero);
        for (var i = 0; i < 10_000; i++) Assert.NotEqual(StallState.Stalled, judge.Judge(sample, Look).State);
    }

    [Theory]
    [InlineData(StallCause.PeerTakesNothing, false)]
    [InlineData(StallCause.PeerSendsNothing, false)]
    [InlineData(StallCause.PeerFinishes, false)]
    [InlineData(StallCause.PeerSilent, true)]
    [InlineData(StallCause.ReceiveStopped, true)]
    public void Whoever_only_serves_tells_of_a_peer_that_does_nothing_and_does_not_end_it(StallCause cause, bool isEnded)
    {
        var judge = new StallJudge(StallLimits.Default with { LeavesPeersAlone = true });
        judge.Judge(Flat(cause), TimeSpan.Zero);
        var states = Enumerable.Range(0, 1000).Select(_ => judge.Judge(Flat(cause), Look).State).Distinct().ToList();
        Assert.Contains(StallState.Quiet, states);
        Assert.Equal(isEnded, states.Contains(StallState.Stalled));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 7)]
    [InlineData(86400, 15)]
    public void A_stream_is_looked_at_often_enough_for_the_limit_and_not_more(int warnSeconds, int lookSeconds) =>
        Assert.Equal(lookSeconds, (int)new StallLimits(TimeSpan.FromSeconds(warnSeconds), null).LookEvery.TotalSeconds);

    [Fact]
    public void A_pool_that_does_not_answer_after_the_last_byte_may_still_be_at_work()
    {
        var sample = Flat(StallCause.ReceiveFinishes);
        _judge.Judge(sample, TimeSpan.Zero);
        _judge.ReceiverSaid(EndFacts.Silent);
        var verdict = _judge.Judge(sample, Look);
        Assert.Equal((StallCause.ReceivePoolSilent, TimeSpan.FromMinutes(30)), (verdict.Cause, verdict.AbortsAfter));
    }

    [Fact]
    public void How_a_pool_was_in_an_earlier_stall_says_nothing_about_the_next()
    {
        var sample = Flat(StallCause.ReceivePoolSuspended);
        _judge.Judge(sample, TimeSpan.Zero);
        _judge.ReceiverSaid(new(null, PoolState.Suspended));
        Assert.Equal(StallCause.ReceivePoolSuspended, _judge.Judge(sample, Look).Cause);
        _judge.Judge(sample with { BytesRead = 6 }, Look);
        Assert.Equal(StallCause.ReceiveWaits, _judge.Judge(sample with { BytesRead = 6 }, Look).Cause);
    }

    [Fact]
    public void Without_pipes_to_look_into_whoever_is_waited_for_is_at_fault()
    {
        var blind = new EndSample { Kind = EndKind.Command };
        Assert.False(StallJudge.IsReceiversTurn(new(5, true, false, false, blind, blind)));
        Assert.True(StallJudge.IsReceiversTurn(new(5, false, false, false, blind, blind)));
        Assert.True(StallJudge.IsReceiversTurn(new(5, false, true, false, blind, blind)));
        Assert.False(StallJudge.IsReceiversTurn(new(0, false, false, false, EndSample.NotBegun, EndSample.NotBegun)));
    }

    private static StreamSample Flat(StallCause cause)
    {
        var waited = Command with { IsAwaited = true };
        return cause switch
        {
            StallCause.SendWaits or StallCause.SendPoolSuspended or StallCause.SendPoolSilent => Of(waited, Command),
            StallCause.SendUninterruptible => Of(waited with { State = ProcessState.Uninterruptible }, Command),
            StallCause.SendStopped => Of(waited with { State = ProcessState.Stopped }, Command),
            StallCause.ReceiveWaits or StallCause.ReceivePoolSuspended or StallCause.ReceivePoolSilent or StallCause.ReceivePoolFull => Of(Command, waited),
            StallCause.ReceiveFinishes => Of(Command, Command) with { HasEnded = true },
            StallCause.ReceiveUninterruptible => Of(Command, waited with { State = ProcessState.Uninterruptible }),
            StallCause.ReceiveStopped => Of(Command, waited with { State = ProcessState.Stopped }),
            StallCause.Network => Of(Command, Peer with { IsAwaited = true, Unacknowledged = TimeSpan.FromMinutes(1), Unheard = TimeSpan.FromMinutes(1) }),
            StallCause.PeerSilent => Of(Command, Peer with { IsAwaited = true, Unheard = TimeSpan.FromMinutes(1) }),
            StallCause.PeerSendsNothing => Of(Peer with { IsAwaited = true }, Command),
            StallCause.PeerTakesNothing => Of(Command, Peer with { IsAwaited = true }),
            _ => Of(Command, Peer) with { HasEnded = true },
        };
    }

    private static StreamSample Of(EndSample sender, EndSample receiver) => new(5, false, false, false, sender, receiver);
}
