using System.Globalization;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Configuration.Yaml;

/// <summary>What plain scalars mean in the dialect of go-yaml v2, which is YAML 1.1. Source: spec config 2.1.</summary>
internal static partial class YamlScalars
{
    private const long LargestExactDouble = 1L << 53;

    private static readonly HashSet<string> True = new("y Y yes Yes YES true True TRUE on On ON".Split(' '), StringComparer.Ordinal);
    private static readonly HashSet<string> False = new("n N no No NO false False FALSE off Off OFF".Split(' '), StringComparer.Ordinal);

    /// <summary>Reads a boolean; a quoted one is a string.</summary>
    public static bool TryBoolean(YamlScalar scalar, out bool value)
    {
        value = scalar.IsPlain && True.Contains(scalar.Text);
        return value || (scalar.IsPlain && False.Contains(scalar.Text));
    }

    /// <summary>Reads a whole number: decimal, <c>0x</c>, <c>0o</c>, <c>0b</c>, octal after a leading zero, with underscores, or a float
    /// without fraction.</summary>
    public static bool TryInteger(YamlScalar scalar, out long value)
    {
        value = 0;
        if (!scalar.IsPlain || NumberKind(scalar.Text) is not { } kind) return false;
        if (kind == "!!int") return TryWhole(scalar.Text, out value);
        var isFinite = double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        if (!isFinite || number != Math.Truncate(number) || Math.Abs(number) > LargestExactDouble) return false;
        value = (long)number;
        return true;
    }

    /// <summary><c>!!int</c>, <c>!!float</c>, or null for what is no number.</summary>
    public static string? NumberKind(string text)
    {
        if (TryWhole(text, out _)) return "!!int";
        return Float().IsMatch(text) ? "!!float" : null;
    }

    private static bool TryWhole(string text, out long value)
    {
        value = 0;
        var match = Whole().Match(text.Replace("_", "", StringComparison.Ordinal));
        if (!match.Success) return false;
        var (digits, radix) = match.Groups["hex"].Success ? (match.Groups["hex"].Value, 16)
            : match.Groups["octal"].Success ? (match.Groups["octal"].Value, 8)
            : match.Groups["binary"].Success ? (match.Groups["binary"].Value, 2)
            : (match.Groups["decimal"].Value, 10);
        var number = Int128.Zero;
        foreach (var digit in digits)
        {
            number = number * radix + Convert.ToInt32(digit.ToString(), 16);
            if (number > ulong.MaxValue) return false;
        }

        if (match.Groups["minus"].Success) number = -number;
        value = (long)Int128.Clamp(number, long.MinValue, long.MaxValue);
        return true;
    }

    [GeneratedRegex(@"\A(?:\+|(?<minus>-))?(?:0x(?<hex>[0-9a-fA-F]+)|0b(?<binary>[01]+)|0o?(?<octal>[0-7]+)|(?<decimal>0|[1-9][0-9]*))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\A[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();
}
