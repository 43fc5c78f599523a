using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Stalls;

/// <summary>
/// Decides whether a stream stands still, and who is at fault. Looks at nothing itself: samples come in, one after the other, verdicts go out. A stream is flat
/// only if nothing changed at all: no bytes at any hop, no processor time and no bytes of a command, nothing in what the receiver has stored.
/// </summary>
/// <param name="limits">When to tell, and when to end it.</param>
public sealed class StallJudge(StallLimits limits)
{
    // Silence of a peer is told from a slow look by this much; heartbeats come every 5 seconds.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private StreamSample? _last;
    private EndFacts _sender = EndFacts.None;
    private EndFacts _receiver = EndFacts.None;
    private TimeSpan _quiet;

    /// <summary>Takes in a sample.</summary>
    /// <param name="sample">How the stream stands now.</param>
    /// <param name="sinceLast">Time since the sample before. Of a machine or process that was suspended meanwhile, only as much counts as two looks take.</param>
    public StallVerdict Judge(StreamSample sample, TimeSpan sinceLast)
    {
        var longest = limits.LookEvery * 2;
        if (_last is null || HasMoved(_last, sample)) Move();
        else _quiet += sinceLast < longest ? sinceLast : longest;
        _last = sample;
        return Verdict(sample);
    }

    /// <summary>Takes in what the sending end answered.</summary>
    public void SenderSaid(EndFacts facts) => _sender = Newest(_sender, facts);

    /// <summary>Takes in what the receiving end answered; if it has stored something since it was asked before, the stream has moved.</summary>
    public void ReceiverSaid(EndFacts facts)
    {
        if (facts.Progress is { } now && _receiver.Progress is { } before && now != before) Move();
        _receiver = Newest(_receiver, facts);
    }

    /// <summary>True if the receiving end is the one to ask, else the sending end.</summary>
    public static bool IsReceiversTurn(StreamSample sample)
    {
        if (sample.HasEnded || sample.Receiver.IsAwaited == true) return true;
        if (sample.Sender.IsAwaited == true) return false;
        return sample.Sender.Kind != EndKind.NotBegun && !sample.IsReading;
    }

    // How pools were before says nothing about the next stall.
    private void Move()
    {
        _quiet = TimeSpan.Zero;
        (_sender, _receiver) = (_sender with { Pool = PoolState.Unknown }, _receiver with { Pool = PoolState.Unknown });
    }

    // What was stored is remembered also if the next question is not answered.
    private static EndFacts Newest(EndFacts before, EndFacts now) => now.Progress is null ? now with { Progress = before.Progress } : now;

    private StallVerdict Verdict(StreamSample sample)
    {
        var (cause, mayWorkUnseen) = IsReceiversTurn(sample) ? OfReceiver(sample) : OfSender(sample);
        var isNeverEnded = limits.LeavesPeersAlone && cause is (StallCause.PeerSendsNothing or StallCause.PeerTakesNothing or StallCause.PeerFinishes);
        var abortsAfter = isNeverEnded ? null : limits.AbortAfter * (mayWorkUnseen ? StallLimits.Patience : 1);
        var state = _quiet >= abortsAfter ? StallState.Stalled : _quiet >= limits.WarnAfter ? StallState.Quiet : StallState.Moving;
        return new(state, _quiet, cause, abortsAfter);
    }

    private static bool HasMoved(StreamSample before, StreamSample now) =>
        now.IsHeldBack || before.IsHeldBack || now.BytesRead != before.BytesRead || now.HasEnded != before.HasEnded
        || HasMoved(before.Sender, now.Sender) || HasMoved(before.Receiver, now.Receiver);

    private static bool HasMoved(EndSample before, EndSample now) =>
        before.Kind != now.Kind || before.ProcessId != now.ProcessId
        || Differ(before.Moved, now.Moved) || Differ(before.CpuTicks, now.CpuTicks) || Differ(before.IoBytes, now.IoBytes);

    private static bool Differ(long? before, long? now) => before is not null && now is not null && before != now;

    private (StallCause Cause, bool MayWorkUnseen) OfSender(StreamSample sample) => sample.Sender switch
    {
        { Kind: EndKind.Peer } peer => OfPeer(peer, StallCause.PeerSendsNothing),
        { State: ProcessState.Stopped } => (StallCause.SendStopped, false),
        _ when _sender.Pool is PoolState.Suspended => (StallCause.SendPoolSuspended, false),

        // Nobody knows more of it than that it is slow.
        _ when _sender.Pool is PoolState.Silent => (StallCause.SendPoolSilent, true),

        // A send walks through metadata in threads of the kernel, which count for no process.
        { State: ProcessState.Uninterruptible } => (StallCause.SendUninterruptible, true),
        _ => (StallCause.SendWaits, true),
    };

    private (StallCause Cause, bool MayWorkUnseen) OfReceiver(StreamSample sample) => sample.Receiver switch
    {
        { Kind: EndKind.Peer } peer => OfPeer(peer, sample.HasEnded ? StallCause.PeerFinishes : StallCause.PeerTakesNothing),
        { State: ProcessState.Stopped } => (StallCause.ReceiveStopped, false),
        _ when _receiver.Pool is PoolState.Suspended => (StallCause.ReceivePoolSuspended, false),
        _ when _receiver.Pool is PoolState.Silent => (StallCause.ReceivePoolSilent, sample.HasEnded),
        _ when _receiver.Pool is PoolState.Full => (StallCause.ReceivePoolFull, false),
        { State: ProcessState.Uninterruptible } => (StallCause.ReceiveUninterruptible, sample.HasEnded),
        _ when sample.HasEnded => (StallCause.ReceiveFinishes, true),
        _ => (StallCause.ReceiveWaits, false),
    };

    private static (StallCause Cause, bool MayWorkUnseen) OfPeer(EndSample peer, StallCause ifHeard) =>
        peer.Unheard is not { } unheard || unheard <= Silence ? (ifHeard, true)
        : (peer.Unacknowledged > Silence ? StallCause.Network : StallCause.PeerSilent, false);
}
