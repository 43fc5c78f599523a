using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Zrepl.Web.Components.Layout;

/// <summary>Finds things by name on every page. Key <c>/</c> goes there, arrows choose, Enter opens, Escape leaves.</summary>
public sealed partial class SearchBox : ComponentBase
{
    private const int LimitOfSource = 6;

    private string _text = "";
    private IReadOnlyList<SearchHit> _hits = [];
    private int _selected;

    /// <summary>What can be found.</summary>
    [Inject] public required IEnumerable<ISearchSource> Sources { get; init; }

    /// <summary>Opens what was found.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    private bool IsOpen => _text.Trim().Length > 0;

    private string? Active => _selected < _hits.Count ? $"search-hit-{_selected}" : null;

    // The text stays as typed, blanks included: anything else would be sent back and overwrite what was typed meanwhile.
    private void Find(string? typed)
    {
        _text = typed ?? "";
        _selected = 0;
        var text = _text.Trim();
        _hits = text.Length == 0 ? [] : [.. Sources.SelectMany(source => source.Find(text, LimitOfSource))];
    }

    private void Key(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when _hits.Count > 0: _selected = (_selected + 1) % _hits.Count; break;
            case "ArrowUp" when _hits.Count > 0: _selected = (_selected + _hits.Count - 1) % _hits.Count; break;
            case "Enter" when _selected < _hits.Count: Open(_hits[_selected]); break;
            case "Escape": Clear(); break;
        }
    }

    private void Open(SearchHit hit)
    {
        Clear();
        Navigation.NavigateTo(hit.Href);
    }

    private void Clear()
    {
        _text = "";
        _hits = [];
        _selected = 0;
    }
}
