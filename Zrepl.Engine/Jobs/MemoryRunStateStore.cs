using System.Collections.Concurrent;
using System.Collections.Immutable;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Jobs;

/// <summary>Remembers as long as the process lives.</summary>
public sealed class MemoryRunStateStore : IRunStateStore
{
    private readonly ConcurrentDictionary<JobName, JobRunState> _states = new();
    private readonly ConcurrentDictionary<JobName, ImmutableArray<DatasetCopy>> _copies = new();

    /// <inheritdoc/>
    public ValueTask<JobRunState> LoadAsync(JobName job, CancellationToken cancellation) =>
        ValueTask.FromResult(_states.GetValueOrDefault(job, JobRunState.Unknown));

    /// <inheritdoc/>
    public void Save(JobName job, JobRunState state) => _states[job] = state;

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<DatasetCopy>> LoadCopiesAsync(JobName job, CancellationToken cancellation) =>
        ValueTask.FromResult(_copies.GetValueOrDefault(job, []));

    /// <inheritdoc/>
    public void SaveCopies(JobName job, ImmutableArray<DatasetCopy> copies) => _copies[job] = copies;
}
