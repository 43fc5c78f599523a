namespace Zrepl.Engine.Stalls;

/// <summary>Why nothing moves in a stream: which side is at fault, and how.</summary>
public enum StallCause
{
    /// <summary>Our <c>zfs send</c> gives nothing: slow disks, or it still computes.</summary>
    SendWaits,

    /// <summary>Our <c>zfs send</c> sleeps in the kernel where no signal reaches it.</summary>
    SendUninterruptible,

    /// <summary>Our <c>zfs send</c> was stopped by somebody.</summary>
    SendStopped,

    /// <summary>The pool we send from is suspended.</summary>
    SendPoolSuspended,

    /// <summary>The pool we send from did not answer how it is: it hangs, or is very slow.</summary>
    SendPoolSilent,

    /// <summary>Our <c>zfs recv</c>, or what has to come before it, takes nothing.</summary>
    ReceiveWaits,

    /// <summary>Our <c>zfs recv</c> has got everything and does not come to its end.</summary>
    ReceiveFinishes,

    /// <summary>Our <c>zfs recv</c> sleeps in the kernel where no signal reaches it.</summary>
    ReceiveUninterruptible,

    /// <summary>Our <c>zfs recv</c> was stopped by somebody.</summary>
    ReceiveStopped,

    /// <summary>The pool we receive into is suspended.</summary>
    ReceivePoolSuspended,

    /// <summary>The pool we receive into did not answer how it is: it hangs, or is very slow.</summary>
    ReceivePoolSilent,

    /// <summary>There is no room left where we receive.</summary>
    ReceivePoolFull,

    /// <summary>Nothing that we send is acknowledged: the network, or the machine behind it, is gone.</summary>
    Network,

    /// <summary>The machine of the peer is there, but its zrepl says nothing, not even a heartbeat.</summary>
    PeerSilent,

    /// <summary>The peer is alive and sends nothing.</summary>
    PeerSendsNothing,

    /// <summary>The peer is alive and takes nothing.</summary>
    PeerTakesNothing,

    /// <summary>The peer is alive, has got everything and does not say that it is done.</summary>
    PeerFinishes,
}
