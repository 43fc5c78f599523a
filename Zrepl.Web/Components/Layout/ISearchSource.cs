namespace Zrepl.Web.Components.Layout;

/// <summary>Knows things that can be searched for. Every registered source is asked, in the order of registration.</summary>
public interface ISearchSource
{
    /// <summary>Finds what has a text in its name.</summary>
    /// <param name="text">Not empty, without blanks around it; case does not matter.</param>
    /// <param name="limit">How many the reader will see at most.</param>
    /// <returns>At most <paramref name="limit"/> hits, best first, from memory: it is asked for each letter typed.</returns>
    IReadOnlyList<SearchHit> Find(string text, int limit);
}
