using System.Collections.Immutable;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Live;

/// <summary>Remembers the runs that ended: those it heard of, and those it was told of from before the start. Thread-safe; a run every minute is remembered for a day.</summary>
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

    /// <summary>Takes in runs from before: those that began before every run it knows of.</summary>
    /// <param name="job">Their job.</param>
    /// <param name="before">Oldest first.</param>
    public void Remember(string job, ImmutableArray<RunResult> before)
    {
        if (before.IsEmpty) return;
        ImmutableInterlocked.AddOrUpdate(ref _runs, job, _ => Newest(before), (_, known) => Newest([.. before.Where(run => Begin(run) < Begin(known[0])), .. known]));
        Interlocked.Add(ref _ended, before.Length);
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
        if (!known.IsDefault && known[^1].Number == run.Number && Begin(known[^1]) == Begin(run)) return;
        ImmutableInterlocked.AddOrUpdate(ref _runs, job, [run], (_, runs) => With(runs, run));
        Interlocked.Increment(ref _ended);
    }

    private static ImmutableArray<RunResult> With(ImmutableArray<RunResult> known, RunResult run) => Newest(known.Add(run));

    private static ImmutableArray<RunResult> Newest(ImmutableArray<RunResult> runs) => runs.Length <= Kept ? runs : runs[^Kept..];

    private static long Begin(RunResult run) => run.StartedAt.ToUnixTimeMilliseconds(); // as exact as the history has it
}
