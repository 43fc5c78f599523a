using Zrepl.Engine.Progress;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// The bell of one job: asked to run while it waits it runs, while it is busy it runs once more afterwards, however often it was asked
/// (BAD-19: upstream lost such events). Also the way to stop the running run and to hold back further ones. Thread-safe.
/// </summary>
public sealed class JobSignals
{
    private readonly Lock _lock = new();
    private readonly Signal _rung = new();
    private RunRequest? _pending;
    private StopSource? _running;
    private bool _isPaused, _isBusy, _isNumbered, _isClosed;
    private long _lastNumber;

    /// <summary>True while a run is under way, from the moment its request was taken.</summary>
    public bool IsRunning
    {
        get { lock (_lock) return _isBusy; }
    }

    /// <summary>True while a request waits.</summary>
    public bool IsPending
    {
        get { lock (_lock) return _pending is not null; }
    }

    /// <summary>While it is true only requests of an operator are answered; others wait.</summary>
    public bool IsPaused
    {
        get { lock (_lock) return _isPaused; }
        set
        {
            lock (_lock) _isPaused = value;
            _rung.Set();
        }
    }

    /// <summary>Asks the job to run.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="scope">How much; together with a request that waits for another part it becomes everything.</param>
    public WakeupOutcome Ring(RunReason reason, RunScope scope = RunScope.Everything) => Ring(reason, scope, out _);

    /// <summary>Asks the job to run and says which run that will be.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="scope">How much; together with a request that waits for another part it becomes everything.</param>
    /// <param name="number">The number of the run that answers the request; whoever read it later could take the next run for that one.</param>
    public WakeupOutcome Ring(RunReason reason, RunScope scope, out long number)
    {
        WakeupOutcome outcome;
        var request = new RunRequest(reason, scope);
        lock (_lock)
        {
            if (_isClosed)
            {
                number = 0;
                return WakeupOutcome.Closed;
            }

            number = _lastNumber + (_isBusy && !_isNumbered ? 2 : 1);
            if (_pending is { } waits && (reason != RunReason.Wakeup || MayAnswer(waits)))
            {
                _pending = waits.With(request);
                return WakeupOutcome.AlreadyPending;
            }

            _pending = request; // an operator's request goes before one that a pause holds back
            outcome = !_isBusy && MayAnswer(request) ? WakeupOutcome.Started : WakeupOutcome.Queued;
        }

        _rung.Set();
        return outcome;
    }

    /// <summary>Tells the number of the run that begins now, or of the last one before.</summary>
    public void Numbered(long number)
    {
        lock (_lock) (_lastNumber, _isNumbered) = (number, true);
    }

    /// <summary>Takes a request without answering it, for the one who comes after; null if none waits. From then on nothing is taken in any more.</summary>
    public RunRequest? TakePending()
    {
        lock (_lock)
        {
            var pending = _pending;
            (_pending, _isClosed) = (null, true);
            return pending;
        }
    }

    /// <summary>Stops the running run and forgets a waiting request.</summary>
    /// <returns>False if nothing runs, or if it is being stopped already.</returns>
    public bool Cancel(StopReason reason)
    {
        StopSource? running;
        lock (_lock)
        {
            running = _running;
            if (running is not null) _pending = null;
        }

        return running is not null && running.Stop(reason); // outside of the lock: what it calls may ask this object
    }

    /// <summary>Waits until the job is asked to run, and takes the request.</summary>
    public async Task<RunRequest> WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var next = _rung.Next;
            cancellation.ThrowIfCancellationRequested();
            lock (_lock)
            {
                if (MayAnswer(_pending))
                {
                    var request = _pending!.Value; // MayAnswer implies it
                    _pending = null;
                    (_isBusy, _isNumbered) = (true, false);
                    return request;
                }
            }

            await next.WaitAsync(cancellation);
        }
    }

    /// <summary>Runs one run, which <see cref="Cancel"/> can stop.</summary>
    /// <param name="run">The run.</param>
    /// <param name="shutdown">Stops it too.</param>
    public async Task RunAsync(Func<StopSource, Task> run, CancellationToken shutdown)
    {
        using var stop = new StopSource(StopReason.DaemonShutdown, shutdown);
        lock (_lock) (_running, _isBusy) = (stop, true);
        try
        {
            await run(stop);
        }
        finally
        {
            lock (_lock) (_running, _isBusy) = (null, false);
        }
    }

    private bool MayAnswer(RunRequest? request) => request is not null && (!_isPaused || request.Value.Reason == RunReason.Wakeup);
}
