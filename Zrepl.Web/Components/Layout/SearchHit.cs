namespace Zrepl.Web.Components.Layout;

/// <summary>Something the search found.</summary>
/// <param name="Kind">What it is: <c>job</c>, <c>dataset</c>, <c>run</c>, <c>page</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Href">Its page.</param>
public sealed record SearchHit(string Kind, string Name, string Href);
