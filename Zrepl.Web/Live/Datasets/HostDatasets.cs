using System.Collections.Immutable;

namespace Zrepl.Web.Live.Datasets;

/// <summary>All datasets of one machine as of one listing.</summary>
/// <param name="Host">Name of the engine.</param>
/// <param name="ListedAt">When.</param>
/// <param name="Datasets">In order of name.</param>
/// <param name="Problem">Why they could not be listed; then those of the last listing that could stay, if any.</param>
internal sealed record HostDatasets(string Host, DateTimeOffset ListedAt, ImmutableArray<DatasetFacts> Datasets, string? Problem)
{
    /// <summary>One dataset, or null.</summary>
    public DatasetFacts? Find(string name) => Datasets.FirstOrDefault(dataset => dataset.Name == name);
}
