using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Zrepl.Engine.Units;

/// <summary>
/// The duration grammar of the Go language, used by timeouts and by environment variables: <c>1h30m</c>, <c>1.5s</c>, <c>500ms</c>,
/// <c>0</c>. No days, no weeks, no blanks. Source: spec config 3.2; Go's <c>time.ParseDuration</c> and <c>Duration.String</c>.
/// </summary>
public static class GoDuration
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create(".0123456789");

    private static readonly (string Unit, long Nanoseconds)[] Units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), // both letters that look like mu
        ("s", NanosecondsPerSecond), ("m", 60 * NanosecondsPerSecond), ("h", 3_600 * NanosecondsPerSecond),
    ];

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is not a Go duration; the message is Go's.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration, out var problem) ? duration : throw new FormatException(problem);

    /// <summary>Reads a duration; <paramref name="problem"/> is the text Go would print for one that is none.</summary>
    /// <remarks>A <see cref="TimeSpan"/> counts 100 ns; finer parts are rounded away from zero, so that what is positive stays positive.</remarks>
    public static bool TryParse(string text, out TimeSpan duration, [NotNullWhen(false)] out string? problem)
    {
        duration = default;
        var rest = text.AsSpan();
        var isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..]) rest = rest[1..];
        problem = rest.IsEmpty ? Invalid(text) : null;
        if (rest is "0") return true;

        Int128 total = 0;
        while (problem is null && !rest.IsEmpty) problem = ReadNumberAndUnit(text, ref rest, ref total);
        if (problem is null && total > long.MaxValue) problem = Invalid(text);
        if (problem is not null) return false;
        var ticks = (long)((total + 99) / 100);
        duration = TimeSpan.FromTicks(isNegative ? -ticks : ticks);
        return true;
    }

    /// <summary>Writes a duration as Go prints it: <c>1h30m0s</c>, <c>2s</c>, <c>1.5s</c>, <c>500ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        var nanoseconds = Int128.Abs(duration.Ticks) * 100;
        var text = new StringBuilder(duration < TimeSpan.Zero ? "-" : "");
        if (nanoseconds < NanosecondsPerSecond)
        {
            var (unit, size) = nanoseconds < 1_000 ? ("ns", 1L) : nanoseconds < 1_000_000 ? ("µs", 1_000L) : ("ms", 1_000_000L);
            return text.Append(Decimal(nanoseconds, size)).Append(unit).ToString();
        }

        var seconds = nanoseconds / NanosecondsPerSecond;
        if (seconds >= 3_600) text.Append(CultureInfo.InvariantCulture, $"{(long)(seconds / 3_600)}h");
        if (seconds >= 60) text.Append(CultureInfo.InvariantCulture, $"{(long)(seconds / 60 % 60)}m");
        return text.Append(Decimal(nanoseconds % (60 * NanosecondsPerSecond), NanosecondsPerSecond)).Append('s').ToString();
    }

    private static string? ReadNumberAndUnit(string text, scoped ref ReadOnlySpan<char> rest, ref Int128 total)
    {
        var whole = TakeDigits(ref rest);
        var fraction = ReadOnlySpan<char>.Empty;
        if (rest is ['.', ..])
        {
            rest = rest[1..];
            fraction = TakeDigits(ref rest);
        }

        if (whole.IsEmpty && fraction.IsEmpty) return Invalid(text);
        var unitLength = rest.IndexOfAny(NumberCharacters);
        var unit = unitLength < 0 ? rest : rest[..unitLength];
        rest = rest[unit.Length..];
        if (unit.IsEmpty) return $"time: missing unit in duration \"{text}\"";
        if (NanosecondsOf(unit) is not { } scale) return $"time: unknown unit \"{unit}\" in duration \"{text}\"";

        long number = 0;
        if (!whole.IsEmpty && !long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out number)) return Invalid(text);
        total += (Int128)number * scale + FractionOf(fraction, scale);
        return total > long.MaxValue ? Invalid(text) : null;
    }

    // Digits past the 20th are below a nanosecond in every unit.
    private static Int128 FractionOf(ReadOnlySpan<char> digits, long scale)
    {
        Int128 value = 0, divisor = 1;
        foreach (var digit in digits[..Math.Min(digits.Length, 20)])
        {
            value = value * 10 + (digit - '0');
            divisor *= 10;
        }

        return value * scale / divisor;
    }

    private static ReadOnlySpan<char> TakeDigits(scoped ref ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = length < 0 ? rest : rest[..length];
        rest = rest[digits.Length..];
        return digits;
    }

    private static long? NanosecondsOf(ReadOnlySpan<char> unit)
    {
        foreach (var (name, nanoseconds) in Units)
            if (unit.SequenceEqual(name)) return nanoseconds;
        return null;
    }

    private static string Decimal(Int128 value, long divisor)
    {
        var whole = (value / divisor).ToString(CultureInfo.InvariantCulture);
        var places = divisor.ToString(CultureInfo.InvariantCulture).Length - 1;
        var fraction = (value % divisor).ToString(CultureInfo.InvariantCulture).PadLeft(places, '0').TrimEnd('0');
        return fraction.Length == 0 ? whole : $"{whole}.{fraction}";
    }

    private static string Invalid(string text) => $"time: invalid duration \"{text}\"";
}
