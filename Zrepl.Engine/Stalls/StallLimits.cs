namespace Zrepl.Engine.Stalls;

/// <summary>How long a stream may be flat. The key <c>stall</c> of a job, unknown to Go zrepl.</summary>
/// <param name="WarnAfter">After so much time in which nothing moves, somebody is told. At least a second.</param>
/// <param name="AbortAfter">
/// After so much the step is ended, to be continued later; null: never. Not shorter than <paramref name="WarnAfter"/>. What may work unseen, and a peer that is
/// heard, get <see cref="Patience"/> times as much.
/// </param>
public sealed record StallLimits(TimeSpan WarnAfter, TimeSpan? AbortAfter)
{
    /// <summary>So many times as long for what may be working although nobody can see it.</summary>
    public const int Patience = 3;

    /// <summary>Two minutes and ten.</summary>
    public static StallLimits Default { get; } = new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10));

    /// <summary>
    /// True: a stream is not ended because a peer that is heard does nothing. For those who only serve: the peer sees its own side, and knows better.
    /// </summary>
    public bool LeavesPeersAlone { get; init; }

    /// <summary>How often a stream is looked at: cheap, and often enough for the limits to be met closely.</summary>
    public TimeSpan LookEvery => TimeSpan.FromTicks(Math.Clamp((WarnAfter / 8).Ticks, TimeSpan.TicksPerSecond, 15 * TimeSpan.TicksPerSecond));
}
