using System.Collections.Immutable;

namespace Zrepl.Web.Live.Previews;

/// <summary>What pruning would do, computed by the code that does it (promise 2 of the design).</summary>
public interface IPrunePreviews
{
    /// <summary>Looks at all sides a job prunes.</summary>
    /// <returns>In the order of a run; none for a job that prunes nothing; null if there is no such job.</returns>
    Task<ImmutableArray<PrunePreviewSide>?> OfAsync(string job, PruneQuestion question, CancellationToken cancellation);
}
