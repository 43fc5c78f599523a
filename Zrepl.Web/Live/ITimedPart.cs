namespace Zrepl.Web.Live;

/// <summary>A part of a page that tells how long ago something was, or how soon something will be.</summary>
public interface ITimedPart : IPagePart
{
    /// <summary>Looks at the clock. Only on the page's own thread.</summary>
    /// <returns>True if it has to be drawn anew.</returns>
    bool Look();
}
