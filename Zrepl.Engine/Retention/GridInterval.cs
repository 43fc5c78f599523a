using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Retention;

/// <summary>One term of a grid, such as <c>24x1h</c> or <c>1x1h(keep=all)</c>: a number of equally long buckets. Source: spec replication
/// 3.7.1.</summary>
public sealed partial record GridInterval
{
    private GridInterval(int count, TimeSpan length, int? keep) => (Count, Length, Keep) = (count, length, keep);

    /// <summary>Number of buckets, at least one.</summary>
    public int Count { get; }

    /// <summary>Length of each bucket, more than zero.</summary>
    public TimeSpan Length { get; }

    /// <summary>How many snapshots each bucket keeps, its oldest ones; at least one. Null: all.</summary>
    public int? Keep { get; }

    /// <summary>Reads a term; <paramref name="problem"/> gives upstream's reason without the term's text.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out GridInterval? interval, [NotNullWhen(false)] out string? problem)
    {
        interval = null;
        var match = Grammar().Match(text);
        if (!match.Success)
        {
            problem = "retention string does not match expected format";
            return false;
        }

        var isSmallNumber = int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        int? keep = 1;
        if (!isSmallNumber) problem = "factor out of range";
        else if (count == 0) problem = "contains factor <= 0";
        else if (!ZreplDuration.TryParse(match.Groups[2].Value, out var length, out problem)) { }
        else if (length <= TimeSpan.Zero) problem = "duration must be positive integer";
        else if (match.Groups[3].Success && !TryParseKeep(match.Groups[4].Value, out keep, out problem)) { }
        else interval = new(count, length, keep);
        return interval is not null;
    }

    /// <summary>Writes the term as <see cref="TryParse"/> reads it.</summary>
    public override string ToString()
    {
        var keep = Keep is { } number ? number.ToString(CultureInfo.InvariantCulture) : "all";
        return $"{Count.ToString(CultureInfo.InvariantCulture)}x{ZreplDuration.Format(Length)}{(keep == "1" ? "" : $"(keep={keep})")}";
    }

    private static bool TryParseKeep(string parameter, out int? keep, [NotNullWhen(false)] out string? problem)
    {
        keep = null;
        problem = null;
        var match = Parameter().Match(parameter);
        if (!match.Success) problem = "interval parameter contains unknown parameters";
        else if (match.Groups[1].ValueSpan is "all") keep = null;
        else if (!int.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            problem = "cannot parse keep_count value";
        else if (number <= 0) problem = "keep must be a positive number or \"all\""; // BAD-27: upstream crashes when it prunes
        else keep = number;
        return problem is null;
    }

    [GeneratedRegex(@"\A[\t\n\f\r ]*([0-9]+)[\t\n\f\r ]*x[\t\n\f\r ]*([^(]+)[\t\n\f\r ]*(\((.*)\))?[\t\n\f\r ]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();

    [GeneratedRegex(@"\A[\t\n\f\r ]*keep=(.+)[\t\n\f\r ]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
