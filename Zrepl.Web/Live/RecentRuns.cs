using System.Collections.Immutable;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Live;

/// <summary>Remembers the runs that ended since the program was started. Thread-safe; a run every minute is remembered for a day.</summary>
/// <param name="feed">The engine.</param>
public sealed class RecentRuns(IStatusFeed feed) : IRecentRuns, IHostedService, IDisposable
{
    private const int Kept = 24 * 60;

    private ImmutableDictionary<string, ImmutableArray<RunResult>> _runs = ImmutableDictionary.Create<string, ImmutableArray<RunResult>>(StringComparer.Ordinal);
    private ImmutableArray<JobStatus> _seen = [];
    private long _ended;
    private IDisposable? _subscription;

    /// <inheritdoc/>
    public ImmutableArray<RunResult> Of(string job) => _runs.GetValueOrDefault(job, []);

    /// <inheritdoc/>
    public long Ended => Volatile.Read(ref _ended);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = feed.Subscribe(Remember);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _subscription, null)?.Dispose();

    private void Remember(ImmutableArray<JobStatus> jobs)
    {
        for (var at = 0; at < jobs.Length; at++)
        {
            var job = jobs[at];
            if (at < _seen.Length && ReferenceEquals(job, _seen[at])) continue; // of many jobs, few change at a time
            if (job.LastRun is { } run) Remember(job.Name.Text, run);
        }

        _seen = jobs;
    }

    private void Remember(string job, RunResult run)
    {
        var known = _runs.GetValueOrDefault(job);
        if (!known.IsDefault && known[^1].Number == run.Number && known[^1].StartedAt == run.StartedAt) return;
        ImmutableInterlocked.AddOrUpdate(ref _runs, job, [run], (_, runs) => With(runs, run));
        Interlocked.Increment(ref _ended);
    }

    private static ImmutableArray<RunResult> With(ImmutableArray<RunResult> known, RunResult run) =>
        (known.Length < Kept ? known : known.RemoveAt(0)).Add(run);
}
