namespace Zrepl.Engine.Replication.Execution;

/// <summary>
/// Decides whose turn it is. Whoever wants to do something heavy waits here with a date; when a slot is free, the earliest date among those
/// who wait at that moment gets it, and among equal dates who came first. So all filesystems receive the snapshots of one hour before any
/// receives those of the next. Source: spec 1.7.
/// </summary>
internal sealed class StepQueue(int slots)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<Waiter> _waiting = [];
    private readonly HashSet<object> _owners = [];
    private int _free = slots;
    private bool _isOpen;
    private long _arrivals;

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get { lock (_gate) return _waiting.Count; }
    }

    /// <summary>Begins to hand out slots. Until then everybody waits, so that the first to come has no advantage.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            Grant();
        }
    }

    /// <summary>Waits for a slot.</summary>
    /// <param name="owner">Who waits; may wait once at a time.</param>
    /// <param name="date">Its turn among others; the creation of the snapshot that is to be sent.</param>
    /// <param name="cancellation">Takes it out of the queue (BAD-5).</param>
    /// <returns>The slot; disposing gives it back.</returns>
    /// <exception cref="InvalidOperationException">The owner waits already.</exception>
    public Task<IDisposable> WaitAsync(object owner, DateTimeOffset date, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(date, default);
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<IDisposable>(cancellation);
        Waiter waiter;
        lock (_gate)
        {
            if (!_owners.Add(owner)) throw new InvalidOperationException($"{owner} waits for a slot already.");
            waiter = new Waiter(owner, date, _arrivals++);
            _waiting.Add(waiter);
            Grant();
        }

        return waiter.Granted.Task.IsCompleted ? waiter.Granted.Task : WaitForTurnAsync(waiter, cancellation);
    }

    private async Task<IDisposable> WaitForTurnAsync(Waiter waiter, CancellationToken cancellation)
    {
        await using var registration = cancellation.UnsafeRegister((_, token) => Withdraw(waiter, token), null);
        return await waiter.Granted.Task;
    }

    private void Withdraw(Waiter waiter, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(waiter)) return; // has its slot; its owner notices the cancellation and gives it back
            _owners.Remove(waiter.Owner);
        }

        waiter.Granted.TrySetCanceled(cancellation);
    }

    private void Release()
    {
        lock (_gate)
        {
            _free++;
            Grant();
        }
    }

    // Under the lock; continuations of the tasks run elsewhere.
    private void Grant()
    {
        while (_isOpen && _free > 0 && _waiting.Min is { } next)
        {
            _free--;
            _waiting.Remove(next);
            _owners.Remove(next.Owner);
            next.Granted.SetResult(new Slot(this));
        }
    }

    private sealed class Slot(StepQueue queue) : IDisposable
    {
        private StepQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Release();
    }

    private sealed record Waiter(object Owner, DateTimeOffset Date, long Arrival) : IComparable<Waiter>
    {
        public TaskCompletionSource<IDisposable> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int CompareTo(Waiter? other) => other is null ? 1 : (Date, Arrival).CompareTo((other.Date, other.Arrival));
    }
}
