using System.Globalization;

namespace Zrepl.Tests.Architecture.Conformance;

/// <summary>Reads lists of item numbers: <c>1-18</c>, <c>1, 2</c>, <c>BAD-1 to BAD-41</c>, <c>E-01 to E-12</c>.</summary>
internal static class ItemRange
{
    public static IReadOnlyList<string> Read(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(ReadPart)];

    private static IEnumerable<string> ReadPart(string part)
    {
        var ends = part.Contains(" to ", StringComparison.Ordinal)
            ? part.Split(" to ", StringSplitOptions.TrimEntries)
            : char.IsAsciiDigit(part[0]) ? part.Split('-', StringSplitOptions.TrimEntries) : [part];
        if (ends.Length == 1) return [part];
        var digits = ends[0].Length - ends[0].TakeWhile(c => !char.IsAsciiDigit(c)).Count();
        var prefix = ends[0][..^digits];
        if (ends.Length != 2 || !ends[1].StartsWith(prefix, StringComparison.Ordinal)) throw new FormatException($"'{part}' is no range of items");
        var first = int.Parse(ends[0][prefix.Length..], CultureInfo.InvariantCulture);
        var last = int.Parse(ends[1][prefix.Length..], CultureInfo.InvariantCulture);
        return Enumerable.Range(first, last - first + 1)
            .Select(n => prefix + n.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'));
    }
}
