using System.Globalization;
using System.Text;

namespace Zrepl.Engine.Retention;

/// <summary>
/// Character classes: <c>[a-z]</c>, <c>[[:alpha:]]</c>, <c>\d</c>, <c>\pL</c>. Each becomes a .NET class of code point ranges, so that
/// class subtraction, Unicode digits and the like cannot slip in. Characters beyond U+FFFF are left out; no name has them.
/// </summary>
internal static class GoRegexClass
{
    private const int Last = 0xFFFF;

    private static readonly Dictionary<string, (int From, int To)[]> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = [('0', '9'), ('A', 'Z'), ('a', 'z')],
        ["alpha"] = [('A', 'Z'), ('a', 'z')],
        ["ascii"] = [(0, 0x7F)],
        ["blank"] = [('\t', '\t'), (' ', ' ')],
        ["cntrl"] = [(0, 0x1F), (0x7F, 0x7F)],
        ["digit"] = [('0', '9')],
        ["graph"] = [('!', '~')],
        ["lower"] = [('a', 'z')],
        ["print"] = [(' ', '~')],
        ["punct"] = [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        ["space"] = [('\t', '\r'), (' ', ' ')],
        ["upper"] = [('A', 'Z')],
        ["word"] = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        ["xdigit"] = [('0', '9'), ('A', 'F'), ('a', 'f')],
    };

    private static readonly Dictionary<char, (int From, int To)[]> Perl = new()
    {
        ['d'] = Posix["digit"],
        ['w'] = Posix["word"],
        ['s'] = [('\t', '\n'), ('\f', '\r'), (' ', ' ')], // without \v, unlike [[:space:]]
    };

    private static readonly HashSet<string> Categories = new(
        "C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs".Split(' '),
            StringComparer.Ordinal);

    /// <summary>Reads <c>\d</c>, <c>\W</c>, <c>\pL</c>, <c>\P{Lu}</c> outside brackets; null if the escape is something else.</summary>
    public static string? TryReadEscape(GoRegexReader reader) => TryReadEscapeItems(reader) is { } items ? $"[{items}]" : null;

    /// <summary>Reads a class in brackets; the reader stands at the opening one.</summary>
    public static string ReadBrackets(GoRegexReader reader)
    {
        var start = reader.Offset;
        reader.Skip(1);
        var isNegated = reader.LooksAt("^");
        if (isNegated) reader.Skip(1);
        var items = new StringBuilder();
        for (var isFirst = true; isFirst || !reader.LooksAt("]"); isFirst = false)
        {
            if (reader.AtEnd) throw reader.Refuse("missing closing ]", start, reader.Pattern.Length);
            items.Append(TryReadPosix(reader) ?? TryReadEscapeItems(reader) ?? ReadRange(reader, start));
        }

        reader.Skip(1);
        if (items.Length == 0) return isNegated ? @"[\s\S]" : @"[^\s\S]";
        return (isNegated ? "[^" : "[") + items + "]";
    }

    private static string ReadRange(GoRegexReader reader, int classStart)
    {
        var start = reader.Offset;
        var from = ReadCharacter(reader, classStart);
        var to = from;
        if (reader.LooksAt("-") && reader.Peek(1) is not ']' and not '\0')
        {
            reader.Skip(1);
            to = ReadCharacter(reader, classStart);
            if (to < from) throw reader.Refuse("invalid character class range", start, reader.Offset);
        }

        return Items([(from, to)]);
    }

    private static int ReadCharacter(GoRegexReader reader, int classStart)
    {
        if (reader.AtEnd) throw reader.Refuse("missing closing ]", classStart, reader.Pattern.Length);
        return (reader.LooksAt("\\") ? reader.TakeEscapedRune() : reader.TakeRune()).Value;
    }

    private static string? TryReadPosix(GoRegexReader reader)
    {
        var end = reader.LooksAt("[:") ? reader.Pattern.IndexOf(":]", reader.Offset + 2, StringComparison.Ordinal) : -1;
        if (end < 0) return null;
        var start = reader.Offset;
        var name = reader.Pattern[(start + 2)..end];
        reader.Skip(end + 2 - start);
        var isNegated = name.StartsWith('^');
        if (!Posix.TryGetValue(isNegated ? name[1..] : name, out var ranges))
            throw reader.Refuse("invalid character class range", start, reader.Offset);
        return Items(isNegated ? AllBut(ranges) : ranges);
    }

    private static string? TryReadEscapeItems(GoRegexReader reader)
    {
        if (!reader.LooksAt("\\")) return null;
        var letter = reader.Peek(1);
        if (letter is 'p' or 'P') return ReadUnicode(reader, isNegated: letter == 'P');
        if (!Perl.TryGetValue(char.ToLowerInvariant(letter), out var ranges)) return null;
        reader.Skip(2);
        return Items(char.IsAsciiLetterUpper(letter) ? AllBut(ranges) : ranges);
    }

    private static string ReadUnicode(GoRegexReader reader, bool isNegated)
    {
        var start = reader.Offset;
        reader.Skip(2);
        if (reader.AtEnd) throw reader.Refuse("invalid character class range", start, reader.Offset);
        var name = reader.LooksAt("{") ? TakeBracedName(reader, start) : reader.TakeRune().ToString();
        if (name.StartsWith('^')) (name, isNegated) = (name[1..], !isNegated);
        if (name == "Any") return isNegated ? "" : Items([(0, Last)]);
        if (!Categories.Contains(name)) throw reader.Refuse("invalid character class range", start, reader.Offset);
        return (isNegated ? @"\P{" : @"\p{") + name + "}";
    }

    private static string TakeBracedName(GoRegexReader reader, int start)
    {
        var end = reader.Pattern.IndexOf('}', reader.Offset);
        if (end < 0) throw reader.Refuse("invalid character class range", start, reader.Pattern.Length);
        var name = reader.Pattern[(reader.Offset + 1)..end];
        reader.Skip(end + 1 - reader.Offset);
        return name;
    }

    private static IEnumerable<(int From, int To)> AllBut((int From, int To)[] ascending)
    {
        var next = 0;
        foreach (var (from, to) in ascending)
        {
            if (from > next) yield return (next, from - 1);
            next = to + 1;
        }

        yield return (next, Last);
    }

    private static string Items(IEnumerable<(int From, int To)> ranges) =>
        string.Concat(ranges.Where(r => r.From <= Last).Select(r => Item(r.From, Math.Min(r.To, Last))));

    private static string Item(int from, int to) => string.Create(CultureInfo.InvariantCulture, $@"\u{from:X4}-\u{to:X4}");
}
