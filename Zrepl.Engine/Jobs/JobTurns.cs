using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Jobs;

/// <summary>Who works on the datasets of a job: one of its runs or a repair, never both.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Without a wait handle there is nothing to give back, and there is one for each name of a job.")]
internal sealed class JobTurns
{
    private readonly ConcurrentDictionary<JobName, SemaphoreSlim> _turns = new();

    /// <summary>Waits for the turn; disposing the result ends it.</summary>
    public async Task<IDisposable> TakeAsync(JobName job, CancellationToken cancellation)
    {
        var turn = TurnOf(job);
        await turn.WaitAsync(cancellation);
        return new Taken(turn);
    }

    /// <summary>Takes the turn if nobody has it; else null.</summary>
    public IDisposable? TryTake(JobName job) => TurnOf(job) is var turn && turn.Wait(0) ? new Taken(turn) : null;

    private SemaphoreSlim TurnOf(JobName job) => _turns.GetOrAdd(job, _ => new(1, 1));

    private sealed class Taken(SemaphoreSlim turn) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) turn.Release();
        }
    }
}
