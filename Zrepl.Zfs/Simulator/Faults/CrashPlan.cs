namespace Zrepl.Zfs.Simulator;

/// <summary>When a planned crash happens relative to a transaction.</summary>
public enum CrashMoment
{
    /// <summary>The transaction has not happened.</summary>
    Before,

    /// <summary>The transaction is durable, but its command has not answered.</summary>
    After,
}

/// <summary>Stops a simulated host at a chosen transaction, to test what the next start finds.</summary>
public sealed class CrashPlan
{
    private readonly Lock _lock = new();
    private long _count;
    private (long Number, CrashMoment Moment)? _plan;

    /// <summary>Transactions so far.</summary>
    public long TransactionCount => Interlocked.Read(ref _count);

    /// <summary>True after a crash until <see cref="Recover"/>: running commands are killed and starting one fails.</summary>
    public bool HasCrashed { get; private set; }

    internal event Action? Crashed;

    /// <summary>Crashes at the <paramref name="number"/>-th transaction from now, the next one being 1.</summary>
    public void CrashAt(long number, CrashMoment moment)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        lock (_lock) _plan = (_count + number, moment);
    }

    /// <summary>Crashes now.</summary>
    public void CrashNow()
    {
        HasCrashed = true;
        Crashed?.Invoke();
    }

    /// <summary>The host works again; whatever was durable is still there.</summary>
    public void Recover()
    {
        lock (_lock) _plan = null;
        HasCrashed = false;
    }

    internal void BeforeTransaction()
    {
        if (HasCrashed) throw new SimulatedCrashException();
        lock (_lock)
        {
            _count++;
            if (_plan != (_count, CrashMoment.Before)) return;
        }

        CrashNow();
        throw new SimulatedCrashException();
    }

    internal void AfterTransaction()
    {
        lock (_lock)
            if (_plan != (_count, CrashMoment.After)) return;
        CrashNow();
        throw new SimulatedCrashException();
    }
}
