using System.Globalization;
using System.Text.RegularExpressions;

namespace Zrepl.Tests.Architecture.Conformance;

/// <summary>
/// Whether a text speaks of an item: of one with a letter (BAD-15, E-01) by itself, of a vector (8.1 row 3) by its section, of one of a
/// checklist (B14 48) by both, also as "B14 items 46 to 48".
/// </summary>
internal static partial class Citation
{
    public static bool IsIn(string text, string section, string item)
    {
        if (item.Any(char.IsAsciiLetter)) return Has(text, item) || Has(text.Replace('_', '-'), item);
        return Has(text, section) && (char.IsAsciiDigit(section[0]) || Has(text, item) || IsInRange(text, item));
    }

    private static bool Has(string text, string number) =>
        Regex.IsMatch(text, $@"(?<![A-Za-z0-9.]){Regex.Escape(number)}(?![A-Za-z0-9]|\.\d)", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static bool IsInRange(string text, string item) => int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && Ranges().Matches(text).Any(match => Number(match.Groups[1]) <= number && number <= Number(match.Groups[2]));

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b(\d{1,4})(?: to |-|–)(\d{1,4})\b")]
    private static partial Regex Ranges();
}
