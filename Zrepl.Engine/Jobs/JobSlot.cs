using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// The place of one job name in an engine: at any moment one job with one definition runs there, or none. Another definition waits until
/// the job has ended, so that never two of a name run at once (spec 2.9); only streams of clients go on beside it. Owns the job's task.
/// </summary>
internal sealed class JobSlot
{
    private readonly JobServices _services;
    private readonly JobFactory _factory;
    private readonly ILogger _logger;
    private readonly CancellationToken _shutdown;
    private readonly Lock _lock = new();
    private readonly Signal _changed = new();
    private JobDefinition _definition;
    private JobDefinition? _next;
    private bool _isRemoved;
    private Job? _job;
    private ImmutableArray<Job> _ending = []; // run no more, and still have something under way
    private StatusBoard _board;
    private ExceptionDispatchInfo? _fault;
    private Task _changedSince;

    /// <param name="definition">What to begin with.</param>
    /// <param name="services">What jobs share.</param>
    /// <param name="place">Below which task of the trace the job runs.</param>
    /// <param name="logger">Subsystem <c>job</c>.</param>
    /// <param name="shutdown">Ends everything.</param>
    public JobSlot(JobDefinition definition, JobServices services, TracePlace place, ILogger logger, CancellationToken shutdown)
    {
        (_definition, _services, _logger, _shutdown) = (definition, services, logger, shutdown);
        _factory = new(services);
        _board = new(services.Feed, services.Clock, StatusBoard.FirstOf(definition, services.Clock));
        _changedSince = _changed.Next;
        Prepare();
        Ended = Task.Run(() => RunAsync(place), CancellationToken.None);
    }

    /// <summary>Completes when nothing runs here any more; never fails.</summary>
    public Task Ended { get; }

    public string Name => _definition.Name.Text;

    /// <summary>The definition that runs, or is to run next.</summary>
    public JobDefinition Definition
    {
        get { lock (_lock) return _next ?? _definition; }
    }

    public bool IsRemoved
    {
        get { lock (_lock) return _isRemoved; }
    }

    /// <summary>The job that runs now, or null.</summary>
    public Job? Job
    {
        get { lock (_lock) return _job; }
    }

    /// <summary>Puts another definition in place of the one there is; null takes the job away.</summary>
    /// <returns>True if that waits for something under way.</returns>
    public bool Change(JobDefinition? definition)
    {
        Job? job;
        ImmutableArray<Job> ending;
        lock (_lock)
        {
            (_next, _isRemoved) = (definition, definition is null);
            (job, ending) = (_job, _ending);
            _changed.Set();
        }

        var isBusy = job is { IsBusy: true };
        if (isBusy) job!.ShowReloadPending(); // busy implies a job
        job?.Retire(definition);
        foreach (var before in ending) before.Retire(definition);
        return isBusy;
    }

    /// <summary>Shows commands of the job that hang.</summary>
    public void ShowHanging(ImmutableArray<HangingWork> commands)
    {
        lock (_lock) _board.Change(now => now.HangingCommands.SequenceEqual(commands) ? now : now with { HangingCommands = commands });
    }

    private async Task RunAsync(TracePlace place)
    {
        using var visit = Tracer.Inherit(place);
        do await RunOneAsync();
        while (!_shutdown.IsCancellationRequested && Prepare());
        await RestAsync();
        if (Job is { } last) await last.Rest;

        if (IsRemoved) Remove();
        else _board.Change(now => now with { Phase = JobPhase.Stopped, Running = null, NextRun = null });
    }

    // Nobody who hears that it is gone can still ask it for something.
    private void Remove()
    {
        lock (_lock) _job = null;
        _services.Feed.Remove(Name);
        _services.Metrics.Pruning.Forget(Name);
    }

    // Makes the job, so that from now on it can be asked for things, and lets it take over what waited for the one before.
    private bool Prepare()
    {
        lock (_lock)
        {
            _changedSince = _changed.Next;
            var before = _job;
            var request = before?.TakePending();
            _ending = [.. _ending.Append(before).OfType<Job>().Where(job => !job.Rest.IsCompleted)];
            (_job, _fault) = (null, null);
            if (_isRemoved && _ending.IsEmpty) return false;
            if (_isRemoved)
            {
                _board.Change(now => now with { IsReloadPending = true });
                return true;
            }

            if (_next is { } next) (_definition, _next) = (next, null);
            BeginBoard();
            if (!_definition.IsEnabled) return true;
            try
            {
                _job = _factory.Create(_definition, _board);
                if (request is { } waits) _job.Ring(waits);
                foreach (var ending in _ending) _job.TakeOver(ending);
            }
            catch (Exception failure) // told when it should run
            {
                _fault = ExceptionDispatchInfo.Capture(failure);
            }

            return true;
        }
    }

    private void BeginBoard()
    {
        var board = new StatusBoard(_services.Feed, _services.Clock, FirstStatus());
        _board.HandOver(board);
        _board = board;
        _services.Feed.Publish(board.Now);
    }

    private Task RestAsync()
    {
        lock (_lock) return Task.WhenAll(_ending.Select(job => job.Rest));
    }

    private async Task RunOneAsync()
    {
        try
        {
            _fault?.Throw();
            if (Job is { } job) await job.RunAsync(_shutdown);
            else if (IsRemoved) await Task.WhenAny(_changedSince, RestAsync()).WaitAsync(_shutdown);
            else await _changedSince.WaitAsync(_shutdown);
        }
        catch (OperationCanceledException) when (_shutdown.IsCancellationRequested)
        {
        }
        catch (Exception failure) // a bug of ours stays in this job (design D13)
        {
            await ReportAsync(failure);
        }
    }

    private async Task ReportAsync(Exception failure)
    {
        var pause = _services.Options.RetryAfter;
        _logger.JobEndedUnexpectedly(_definition.Name, pause, failure);
        var text = Endpoints.Failures.FailureText.Of(failure);
        _board.Change(now => now with
        {
            Phase = JobPhase.Failed, Running = null,
            Problem = new(text, $"Please report this with the log. The job begins anew every {pause.TotalSeconds:0} s.", _services.Clock.GetLocalNow()),
        });
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_shutdown);
        await Task.WhenAny(_changedSince, Task.Delay(pause, _services.Clock, enough.Token));
        await enough.CancelAsync();
    }

    // Reports of the last run stay readable when only the definition changes.
    private JobStatus FirstStatus()
    {
        var first = StatusBoard.FirstOf(_definition, _services.Clock);
        return _services.Feed.Find(Name) is { } before && before.Kind == first.Kind
            ? first with
            {
                Problem = first.Kind.HasRuns() ? before.Problem : null, LastRun = before.LastRun, LastSuccessAt = before.LastSuccessAt, ConsecutiveFailures = before.ConsecutiveFailures,
                Replication = before.Replication, PruningSender = before.PruningSender, PruningReceiver = before.PruningReceiver,
                HangingCommands = before.HangingCommands, Pruning = before.Pruning, Copies = before.Copies, Transfer = before.Transfer with { BytesPerSecond = null, TimeLeft = null },
            }
            : first;
    }
}
