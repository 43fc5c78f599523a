using System.Text.RegularExpressions;

namespace Zrepl.Web.Components.Shared;

/// <summary>Text in which a number and its unit never stand on two lines.</summary>
internal static partial class KeptTogether
{
    private const string NoBreak = "$1\u00a0$2";

    /// <summary>Puts spaces that do not break between numbers and the units of time and bytes.</summary>
    public static string Text(string text) => NumberAndUnit().Replace(text, NoBreak);

    [GeneratedRegex(@"(\d) ((?:[KMGTPE]i)?B(?:/s)?|s|min|h|d|years)\b", RegexOptions.NonBacktracking)]
    private static partial Regex NumberAndUnit();
}
