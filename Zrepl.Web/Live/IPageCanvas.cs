namespace Zrepl.Web.Live;

/// <summary>Draws parts of a page with one message to the browser.</summary>
public interface IPageCanvas
{
    /// <summary>Draws them.</summary>
    Task DrawAsync(IReadOnlyCollection<IPagePart> parts);
}
