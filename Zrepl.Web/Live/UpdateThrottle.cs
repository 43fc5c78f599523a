namespace Zrepl.Web.Live;

/// <summary>
/// Lets updates through at most once per interval. The first goes through at once; of those that come too early one is made up for at the end
/// of the interval, so what is shown last is always the latest. Thread-safe; never runs two updates at a time.
/// </summary>
public sealed class UpdateThrottle : IDisposable
{
    /// <summary>Twice a second: what a person can read.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Func<Task> _update;
    private readonly Func<TimeSpan> _interval;
    private readonly ITimer _timer;
    private bool _resting;
    private bool _asked;
    private bool _ended;

    /// <summary>A throttle.</summary>
    /// <param name="update">Brings the page up to date. Its failures are its own to report.</param>
    /// <param name="clock">Measures the interval.</param>
    /// <param name="interval">Least time from the end of one update to the next.</param>
    public UpdateThrottle(Func<Task> update, TimeProvider clock, TimeSpan? interval = null)
        : this(update, clock, () => interval ?? DefaultInterval)
    {
    }

    /// <summary>A throttle whose interval changes.</summary>
    /// <param name="update">Brings the page up to date. Its failures are its own to report.</param>
    /// <param name="clock">Measures the interval.</param>
    /// <param name="interval">Asked at the end of each update for the least time to the next.</param>
    public UpdateThrottle(Func<Task> update, TimeProvider clock, Func<TimeSpan> interval)
    {
        _update = update;
        _interval = interval;
        _timer = clock.CreateTimer(_ => _ = Awake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Says that there is something new. Returns at once; never throws.</summary>
    public void Request()
    {
        lock (_lock)
        {
            if (_ended) return;
            if (_resting)
            {
                _asked = true;
                return;
            }

            _resting = true;
        }

        _ = RunAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) _ended = true;
        _timer.Dispose();
    }

    private Task Awake()
    {
        lock (_lock)
        {
            if (_ended) return Task.CompletedTask;
            _resting = _asked;
            if (!_asked) return Task.CompletedTask;
            _asked = false;
        }

        return RunAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            await _update();
        }
        finally
        {
            lock (_lock)
            {
                if (!_ended) _timer.Change(_interval(), Timeout.InfiniteTimeSpan);
            }
        }
    }
}
