namespace Zrepl.Web.Live;

/// <summary>A part of a page that changes by itself, not because the reader did something.</summary>
public interface IPagePart
{
    /// <summary>Draws it anew. Only on the page's own thread.</summary>
    void Draw();

    /// <summary>Does something on the page's own thread.</summary>
    Task OnPageAsync(Action work);
}
