using Zrepl.Web.Data;

namespace Zrepl.Web.Live;

/// <summary>What one page hears of the history: that there is more, at most every other second, however much is written.</summary>
internal sealed class HistorySubscription : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly UpdateThrottle _throttle;
    private readonly IDisposable _news;

    private HistorySubscription(UpdateThrottle throttle, HistoryNews news)
    {
        _throttle = throttle;
        _news = news.Subscribe(throttle.Request);
    }

    /// <summary>Calls <paramref name="show"/>, which reports its failures itself.</summary>
    public static HistorySubscription To(HistoryNews news, Func<Task> show, TimeProvider clock) => new(new UpdateThrottle(show, clock, Interval), news);

    /// <inheritdoc/>
    public void Dispose()
    {
        _news.Dispose();
        _throttle.Dispose();
    }
}
