using System.Globalization;

namespace Zrepl.Engine.Units;

/// <summary>
/// Points in time as Go writes them into JSON: RFC 3339 with as many fraction digits as needed, at most nine, <c>Z</c> or an offset, and
/// <c>0001-01-01T00:00:00Z</c> for "not set". We keep seven digits, the resolution of <see cref="DateTimeOffset"/>. Source: spec B2.
/// </summary>
public static class GoTime
{
    /// <summary>How an unset time is written.</summary>
    public const string Unset = "0001-01-01T00:00:00Z";

    private const int DigitsKept = 7;

    private static readonly string[] Layouts = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>Writes a time; null is <see cref="Unset"/>.</summary>
    public static string Format(DateTimeOffset? time) => time is not { } set
        ? Unset
        : set.ToString(Layouts[set.Offset == TimeSpan.Zero ? 1 : 0], CultureInfo.InvariantCulture);

    /// <summary>Reads a time; <see cref="Unset"/> is null. Digits beyond the seventh are dropped.</summary>
    /// <returns>False if the text is not RFC 3339.</returns>
    public static bool TryParse(string text, out DateTimeOffset? time)
    {
        time = null;
        if (text == Unset) return true;
        var kept = WithoutExcessDigits(text);
        if (!DateTimeOffset.TryParseExact(kept, Layouts, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            return false;
        time = parsed;
        return true;
    }

    private static string WithoutExcessDigits(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return text;
        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - dot - 1 is > DigitsKept and <= 9 ? text[..(dot + 1 + DigitsKept)] + text[end..] : text;
    }
}
