using Zrepl.Engine.Logging.Ring;

namespace Zrepl.Web.Live;

/// <summary>
/// New log lines for one page, a few times a second at most. A page that is slow loses the oldest of them and is told how many; it can never
/// hold up whoever writes the log.
/// </summary>
internal sealed class LogFollower : IDisposable
{
    private const int Backlog = 1000;

    private readonly Lock _gate = new();
    private readonly LogSubscription _subscription;
    private readonly UpdateThrottle _throttle;
    private readonly Queue<LogEntry> _waiting = [];
    private long _dropped;
    private long _toldDropped;

    /// <summary>Follows the log until it is disposed of.</summary>
    /// <param name="ring">The log.</param>
    /// <param name="show">Shows new lines, the oldest first, and how many were lost before them; reports its failures itself.</param>
    /// <param name="clock">The time.</param>
    public LogFollower(LogRing ring, Func<IReadOnlyList<LogEntry>, long, Task> show, TimeProvider clock)
    {
        _throttle = new UpdateThrottle(() => ShowAsync(show), clock);
        _subscription = ring.Subscribe(Backlog);
        Reading = ReadAsync();
    }

    /// <summary>Ends soon after it was disposed of.</summary>
    public Task Reading { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription.Dispose();
        _throttle.Dispose();
    }

    // Ends with the subscription. Lines are only put aside here: whoever logs must never run the code of a page.
    private async Task ReadAsync()
    {
        await foreach (var entry in _subscription.ReadAllAsync(CancellationToken.None))
        {
            lock (_gate)
            {
                _waiting.Enqueue(entry);
                if (_waiting.Count > Backlog)
                {
                    _waiting.Dequeue();
                    _dropped++;
                }
            }

            _throttle.Request();
        }
    }

    private Task ShowAsync(Func<IReadOnlyList<LogEntry>, long, Task> show)
    {
        LogEntry[] entries;
        long lost;
        lock (_gate)
        {
            entries = [.. _waiting];
            _waiting.Clear();
            var all = _dropped + _subscription.Dropped;
            (lost, _toldDropped) = (all - _toldDropped, all);
        }

        return show(entries, lost);
    }
}
