namespace Zrepl.Web.Live;

/// <summary>
/// How many pages are open, and how often each of them may change by itself: twice a second while they are few; of many each one seldomer, so that
/// together they cost the replication no more than twenty do. Thread-safe.
/// </summary>
public sealed class OpenPages
{
    private static readonly TimeSpan Share = UpdateThrottle.DefaultInterval / 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private int _count;

    /// <summary>Least time between two changes of one page.</summary>
    public TimeSpan Interval
    {
        get
        {
            var fair = Share * Volatile.Read(ref _count);
            return fair < UpdateThrottle.DefaultInterval ? UpdateThrottle.DefaultInterval : fair > Longest ? Longest : fair;
        }
    }

    /// <summary>Counts a page in.</summary>
    public void Enter() => Interlocked.Increment(ref _count);

    /// <summary>Counts it out again.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
