using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Guarantees;

/// <summary>What was found on one dataset.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Guarantees">What is there; empty if it could not be looked at.</param>
/// <param name="Problem">Why it could not be looked at, or null.</param>
public sealed record GuaranteesFound(DatasetPath Dataset, ImmutableArray<Guarantee> Guarantees, string? Problem);

/// <summary>Finds holds and bookmarks on many datasets, some at a time (spec B3.2).</summary>
public sealed class GuaranteeSearch(ZfsHost zfs)
{
    private readonly GuaranteeLister _lister = new(zfs);

    /// <summary>Looks at each dataset of a query. One that cannot be looked at does not keep the others from it (spec B3.3).</summary>
    /// <returns>In order of the datasets' names, each as soon as those before it are done.</returns>
    /// <exception cref="ZfsException">The datasets could not be listed.</exception>
    public async IAsyncEnumerable<GuaranteesFound> FindAsync(GuaranteeQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Concurrency, 1, nameof(query));
        var running = new Queue<Task<GuaranteesFound>>();
        try
        {
            foreach (var dataset in await DatasetsAsync(query, cancellation))
            {
                if (running.Count == query.Concurrency) yield return await running.Dequeue();
                running.Enqueue(LookAsync(dataset, query, cancellation));
            }

            while (running.TryDequeue(out var next)) yield return await next;
        }
        finally
        {
            // The reader went away, or was cancelled: no command outlives the search.
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ImmutableArray<DatasetPath>> DatasetsAsync(GuaranteeQuery query, CancellationToken cancellation)
    {
        if (query.Dataset is { } only) return [only];
        var all = await zfs.Datasets.ListAsync(query.Filesystems.MinimalRoots, cancellation);
        return [.. all.Where(query.Filesystems.Includes)];
    }

    private async Task<GuaranteesFound> LookAsync(DatasetPath dataset, GuaranteeQuery query, CancellationToken cancellation)
    {
        try
        {
            var found = await _lister.ListAsync(dataset, query.Kinds, cancellation);
            return new(dataset, [.. found.Where(query.Wants)], null);
        }
        catch (ZfsException failure)
        {
            return new(dataset, [], $"list endpoint abstractions on \"{dataset}\": {failure.Message}");
        }
    }
}
