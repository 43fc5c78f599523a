using Zrepl.Engine.Progress;

namespace Zrepl.Engine.Endpoints.Connectivity;

/// <summary>
/// Waiting times between attempts to reach an endpoint: 1 s, then 1.6 times longer each time up to 30 s, each ±20 % so that many clients
/// of a restarted server do not come at once. Shared by a job's runs. Source: spec 1.10.4 (BAD-16).
/// </summary>
/// <param name="clock">Time.</param>
/// <param name="random">Chance for the ±20 %.</param>
public sealed class ReconnectBackoff(TimeProvider clock, Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private const double Growth = 1.6;
    private const double Jitter = 0.2;

    private readonly Signal _wakeUp = new();

    /// <summary>Completes at the next <see cref="RetryNow"/>. Taken before an attempt, so that a wake-up in it is not lost.</summary>
    internal Task NextWakeUp => _wakeUp.Next;

    /// <summary>Ends all waiting and begins again with short times, as when an operator says "now".</summary>
    public void RetryNow() => _wakeUp.Set();

    /// <summary>Waits after a failed attempt.</summary>
    /// <param name="failures">Failed attempts since the last wake-up, at least 1.</param>
    /// <param name="wakeUp">What <see cref="NextWakeUp"/> was before the attempt.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>True if an operator cut the wait short: count the failures from zero again.</returns>
    internal Task<bool> WaitAsync(int failures, Task wakeUp, CancellationToken cancellation) =>
        Signal.WaitAsync(wakeUp, DelayAfter(failures), clock, cancellation);

    /// <summary>The time to wait after so many failures in a row.</summary>
    internal TimeSpan DelayAfter(int failures)
    {
        var exact = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(Growth, failures - 1));
        double chance;
        lock (random) chance = random.NextDouble(); // Random is not made for two threads
        return TimeSpan.FromSeconds(exact * (1 + Jitter * (2 * chance - 1)));
    }
}
