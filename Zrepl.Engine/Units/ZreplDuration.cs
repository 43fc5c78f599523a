using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Units;

/// <summary>
/// The duration grammar of intervals in <c>zrepl.yml</c>: one whole number and one unit, such as <c>10m</c> or <c>2w</c>. The unit may be
/// missing only after 0. A sign is part of the grammar; whether a duration may be negative is for its key to say. Source: spec config 3.1.
/// </summary>
public static partial class ZreplDuration
{
    /// <summary>The grammar as upstream prints it in its error; <c>\s</c> and <c>\d</c> are ASCII.</summary>
    public const string Pattern = @"^\s*([\+-]?\d+)\s*(|s|m|h|d|w)\s*$";

    /// <summary>Largest magnitude: what a Go duration can hold, about 292 years.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromTicks(long.MaxValue / 100);

    private static readonly (char Unit, long Seconds)[] Units = [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is not a duration; the message says why.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration, out var problem) ? duration : throw new FormatException(problem);

    /// <summary>Reads a duration; <paramref name="problem"/> tells what is wrong with a text that is none.</summary>
    public static bool TryParse(string text, out TimeSpan duration, [NotNullWhen(false)] out string? problem)
    {
        duration = default;
        problem = null;
        var match = Grammar().Match(text);
        if (!match.Success)
        {
            problem = $"must match {Pattern}";
            return false;
        }

        var unit = match.Groups[2].Value;
        if (!long.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            problem = "duration out of range";
        else if (unit.Length == 0 && number != 0)
            problem = "missing time unit";
        else if ((Int128)number * SecondsOf(unit) is var seconds && Int128.Abs(seconds) > (long)Longest.TotalSeconds)
            problem = "duration out of range";
        else
            duration = TimeSpan.FromSeconds((long)seconds);
        return problem is null;
    }

    /// <summary>Writes whole seconds with the largest unit that leaves no rest: <c>90m</c>, <c>1d</c>, <c>0s</c>.</summary>
    /// <exception cref="ArgumentException">The duration has a fraction of a second, which this grammar cannot say.</exception>
    public static string Format(TimeSpan duration)
    {
        if (duration.Ticks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentException($"{GoDuration.Format(duration)} is not a whole number of seconds.", nameof(duration));
        var seconds = duration.Ticks / TimeSpan.TicksPerSecond;
        if (seconds == 0) return "0s";
        var (unit, size) = Units.First(u => seconds % u.Seconds == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / size}{unit}");
    }

    private static long SecondsOf(string unit) => unit.Length == 0 ? 1 : Units.First(u => u.Unit == unit[0]).Seconds;

    [GeneratedRegex(@"\A[\t\n\f\r ]*([+-]?[0-9]+)[\t\n\f\r ]*([smhdw]?)[\t\n\f\r ]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
