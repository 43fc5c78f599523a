using System.Collections.Immutable;
using Zrepl.Engine.Status;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>
/// The overview as it stands, put into words once for all browsers: anew when a job changed or a second went by, and then only what is new. Thread-safe.
/// </summary>
/// <param name="feed">The engine.</param>
/// <param name="runs">Runs that ended.</param>
/// <param name="clock">The time.</param>
public sealed class OverviewBoard(IStatusFeed feed, IRecentRuns runs, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly JobLines _lines = new();
    private readonly DatasetRates _rates = new(clock, UpdateThrottle.DefaultInterval);
    private ImmutableArray<JobStatus> _jobs = [];
    private long _second, _runs;
    private OverviewView? _view;

    /// <summary>What to show now; the same value as long as nothing is new.</summary>
    internal OverviewView Look()
    {
        var now = clock.GetLocalNow();
        var second = now.UtcTicks / TimeSpan.TicksPerSecond;
        lock (_lock)
        {
            var (jobs, ended) = (feed.Current, runs.Ended);
            if (_view is { } known && second == _second && ended == _runs && AreSame(jobs, _jobs)) return known;
            var view = OverviewView.From(JobOrder.WorstFirst(jobs, now), job => _lines.Of(job, runs.Of(job.Job.Name.Text), now), _rates.Look);
            _lines.ForgetOthers();
            _rates.ForgetOthers();
            // Pages draw what is another value: a list that tells the same as before stays the one it was.
            if (_view is { } before && AreSame(view.Jobs, before.Jobs)) view = view with { Jobs = before.Jobs };
            (_jobs, _second, _runs, _view) = (jobs, second, ended, view);
            return view;
        }
    }

    private static bool AreSame<T>(ImmutableArray<T> one, ImmutableArray<T> other) where T : class
    {
        if (one.Length != other.Length) return false;
        for (var at = 0; at < one.Length; at++)
        {
            if (!ReferenceEquals(one[at], other[at])) return false;
        }

        return true;
    }
}
