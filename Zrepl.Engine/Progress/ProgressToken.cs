using System.Collections.Immutable;

namespace Zrepl.Engine.Progress;

/// <summary>
/// Handed down with a phase's cancellation; whoever gets something done says so here. Lock-free, because each read of a stream reports.
/// Source: spec 2.6.
/// </summary>
public sealed class ProgressToken
{
    private static readonly int Kinds = Enum.GetValues<ProgressKind>().Length;

    private readonly long[] _amounts = new long[Kinds];
    private readonly TimeProvider _clock;
    private long _lastProgress;
    private int _pauses;
    private ImmutableDictionary<object, OperationInFlight> _inFlight = ImmutableDictionary<object, OperationInFlight>.Empty;

    /// <summary>A token for a phase that begins now.</summary>
    public ProgressToken(TimeProvider clock)
    {
        _clock = clock;
        _lastProgress = clock.GetTimestamp();
    }

    /// <summary>Time since something was done; zero while the phase waits for something that has a deadline of its own.</summary>
    public TimeSpan Quiet =>
        Volatile.Read(ref _pauses) > 0 ? TimeSpan.Zero : _clock.GetElapsedTime(Volatile.Read(ref _lastProgress));

    /// <summary>What is being waited for, the oldest first.</summary>
    public ImmutableArray<OperationInFlight> InFlight => [.. Volatile.Read(ref _inFlight).Values.OrderBy(operation => operation.Since)];

    /// <summary>Says that something was done.</summary>
    /// <param name="kind">What.</param>
    /// <param name="amount">How much of it; nothing is reported for zero.</param>
    public void Report(ProgressKind kind, long amount = 1)
    {
        if (amount <= 0) return;
        Interlocked.Add(ref _amounts[(int)kind], amount);
        Volatile.Write(ref _lastProgress, _clock.GetTimestamp());
    }

    /// <summary>Says that something moves although nothing can be counted.</summary>
    public void Touch() => Volatile.Write(ref _lastProgress, _clock.GetTimestamp());

    /// <summary>The sum of all amounts reported for a kind.</summary>
    public long AmountOf(ProgressKind kind) => Interlocked.Read(ref _amounts[(int)kind]);

    /// <summary>Names what is being waited for until the result is disposed.</summary>
    public IDisposable Begin(string operation)
    {
        var key = new object();
        ImmutableInterlocked.TryAdd(ref _inFlight, key, new(operation, _clock.GetUtcNow()));
        return new Ending(() => ImmutableInterlocked.TryRemove(ref _inFlight, key, out _));
    }

    /// <summary>Takes the phase out of stall detection until the result is disposed, as for a wait with its own deadline.</summary>
    public IDisposable Pause()
    {
        Interlocked.Increment(ref _pauses);
        return new Ending(() =>
        {
            Volatile.Write(ref _lastProgress, _clock.GetTimestamp());
            Interlocked.Decrement(ref _pauses);
        });
    }

    private sealed class Ending(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
