using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Web.Components.Layout;

/// <summary>
/// Finds datasets by name: those of the last listing, if somebody looked at the datasets lately, and in any case the list of those that have the text
/// in their name. ZFS is not asked for a letter typed.
/// </summary>
/// <param name="catalog">The last listing.</param>
internal sealed class DatasetSearch(DatasetCatalog catalog) : ISearchSource
{
    /// <inheritdoc/>
    public IReadOnlyList<SearchHit> Find(string text, int limit) =>
    [
        .. (catalog.Current ?? []).SelectMany(host => host.Datasets.Select(dataset => (host.Host, dataset.Name)))
            .Where(dataset => dataset.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Take(limit - 1)
            .Select(dataset => new SearchHit("dataset", dataset.Name, DatasetAddress.Of(dataset.Host, dataset.Name))),
        new("datasets", $"all with “{text}”", DatasetAddress.OfThoseWith(text)),
    ];
}
