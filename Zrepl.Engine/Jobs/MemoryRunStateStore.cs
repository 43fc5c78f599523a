using System.Collections.Concurrent;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Jobs;

/// <summary>Remembers as long as the process lives.</summary>
public sealed class MemoryRunStateStore : IRunStateStore
{
    private readonly ConcurrentDictionary<JobName, JobRunState> _states = new();

    /// <inheritdoc/>
    public ValueTask<JobRunState> LoadAsync(JobName job, CancellationToken cancellation) =>
        ValueTask.FromResult(_states.GetValueOrDefault(job, JobRunState.Unknown));

    /// <inheritdoc/>
    public void Save(JobName job, JobRunState state) => _states[job] = state;
}
