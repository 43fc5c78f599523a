using System.Collections.Immutable;

namespace Zrepl.Engine.Status;

/// <summary>
/// What the jobs of one engine are doing. Readers never wait for the engine and the engine never waits for readers: each subscriber is
/// called one at a time, on the thread pool, with the newest value; what changed twice while it was busy it sees once.
/// </summary>
public interface IStatusFeed
{
    /// <summary>All jobs in the order of the configuration.</summary>
    ImmutableArray<JobStatus> Current { get; }

    /// <summary>One job, or null if there is none of that name.</summary>
    JobStatus? Find(string job);

    /// <summary>Hears of one job; first of how it stands now, if it exists. When it is removed, that is told with <see cref="JobPhase.Removed"/>.</summary>
    /// <param name="job">Its name; a job that comes later is heard of then.</param>
    /// <param name="changed">Called with the newest value. What it throws is logged.</param>
    /// <returns>Ends the subscription; a call under way may still come to its end.</returns>
    IDisposable Subscribe(string job, Action<JobStatus> changed);

    /// <summary>Hears of all jobs together; first of how they stand now.</summary>
    /// <param name="changed">Called with the newest value of <see cref="Current"/>. What it throws is logged.</param>
    /// <returns>Ends the subscription; a call under way may still come to its end.</returns>
    IDisposable Subscribe(Action<ImmutableArray<JobStatus>> changed);
}
