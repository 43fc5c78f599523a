namespace Zrepl.Web.Alerts.Delivery;

/// <summary>How patient a delivery is.</summary>
/// <param name="FirstPause">Before the second attempt; each later pause is twice as long.</param>
/// <param name="LongestPause">No pause is longer.</param>
/// <param name="AttemptLimit">An attempt is given up after this time.</param>
/// <param name="Deadline">No attempt begins later than this after the first.</param>
internal sealed record DeliveryPolicy(TimeSpan FirstPause, TimeSpan LongestPause, TimeSpan AttemptLimit, TimeSpan Deadline)
{
    /// <summary>For what people read: ten minutes, after which the problem, if it is still there, is told anew.</summary>
    public static DeliveryPolicy Messages { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));

    /// <summary>For heartbeats, which say little when they come late.</summary>
    public static DeliveryPolicy Heartbeats { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));

    /// <summary>The pause before the next attempt; null: there is no other one.</summary>
    /// <param name="attempts">Attempts so far, at least one.</param>
    /// <param name="since">Time since the first began.</param>
    public TimeSpan? PauseAfter(int attempts, TimeSpan since)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 30));
        if (pause > LongestPause) pause = LongestPause;
        return since + pause > Deadline ? null : pause;
    }
}
