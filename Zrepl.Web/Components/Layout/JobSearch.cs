using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Layout;

/// <summary>Finds jobs by name.</summary>
/// <param name="feed">The engine.</param>
internal sealed class JobSearch(IStatusFeed feed) : ISearchSource
{
    /// <inheritdoc/>
    public IReadOnlyList<SearchHit> Find(string text, int limit) =>
    [
        .. feed.Current.Select(job => job.Name.Text)
            .Where(name => name.Contains(text, StringComparison.OrdinalIgnoreCase))
            .OrderBy(name => name.IndexOf(text, StringComparison.OrdinalIgnoreCase))
            .Take(limit)
            .Select(name => new SearchHit("job", name, JobAddress.Of(name))),
    ];
}
