using System.Globalization;

namespace Zrepl.Web.Api;

/// <summary>Lines of comma-separated values (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>What ends a line.</summary>
    public const string LineEnd = "\r\n";

    /// <summary>A line of cells.</summary>
    public static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + LineEnd;

    /// <summary>A number.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A length of time in seconds; empty: none.</summary>
    public static string Seconds(TimeSpan? length) => length?.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A moment; empty: none.</summary>
    public static string Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) ?? "";

    // A text that a spreadsheet would take for a formula gets a quote before it: error texts come from other machines.
    private static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !long.TryParse(text, CultureInfo.InvariantCulture, out _)) text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
