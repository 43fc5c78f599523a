using System.Globalization;

namespace Zrepl.Zfs.Simulator.Text;

/// <summary>Numbers in at most five characters, as <c>zfs_nicenum</c> and <c>zfs_nicebytes</c> print them, and back.</summary>
internal static class NiceNumber
{
    private const string Units = " KMGTPE";

    /// <summary><c>1.50K</c>, <c>24</c>.</summary>
    public static string Count(ulong number) => Format(number, "");

    /// <summary><c>1.50K</c>, <c>24B</c>.</summary>
    public static string Bytes(ulong number) => Format(number, "B");

    /// <summary>Reads <c>16M</c>, <c>1.5G</c>, <c>4096</c>, <c>1KB</c>, <c>2GiB</c>.</summary>
    /// <returns>The number, or null with the complaint of <c>zfs_nicestrtonum</c>.</returns>
    public static ulong? Parse(string text, out string problem)
    {
        problem = $"bad numeric value '{text}'";
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] == '.')) return null;
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        if (!decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return null;
        problem = $"invalid numeric suffix '{text[end..]}'";
        if (Shift(text[end..]) is not { } shift) return null;
        problem = "numeric value is too large";
        return value > ulong.MaxValue || value * (1UL << shift) > ulong.MaxValue ? null : (ulong)(value * (1UL << shift));
    }

    private static int? Shift(string suffix)
    {
        if (suffix.Length == 0) return 0;
        var unit = "BKMGTPE".IndexOf(char.ToUpperInvariant(suffix[0]), StringComparison.Ordinal);
        if (unit < 0) return null;
        if (suffix.Length == 1) return unit * 10;
        return unit > 0 && suffix[1..].ToUpperInvariant() is ("B" or "IB") ? unit * 10 : null;
    }

    private static string Format(ulong number, string plainUnit)
    {
        var index = 0;
        for (var rest = number; rest >= 1024 && index < 6; rest /= 1024) index++;
        var divisor = 1UL << (10 * index);
        var unit = index == 0 ? plainUnit : Units[index].ToString();
        if (number % divisor == 0) return string.Create(CultureInfo.InvariantCulture, $"{number / divisor}{unit}");
        var value = (double)number / divisor;
        for (var digits = 2; digits > 0; digits--)
        {
            var text = value.ToString("F" + digits, CultureInfo.InvariantCulture) + unit;
            if (text.Length <= 5) return text;
        }

        return value.ToString("F0", CultureInfo.InvariantCulture) + unit;
    }
}
