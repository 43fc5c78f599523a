using System.Text;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>
/// Text from outside, such as what a hook printed: what would move, hide or reorder other text is shown as a picture of itself (<c>␛</c>, <c>␀</c>),
/// and of very long text only the begin is sent.
/// </summary>
public sealed partial class VisibleText : ComponentBase
{
    private const int Longest = 100_000;

    private string _text = "";

    /// <summary>The text.</summary>
    [Parameter, EditorRequired] public required string Text { get; set; }

    /// <summary>Makes what cannot be seen visible; line ends and tabs stay.</summary>
    public static string Of(string text)
    {
        var cut = text.Length > Longest ? text[..Longest] + $"\n… {text.Length - Longest} characters more" : text;
        if (!cut.Any(IsHidden)) return cut;
        var visible = new StringBuilder(cut.Length);
        foreach (var character in cut) visible.Append(IsHidden(character) ? PictureOf(character) : character);
        return visible.ToString();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _text = Of(Text);

    private static bool IsHidden(char character) =>
        (char.IsControl(character) && character is not ('\n' or '\t')) || character is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u200e' or '\u200f';

    private static char PictureOf(char character) => character switch
    {
        < ' ' => (char)('\u2400' + character),
        '\u007f' => '\u2421',
        _ => '\ufffd',
    };
}
