namespace Zrepl.Engine.Stalls;

/// <summary>How a stream stands.</summary>
public enum StallState
{
    /// <summary>Something moves, or has moved a moment ago.</summary>
    Moving,

    /// <summary>Nothing has moved for so long that somebody is told.</summary>
    Quiet,

    /// <summary>Nothing has moved for so long that the step is ended.</summary>
    Stalled,
}

/// <summary>What a look at a stream comes to.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Quiet">For how long nothing has moved.</param>
/// <param name="Cause">Who is at fault, if nothing moves on; also known before it is worth telling.</param>
/// <param name="AbortsAfter">The quiet time at which the step is ended, if nothing changes; null: never.</param>
public sealed record StallVerdict(StallState State, TimeSpan Quiet, StallCause Cause, TimeSpan? AbortsAfter);
