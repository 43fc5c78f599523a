using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>One look at both sides and the work on all filesystems that follows from it.</summary>
internal sealed class Attempt : IDisposable
{
    private readonly RunContext _run;
    private readonly CancellationTokenSource _waits;

    public Attempt(RunContext run, AttemptOutcome? previous)
    {
        _run = run;
        Previous = previous;
        Queue = new StepQueue(run.Options.Definition.StepConcurrency);
        _waits = CancellationTokenSource.CreateLinkedTokenSource(run.Stop.Token, Connection.Token);
    }

    /// <summary>The latest attempt that knew its filesystems; what it left undone limits this one.</summary>
    public AttemptOutcome? Previous { get; }

    /// <summary>Whose turn it is.</summary>
    public StepQueue Queue { get; }

    /// <summary>Tells when the other side is away.</summary>
    public LostConnection Connection { get; } = new();

    /// <summary>For waiting: cancelled with the run and when the connection is lost. Calls under way use the run's token.</summary>
    public CancellationToken WaitToken => _waits.Token;

    /// <summary>Does everything. Failures are part of the outcome.</summary>
    public async Task<AttemptOutcome> RunAsync()
    {
        _run.Live.BeginAttempt();
        ImmutableArray<FilesystemPair> pairs;
        try
        {
            using var span = Tracer.StartSpan(TraceNames.Plan);
            using var operation = _run.Progress.Begin("list filesystems");
            _run.Logger.PlanningBegins();
            pairs = await FilesystemPairs.ListAsync(_run.Sender, _run.Receiver, _run.Progress, _run.Stop.Token);
        }
        catch (Exception exception)
        {
            var failure = FilesystemFailure.Of(exception, _run.Stop);
            _run.Logger.AttemptFailed(failure);
            _run.Live.PlanningFailed(failure.Text, failure.Class);
            return new(failure.Class, null);
        }

        if (pairs.IsEmpty) _run.Logger.NoFilesystems();
        _run.Live.FanOut(pairs.Select(pair => pair.Path));
        var outcome = AttemptOutcome.Of(await WorkAsync(pairs));
        _run.Live.EndAttempt(outcome.Failure, outcome.Failure == FailureClass.Cancelled ? _run.Stop.Reason?.ToString() : null);
        return outcome;
    }

    /// <summary>Ends the caller's work if the run was stopped or the connection is lost.</summary>
    /// <exception cref="OperationCanceledException">One of both; the caller tells which.</exception>
    public void ThrowIfStopped() => WaitToken.ThrowIfCancellationRequested();

    /// <inheritdoc/>
    public void Dispose()
    {
        _waits.Dispose();
        Connection.Dispose();
    }

    private async Task<FilesystemOutcome[]> WorkAsync(ImmutableArray<FilesystemPair> pairs)
    {
        using var span = Tracer.StartSpan(TraceNames.DoReplication);
        var tasks = pairs.Select((pair, index) => new FilesystemTask(_run, this, index, pair)).ToList();
        var byPath = tasks.ToDictionary(task => task.Path);
        foreach (var task in tasks)
        {
            task.Ancestors = [.. task.Path.Ancestors().Select(path => byPath.GetValueOrDefault(path)).OfType<FilesystemTask>()];
            task.Enqueue();
        }

        var running = tasks.Select(task => task.RunAsync()).ToList();
        Queue.Open(); // everybody is in the queue, so that all plannings come before the first step
        return await Task.WhenAll(running);
    }
}
