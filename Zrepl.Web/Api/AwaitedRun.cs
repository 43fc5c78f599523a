using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Api;

/// <summary>Waits for the end of the run that an operator asks for. To be made before the job is asked, so that nothing is missed.</summary>
internal sealed class AwaitedRun : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<SignalAnswer> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDisposable _subscription;
    private readonly long _before;
    private long? _awaited;
    private JobStatus? _latest;

    public AwaitedRun(IStatusFeed feed, string job)
    {
        _before = NewestNumber(feed.Find(job));
        _subscription = feed.Subscribe(job, Look);
    }

    public void Dispose() => _subscription.Dispose();

    /// <summary>What came of the run.</summary>
    /// <param name="answer">What the job said; not a refusal.</param>
    /// <param name="cancellation">Ends the wait; the run goes on.</param>
    public Task<SignalAnswer> EndAsync(JobAnswer answer, CancellationToken cancellation)
    {
        // Of a busy job the run after the one under way is ours. Which one that is only the answer tells: by now it may have begun, and its number been followed by another.
        var awaited = Math.Max(answer.Run ?? 0, _before + 1);
        lock (_lock)
        {
            _awaited = awaited;
            if (_latest is not null) Judge(_latest, awaited);
        }

        return _ended.Task.WaitAsync(cancellation);
    }

    private static long NewestNumber(JobStatus? job) => Math.Max(job?.Running?.Number ?? 0, job?.LastRun?.Number ?? 0);

    private void Look(JobStatus job)
    {
        lock (_lock)
        {
            _latest = job;
            if (_awaited is { } awaited) Judge(job, awaited);
        }
    }

    private void Judge(JobStatus job, long awaited)
    {
        // A later one than ours: so quickly did they follow each other that ours was never seen as the last.
        if (job.LastRun is { } last && last.Number >= awaited) _ended.TrySetResult(new(last, null));
        else if (job.Phase is JobPhase.Stopped or JobPhase.Removed or JobPhase.Disabled)
            _ended.TrySetResult(new(null, $"job \"{job.Name}\" is {PhaseWord(job.Phase)}; the run did not begin"));
    }

    private static string PhaseWord(JobPhase phase) => phase switch
    {
        JobPhase.Stopped => "stopped",
        JobPhase.Removed => "no longer in the configuration",
        _ => "disabled",
    };
}
