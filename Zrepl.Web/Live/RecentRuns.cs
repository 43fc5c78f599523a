using System.Collections.Immutable;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Live;

/// <summary>Remembers the runs that ended since the program was started. Thread-safe; a run every minute is remembered for a day.</summary>
/// <param name="feed">The engine.</param>
public sealed class RecentRuns(IStatusFeed feed) : IRecentRuns, IHostedService, IDisposable
{
    private const int Kept = 24 * 60;

    private ImmutableDictionary<string, ImmutableArray<RunResult>> _runs = ImmutableDictionary.Create<string, ImmutableArray<RunResult>>(StringComparer.Ordinal);
    private IDisposable? _subscription;

    /// <inheritdoc/>
    public ImmutableArray<RunResult> Of(string job) => _runs.GetValueOrDefault(job, []);

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
        foreach (var job in jobs)
        {
            if (job.LastRun is not { } run) continue;
            ImmutableInterlocked.AddOrUpdate(ref _runs, job.Name.Text, [run], (_, known) => With(known, run));
        }
    }

    private static ImmutableArray<RunResult> With(ImmutableArray<RunResult> known, RunResult run)
    {
        if (known[^1].Number == run.Number && known[^1].StartedAt == run.StartedAt) return known;
        return (known.Length < Kept ? known : known.RemoveAt(0)).Add(run);
    }
}
