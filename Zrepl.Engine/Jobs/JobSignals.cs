namespace Zrepl.Engine.Jobs;

/// <summary>Why a job runs.</summary>
public enum RunReason
{
    /// <summary>The job's own schedule.</summary>
    Schedule,

    /// <summary>New snapshots of the job's snapshotter.</summary>
    Snapshots,

    /// <summary>An operator or a script asked for it.</summary>
    Wakeup,

    /// <summary>A scheduled run was missed while the daemon was down or the machine slept.</summary>
    Missed,
}

/// <summary>What became of a request to run.</summary>
public enum WakeupOutcome
{
    /// <summary>The job was waiting and runs now.</summary>
    Started,

    /// <summary>The job is busy and runs again right afterwards.</summary>
    Queued,

    /// <summary>The job is busy and such a request waits already.</summary>
    AlreadyPending,
}

/// <summary>
/// The bell of one job: asked to run while it waits it runs, while it is busy it runs once more afterwards, however often it was asked
/// (BAD-19: upstream lost such events). Also the way to cancel the running run. Thread-safe.
/// </summary>
public sealed class JobSignals
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _rung = NewBell();
    private RunReason? _pending;
    private CancellationTokenSource? _running;
    private string? _cancelReason;

    /// <summary>True while a run is under way.</summary>
    public bool IsRunning
    {
        get { lock (_lock) return _running is not null; }
    }

    /// <summary>Asks the job to run.</summary>
    public WakeupOutcome Ring(RunReason reason)
    {
        lock (_lock)
        {
            if (_pending is not null) return WakeupOutcome.AlreadyPending;
            _pending = reason;
            _rung.TrySetResult();
            return _running is null ? WakeupOutcome.Started : WakeupOutcome.Queued;
        }
    }

    /// <summary>Cancels the running run and forgets a waiting request.</summary>
    /// <param name="reason">Told in the report, such as <c>reset requested</c>.</param>
    /// <returns>False if nothing runs.</returns>
    public bool Cancel(string reason)
    {
        CancellationTokenSource running;
        lock (_lock)
        {
            if (_running is null || _running.IsCancellationRequested) return false;
            TakePending();
            _cancelReason = reason;
            running = _running;
        }

        try
        {
            running.Cancel(); // outside of the lock: what it calls may ask this object
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false; // the run ended in between
        }
    }

    /// <summary>Waits until the job is asked to run, and takes the request.</summary>
    public async Task<RunReason> WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task rung;
            lock (_lock)
            {
                if (TakePending() is { } reason) return reason;
                rung = _rung.Task;
            }

            await rung.WaitAsync(cancellation);
        }
    }

    /// <summary>Runs one run, which <see cref="Cancel"/> can end.</summary>
    /// <param name="run">Gets a token, and a function that tells why the token was cancelled, or null if by the shutdown of the daemon.</param>
    /// <param name="shutdown">Ends the run too.</param>
    public async Task RunAsync(Func<Func<string?>, CancellationToken, Task> run, CancellationToken shutdown)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
        lock (_lock) (_running, _cancelReason) = (running, null);
        try
        {
            await run(CancelReason, running.Token);
        }
        finally
        {
            lock (_lock) _running = null;
        }
    }

    private string? CancelReason()
    {
        lock (_lock) return _cancelReason;
    }

    private RunReason? TakePending()
    {
        var pending = _pending;
        _pending = null;
        if (_rung.Task.IsCompleted) _rung = NewBell();
        return pending;
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
