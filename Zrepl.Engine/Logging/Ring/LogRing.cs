using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Serilog.Events;
using Zrepl.Engine.Logging.Formats;

namespace Zrepl.Engine.Logging.Ring;

/// <summary>The last log entries in memory, and who wants to hear of new ones. Safe for threads; nobody can hold it up.</summary>
public sealed class LogRing
{
    private readonly Lock _gate = new();
    private readonly LogEntry[] _entries;
    private ImmutableArray<LogSubscription> _subscriptions = [];
    private long _written; // the next sequence number

    /// <summary>An empty ring.</summary>
    /// <param name="capacity">Entries kept; at least 1.</param>
    public LogRing(int capacity) => _entries = new LogEntry[Math.Max(1, capacity)];

    /// <summary>Entries ever written.</summary>
    public long Written
    {
        get { lock (_gate) return _written; }
    }

    /// <summary>The newest entries that fulfil a condition, the newest first.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="where">The condition; null for all.</param>
    /// <param name="before">Only entries with a smaller sequence number, to read on where the last answer ended.</param>
    public ImmutableArray<LogEntry> Newest(int most, Func<LogEntry, bool>? where = null, long before = long.MaxValue)
    {
        var all = Copy();
        return [.. all.Reverse().Where(entry => entry.Sequence < before && (where is null || where(entry))).Take(most)];
    }

    /// <summary>Subscribes to new entries, until the result is disposed.</summary>
    /// <param name="backlog">Entries that may wait for the subscriber; older ones are dropped and counted.</param>
    public LogSubscription Subscribe(int backlog = 1000)
    {
        var subscription = new LogSubscription(this, backlog);
        ImmutableInterlocked.Update(ref _subscriptions, all => all.Add(subscription));
        return subscription;
    }

    internal void Unsubscribe(LogSubscription subscription) => ImmutableInterlocked.Update(ref _subscriptions, all => all.Remove(subscription));

    internal void Add(LogEvent happened)
    {
        var entry = EntryFor(happened);
        lock (_gate) // subscribers are told inside, so that they hear in order; telling is one try
        {
            entry = entry with { Sequence = _written };
            _entries[_written++ % _entries.Length] = entry;
            foreach (var subscription in _subscriptions) subscription.Offer(entry);
        }
    }

    // The oldest first.
    private LogEntry[] Copy()
    {
        lock (_gate)
        {
            var count = (int)Math.Min(_written, _entries.Length);
            var copy = new LogEntry[count];
            for (var i = 0; i < count; i++) copy[i] = _entries[(_written - count + i) % _entries.Length];
            return copy;
        }
    }

    private static LogEntry EntryFor(LogEvent happened)
    {
        var span = happened.Properties.GetValueOrDefault(LogFieldNames.Span) as SpanValue;
        return new(
            0,
            happened.Timestamp,
            happened.Level switch
            {
                LogEventLevel.Verbose or LogEventLevel.Debug => LogLevel.Debug,
                LogEventLevel.Information => LogLevel.Information,
                LogEventLevel.Warning => LogLevel.Warning,
                _ => LogLevel.Error,
            },
            LogLine.Field(happened, LogFieldNames.Job),
            LogLine.Field(happened, LogFieldNames.Subsystem) ?? Subsystems.Meta,
            LogLine.Field(happened, LogFieldNames.Span) ?? Tracing.Tracer.NoSpan,
            LogLine.Message(happened),
            [.. LogLine.Tail(happened, FrozenSet<string>.Empty, name => name is LogFieldNames.Job or LogFieldNames.Subsystem or LogFieldNames.Span)
                .Select(field => KeyValuePair.Create(field.Key, LogValue.Text(field.Value)))])
        {
            Path = span?.Path ?? "",
            Run = span?.Run,
        };
    }
}
