using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Zrepl.Tests.Support;

/// <summary>What one call to a logger said; the fields are all values given, also those not in the text.</summary>
internal sealed record LoggedEntry(int Event, LogLevel Level, string Message, ImmutableDictionary<string, string> Fields);

/// <summary>A logger that keeps what it is told and lets a test wait for it.</summary>
internal sealed class LogProbe<T> : ILogger<T>
{
    private static readonly TimeSpan Patience = Deadline.OfATest;

    private readonly Lock _lock = new();
    private readonly List<(Func<LoggedEntry, bool> Wanted, TaskCompletionSource<LoggedEntry> Source)> _waiting = [];
    private ImmutableList<LoggedEntry> _entries = [];

    public ImmutableList<LoggedEntry> Entries => _entries;

    public IEnumerable<LoggedEntry> Of(LogLevel level) => _entries.Where(entry => entry.Level == level);

    /// <summary>Completes with the first entry, past or future, that is wanted.</summary>
    public Task<LoggedEntry> EntryAsync(Func<LoggedEntry, bool> wanted)
    {
        lock (_lock)
        {
            if (_entries.FirstOrDefault(wanted) is { } entry) return Task.FromResult(entry);
            var source = new TaskCompletionSource<LoggedEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, source));
            return source.Task.WaitAsync(Patience);
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var fields = (state as IEnumerable<KeyValuePair<string, object?>> ?? []).ToImmutableDictionary(field => field.Key, field => $"{field.Value}");
        var entry = new LoggedEntry(eventId.Id, logLevel, formatter(state, exception), fields);
        lock (_lock)
        {
            _entries = _entries.Add(entry);
            foreach (var waiter in _waiting.Where(w => w.Wanted(entry)).ToList())
            {
                waiter.Source.SetResult(entry);
                _waiting.Remove(waiter);
            }
        }
    }
}
