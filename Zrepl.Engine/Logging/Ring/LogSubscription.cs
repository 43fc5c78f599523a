using System.Threading.Channels;

namespace Zrepl.Engine.Logging.Ring;

/// <summary>New log entries for one reader. A reader that is too slow loses the oldest.</summary>
public sealed class LogSubscription : IDisposable
{
    private readonly LogRing _ring;
    private readonly Channel<LogEntry> _entries;
    private long _dropped;

    internal LogSubscription(LogRing ring, int backlog)
    {
        _ring = ring;
        _entries = Channel.CreateBounded<LogEntry>(
            new BoundedChannelOptions(backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Entries lost because the reader was too slow.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The entries as they come; ends when the subscription is disposed.</summary>
    public IAsyncEnumerable<LogEntry> ReadAllAsync(CancellationToken cancellation) => _entries.Reader.ReadAllAsync(cancellation);

    /// <summary>Ends the subscription.</summary>
    public void Dispose()
    {
        _ring.Unsubscribe(this);
        _entries.Writer.TryComplete();
    }

    internal void Offer(LogEntry entry) => _entries.Writer.TryWrite(entry);
}
