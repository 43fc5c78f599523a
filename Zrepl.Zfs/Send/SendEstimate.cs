using System.Globalization;
using System.Text.RegularExpressions;

namespace Zrepl.Zfs.Send;

/// <summary>What a dry run says about a stream (spec A12.5).</summary>
/// <param name="IsFull">A full stream.</param>
/// <param name="From">Source as printed: a bare snapshot name, a full snapshot or a bookmark; null for a full stream.</param>
/// <param name="To">Full name of the snapshot.</param>
/// <param name="Bytes">Expected length in bytes, or null if ZFS gives none.</param>
public sealed partial record SendEstimate(bool IsFull, string? From, string To, long? Bytes)
{
    /// <summary>Reads the output of <c>zfs send -n -v -P</c>; the first line that says what would be sent counts.</summary>
    /// <param name="output">Standard output and standard error together; old versions print to the latter.</param>
    /// <param name="absurdFrom">
    /// Estimates from here on are a known bug of OpenZFS (numbers wrapping below zero) and count as unknown; 0 believes everything.
    /// </param>
    /// <returns>Null if no line matches.</returns>
    public static SendEstimate? TryRead(string output, ulong absurdFrom)
    {
        foreach (var line in output.Split('\n'))
        {
            if (FullLine().Match(line) is { Success: true } full)
                return new(true, null, full.Groups["to"].Value, Size(full, absurdFrom));
            if (IncrementalLine().Match(line) is { Success: true } incremental)
                return new(false, incremental.Groups["from"].Value, incremental.Groups["to"].Value, Size(incremental, absurdFrom));
        }

        return null;
    }

    private static long? Size(Match match, ulong absurdFrom)
    {
        if (!match.Groups["size"].Success) return null;
        var isNumber = ulong.TryParse(match.Groups["size"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var size);
        var isAbsurd = !isNumber || size > long.MaxValue || (absurdFrom != 0 && size >= absurdFrom);
        return isAbsurd || size == 0 ? null : (long)size;
    }

    [GeneratedRegex(@"^full\t(?<to>[^\t]+@[^\t]+?)(\t(?<size>[0-9]+))?$")]
    private static partial Regex FullLine();

    [GeneratedRegex(@"^incremental\t(?<from>[^\t]+)\t(?<to>[^\t]+@[^\t]+?)(\t(?<size>[0-9]+))?$")]
    private static partial Regex IncrementalLine();
}
