using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Status;

/// <summary>The feed that jobs publish to. Thread-safe.</summary>
public sealed class StatusFeed(ILogger<StatusFeed> logger) : IStatusFeed
{
    private readonly Lock _lock = new(); // publishers among themselves; readers take no lock
    private ImmutableArray<JobStatus> _jobs = [];
    private ImmutableList<StatusSubscription<JobStatus>> _ofOne = [];
    private ImmutableList<StatusSubscription<ImmutableArray<JobStatus>>> _ofAll = [];

    /// <inheritdoc/>
    public ImmutableArray<JobStatus> Current => ImmutableInterlocked.InterlockedCompareExchange(ref _jobs, default, default);

    /// <inheritdoc/>
    public JobStatus? Find(string job) => Current.FirstOrDefault(status => status.Name.Text == job);

    /// <summary>Makes known how a job stands now; a new one comes last.</summary>
    public void Publish(JobStatus status)
    {
        lock (_lock)
        {
            var at = IndexOf(status.Name.Text);
            Replace(at < 0 ? _jobs.Add(status) : _jobs.SetItem(at, status));
            Tell(status);
        }
    }

    /// <summary>Makes known that a job is gone.</summary>
    public void Remove(string job)
    {
        lock (_lock)
        {
            var at = IndexOf(job);
            if (at < 0) return;
            var last = _jobs[at];
            Replace(_jobs.RemoveAt(at));
            Tell(last with { Phase = JobPhase.Removed });
        }
    }

    /// <summary>Puts jobs into the order of the configuration; those not named come last.</summary>
    public void Order(IReadOnlyList<string> jobs)
    {
        lock (_lock)
        {
            var places = jobs.Select((name, place) => (name, place)).ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
            Replace([.. _jobs.OrderBy(status => places.GetValueOrDefault(status.Name.Text, int.MaxValue))]);
        }
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(string job, Action<JobStatus> changed)
    {
        var subscription = new StatusSubscription<JobStatus>(job, changed, logger, gone => ImmutableInterlocked.Update(ref _ofOne, all => all.Remove(gone)));
        lock (_lock)
        {
            ImmutableInterlocked.Update(ref _ofOne, all => all.Add(subscription));
            if (Find(job) is { } status) subscription.Offer(status);
        }

        return subscription;
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<ImmutableArray<JobStatus>> changed)
    {
        var subscription = new StatusSubscription<ImmutableArray<JobStatus>>(
            null, changed, logger, gone => ImmutableInterlocked.Update(ref _ofAll, all => all.Remove(gone)));
        lock (_lock)
        {
            ImmutableInterlocked.Update(ref _ofAll, all => all.Add(subscription));
            subscription.Offer(_jobs);
        }

        return subscription;
    }

    private int IndexOf(string job)
    {
        for (var at = 0; at < _jobs.Length; at++)
        {
            if (_jobs[at].Name.Text == job) return at;
        }

        return -1;
    }

    private void Replace(ImmutableArray<JobStatus> jobs)
    {
        ImmutableInterlocked.InterlockedExchange(ref _jobs, jobs);
        foreach (var subscription in _ofAll) subscription.Offer(jobs);
    }

    private void Tell(JobStatus status)
    {
        foreach (var subscription in _ofOne.Where(subscription => subscription.Job == status.Name.Text)) subscription.Offer(status);
    }
}
