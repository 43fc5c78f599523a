namespace Zrepl.Web.Data;

/// <summary>
/// Entries that found no room in the queue of the history. The disk is too slow for what is to be remembered from the first that is lost until
/// the queue is half empty again; that is said once at the beginning and once at the end.
/// </summary>
internal sealed class LostEntries(string databasePath, TimeProvider clock, ILogger logger)
{
    private readonly Lock _gate = new();
    private HistoryHealth _health = HistoryHealth.Working;
    private long _count;
    private long _countBefore;

    /// <summary>How many since the start.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Whether any are being lost.</summary>
    public HistoryHealth Health => Volatile.Read(ref _health);

    /// <summary>One more is lost.</summary>
    /// <param name="isTold">False: it is known already why.</param>
    public void Lose(bool isTold)
    {
        lock (_gate)
        {
            var before = _count++;
            if (!isTold || !_health.IsWorking) return;
            _countBefore = before;
            Volatile.Write(ref _health, new($"{databasePath} does not take in what jobs do as fast as they do it; is the disk slow or busy?", clock.GetUtcNow(), 0));
        }

        logger.QueueFull(databasePath);
    }

    /// <summary>There is plenty of room.</summary>
    public void CaughtUp()
    {
        if (Health.IsWorking) return;
        long lost;
        lock (_gate)
        {
            lost = _count - _countBefore;
            Volatile.Write(ref _health, HistoryHealth.Working);
        }

        logger.CaughtUp(lost);
    }
}
