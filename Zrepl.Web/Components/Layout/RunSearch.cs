using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Layout;

/// <summary>Offers the runs of datasets that have the text in their name.</summary>
internal sealed class RunSearch : ISearchSource
{
    /// <inheritdoc/>
    public IReadOnlyList<SearchHit> Find(string text, int limit) => [new("runs", $"of datasets with “{text}”", RunAddress.OfDatasetsWith(text))];
}
