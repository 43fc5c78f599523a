using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Units;

/// <summary>
/// An amount of data as <c>zrepl.yml</c> writes it, in bits or bytes: <c>10 MiB</c>, <c>1 Mb</c>, <c>23 bit</c>, <c>-1 B</c>. Source: spec
/// config 3.3.
/// </summary>
/// <param name="Bits">The amount in bits; may have a fraction and may be negative, where a key gives that a meaning.</param>
public readonly partial record struct DataSize(double Bits) : IComparable<DataSize>
{
    /// <summary>The grammar as upstream prints it in its error.</summary>
    public const string Pattern = @"^([-0-9\.]*)\s*(bit|(|K|Ki|M|Mi|G|Gi|T|Ti)([bB]))$";

    private static readonly (string Prefix, double Factor)[] Prefixes =
    [
        ("Ti", 1L << 40), ("T", 1e12), ("Gi", 1 << 30), ("G", 1e9), ("Mi", 1 << 20), ("M", 1e6), ("Ki", 1 << 10), ("K", 1e3), ("", 1),
    ];

    /// <summary>Whole bytes, truncated toward zero, and never beyond what a <see cref="long"/> holds.</summary>
    public long Bytes => (long)Math.Clamp(Math.Truncate(Bits / 8), long.MinValue, long.MaxValue);

    /// <summary>An amount of bytes.</summary>
    public static DataSize FromBytes(long bytes) => new(bytes * 8d);

    /// <summary>Reads a size.</summary>
    /// <exception cref="FormatException">The text is not a size; the message says why.</exception>
    public static DataSize Parse(string text) => TryParse(text, out var size, out var problem) ? size : throw new FormatException(problem);

    /// <summary>Reads a size; <paramref name="problem"/> tells what is wrong with a text that is none.</summary>
    public static bool TryParse(string text, out DataSize size, [NotNullWhen(false)] out string? problem)
    {
        size = default;
        problem = null;
        var match = Grammar().Match(text);
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!match.Success)
            problem = $"cannot parse \"{text}\" using regex {Pattern}";
        else if (!double.TryParse(match.Groups[1].ValueSpan, style, CultureInfo.InvariantCulture, out var number))
            problem = $"cannot parse \"{text}\" using regex {Pattern}: \"{match.Groups[1].Value}\" is not a number";
        else if (match.Groups[2].ValueSpan is "bit" && number != Math.Truncate(number))
            problem = $"cannot parse \"{text}\" using regex {Pattern}: unit bit must be an integer value";
        else
            size = new(number * FactorOf(match.Groups[3].Value) * (match.Groups[4].ValueSpan is "B" ? 8 : 1));
        return problem is null;
    }

    /// <inheritdoc/>
    public int CompareTo(DataSize other) => Bits.CompareTo(other.Bits);

    /// <summary>Writes the size with the largest binary prefix that leaves no rest, so that <see cref="Parse"/> gives the same amount.</summary>
    public override string ToString()
    {
        var (amount, unit) = Bits % 8 == 0 ? (Bits / 8, "B") : (Bits, "b");
        var (prefix, factor) = amount == 0
            ? ("", 1)
            : Prefixes.First(p => p.Prefix.Length != 1 && amount % p.Factor == 0 || p.Prefix.Length == 0);
        var number = amount / factor;
        // The grammar has no exponent, which the shortest form would use from 1e15 on.
        var text = number == Math.Truncate(number)
            ? number.ToString("F0", CultureInfo.InvariantCulture)
            : number.ToString("F17", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{text} {prefix}{unit}";
    }

    private static double FactorOf(string prefix) => Prefixes.First(p => p.Prefix == prefix).Factor;

    [GeneratedRegex(@"\A([-0-9.]*)[\t\n\f\r ]*(bit|(|K|Ki|M|Mi|G|Gi|T|Ti)([bB]))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
