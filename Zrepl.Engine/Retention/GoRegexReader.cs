using System.Globalization;
using System.Text;

namespace Zrepl.Engine.Retention;

/// <summary>A pattern and a place in it, with the few reads that pieces and classes share.</summary>
internal sealed class GoRegexReader(string pattern)
{
    public string Pattern => pattern;

    /// <summary>Place of the next character, from 0.</summary>
    public int Offset { get; private set; }

    public bool AtEnd => Offset >= pattern.Length;

    public char Current => pattern[Offset];

    /// <summary>The character <paramref name="ahead"/> of the next one, or NUL past the end.</summary>
    public char Peek(int ahead) => Offset + ahead < pattern.Length ? pattern[Offset + ahead] : '\0';

    public bool LooksAt(string text) => string.CompareOrdinal(pattern, Offset, text, 0, text.Length) == 0;

    public void Skip(int count) => Offset += count;

    public string Take(int count)
    {
        var text = pattern.Substring(Offset, count);
        Offset += count;
        return text;
    }

    public Rune TakeRune()
    {
        // Half a surrogate pair cannot come out of a file; as a character that no name has it does no harm.
        var rune = Rune.TryGetRuneAt(pattern, Offset, out var whole) ? whole : Rune.ReplacementChar;
        Offset += rune.IsBmp ? 1 : 2;
        return rune;
    }

    /// <summary>Takes <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; <paramref name="max"/> is -1 without upper end. Other braces are left alone.</summary>
    public bool TryTakeCounts(out int min, out int max)
    {
        var end = pattern.IndexOf('}', Offset);
        (min, max) = (0, -1);
        if (end < 0) return false;
        var parts = pattern[(Offset + 1)..end].Split(',');
        if (parts.Length > 2 || !TryParseCount(parts[0], out min)) return false;
        if (parts.Length == 1) max = min;
        else if (parts[1].Length > 0 && !TryParseCount(parts[1], out max)) return false;
        Offset = end + 1;
        return true;
    }

    /// <summary>Takes <c>\Q...\E</c> and gives what is between; the end of the pattern closes it too.</summary>
    public string TakeQuoted()
    {
        Skip(2);
        var end = pattern.IndexOf(@"\E", Offset, StringComparison.Ordinal);
        var quoted = pattern[Offset..(end < 0 ? pattern.Length : end)];
        Offset = end < 0 ? pattern.Length : end + 2;
        return quoted;
    }

    /// <summary>Takes a backslash and what it escapes as one character: <c>\.</c>, <c>\_</c>, <c>\n</c>, <c>\x41</c>, <c>\x{1F600}</c>,
    /// <c>\101</c>.</summary>
    public Rune TakeEscapedRune()
    {
        var start = Offset;
        Skip(1);
        if (AtEnd) throw Refuse("trailing backslash at end of expression", start, Offset);
        var c = TakeRune();
        if (c.IsAscii && !char.IsAsciiLetterOrDigit((char)c.Value)) return c;
        return (char)c.Value switch
        {
            'a' => new('\a'),
            'f' => new('\f'),
            'n' => new('\n'),
            'r' => new('\r'),
            't' => new('\t'),
            'v' => new('\v'),
            '0' => TakeOctal(0),
            >= '1' and <= '7' when c.IsBmp && IsOctal(Peek(0)) => TakeOctal(c.Value - '0'), // a single digit would be a back-reference
            'x' when c.IsBmp => TakeHexadecimal(start),
            _ => throw Refuse("invalid escape sequence", start, Offset),
        };
    }

    public GoRegexSyntaxException Refuse(string code, int start, int end) => new(code, pattern[start..end], start);

    private Rune TakeOctal(int value)
    {
        for (var digits = 1; digits < 3 && IsOctal(Peek(0)); digits++) value = value * 8 + (Take(1)[0] - '0');
        return new(value);
    }

    private Rune TakeHexadecimal(int start)
    {
        var isBraced = LooksAt("{");
        var end = isBraced ? pattern.IndexOf('}', Offset) : Math.Min(Offset + 2, pattern.Length);
        var digits = end < 0 ? "" : pattern[(isBraced ? Offset + 1 : Offset)..end];
        var isNumber = int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        if (!isNumber || (!isBraced && digits.Length < 2)) throw Refuse("invalid escape sequence", start, Math.Max(end, Offset));
        Offset = isBraced ? end + 1 : end;
        if (value is < 0 or > 0x10FFFF) throw Refuse("invalid escape sequence", start, Offset);
        return Rune.IsValid(value) ? new(value) : Rune.ReplacementChar; // surrogates are not characters
    }

    // Go refuses to read a count with leading zeros and takes the brace literally then; a count too large to hold is too large anyway.
    private static bool TryParseCount(string text, out int count)
    {
        count = int.MaxValue;
        if (text.Length == 0 || text.Any(c => !char.IsAsciiDigit(c)) || (text.Length > 1 && text[0] == '0')) return false;
        if (text.Length < 9) count = int.Parse(text, CultureInfo.InvariantCulture);
        return true;
    }

    private static bool IsOctal(char c) => c is >= '0' and <= '7';
}
