using Zrepl.Web.Data;

namespace Zrepl.Web.Live;

/// <summary>What one page hears of the history: that there is more, now and then, however much is written.</summary>
internal sealed class HistorySubscription : IDisposable
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(2);

    private readonly UpdateThrottle _throttle;
    private readonly IDisposable _news;

    private HistorySubscription(UpdateThrottle throttle, HistoryNews news)
    {
        _throttle = throttle;
        _news = news.Subscribe(throttle.Request);
    }

    /// <summary>Hears of it.</summary>
    /// <param name="news">The history.</param>
    /// <param name="show">Shows it; reports its failures itself.</param>
    /// <param name="clock">The time.</param>
    /// <param name="interval">How often at most; null for every other second.</param>
    public static HistorySubscription To(HistoryNews news, Func<Task> show, TimeProvider clock, TimeSpan? interval = null) =>
        new(new UpdateThrottle(show, clock, interval ?? DefaultInterval), news);

    /// <inheritdoc/>
    public void Dispose()
    {
        _news.Dispose();
        _throttle.Dispose();
    }
}
