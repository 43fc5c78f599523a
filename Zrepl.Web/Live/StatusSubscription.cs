using System.Collections.Immutable;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Live;

/// <summary>
/// What one page hears of the engine: the newest status, at most twice a second, whatever the engine publishes. A browser that is slow drops
/// what came in between.
/// </summary>
public sealed class StatusSubscription : IDisposable
{
    private readonly UpdateThrottle _throttle;
    private readonly IDisposable _feed;

    private StatusSubscription(UpdateThrottle throttle, Func<UpdateThrottle, IDisposable> subscribe)
    {
        _throttle = throttle;
        _feed = subscribe(throttle);
    }

    /// <summary>Hears of all jobs.</summary>
    /// <param name="feed">The engine.</param>
    /// <param name="show">Shows them; reports its failures itself.</param>
    /// <param name="clock">The time.</param>
    public static StatusSubscription ToAll(IStatusFeed feed, Func<ImmutableArray<JobStatus>, Task> show, TimeProvider clock) =>
        new(new UpdateThrottle(() => show(feed.Current), clock), throttle => feed.Subscribe(_ => throttle.Request()));

    /// <summary>Hears of one job; null: there is none of that name any more.</summary>
    /// <param name="feed">The engine.</param>
    /// <param name="job">Its name.</param>
    /// <param name="show">Shows it; reports its failures itself.</param>
    /// <param name="clock">The time.</param>
    public static StatusSubscription ToJob(IStatusFeed feed, string job, Func<JobStatus?, Task> show, TimeProvider clock) =>
        new(new UpdateThrottle(() => show(feed.Find(job)), clock), throttle => feed.Subscribe(job, _ => throttle.Request()));

    /// <inheritdoc/>
    public void Dispose()
    {
        _feed.Dispose();
        _throttle.Dispose();
    }
}
