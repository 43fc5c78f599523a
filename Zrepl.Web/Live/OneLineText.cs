namespace Zrepl.Web.Live;

/// <summary>Texts that come from other machines and from programs, for where control characters would be obeyed: a terminal, the head of a letter.</summary>
internal static class OneLineText
{
    /// <summary>The text with a blank in the place of each control character.</summary>
    public static string Of(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text;
}
