using System.Buffers;
using System.Globalization;
using System.Text;

namespace Zrepl.Engine.Retention;

/// <summary>
/// Turns a pattern of Go's <c>regexp</c> into one of .NET that finds the same names. Every construct is read and written anew, so nothing
/// that only .NET knows passes through. Flags are resolved while reading (<c>(?i:x)</c> around the pieces they concern). Captures and
/// laziness are dropped: only "match or not" is asked. Source: spec replication 3.8; Go's <c>regexp/syntax</c>.
/// </summary>
internal sealed class GoRegexTranslator
{
    /// <summary>Characters that stand for themselves, in Go and in .NET.</summary>
    internal static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-:/,=@%&~!\"';<>");

    private const int MaxRepeat = 1000;
    private const int MaxDepth = 1000;

    private readonly GoRegexReader _reader;
    private readonly StringBuilder _output = new();
    private readonly Stack<Group> _open = new();
    private GoRegexFlags _flags;
    private int _atomStart = -1;    // where the piece that a repetition would repeat begins in the output; -1: there is none
    private int _atomRepeats = 1;   // product of the nested counts inside that piece
    private int _groupRepeats = 1;  // largest such product in the open group
    private int _lastRepeat = -1;   // where in the pattern the repetition just read began; -1: the last piece was none

    private GoRegexTranslator(string pattern) => _reader = new(pattern);

    /// <summary>Translates a pattern.</summary>
    /// <exception cref="GoRegexSyntaxException">Go would refuse the pattern, or we cannot translate it.</exception>
    public static string Translate(string pattern)
    {
        var translator = new GoRegexTranslator(pattern);
        while (!translator._reader.AtEnd) translator.ReadPiece();
        if (translator._open.Count > 0) throw new GoRegexSyntaxException("missing closing )", pattern, translator._open.Peek().Offset);
        return translator._output.ToString();
    }

    private void ReadPiece()
    {
        var start = _reader.Offset;
        var isRepeat = false;
        switch (_reader.Current)
        {
            case '(': OpenGroup(); break;
            case ')': CloseGroup(); break;
            case '|':
                _reader.Skip(1);
                _output.Append('|');
                _atomStart = -1;
                break;
            case '*' or '+' or '?': Repeat(start, _reader.Take(1), min: 0, max: -1); isRepeat = true; break;
            case '{': isRepeat = ReadCounts(start); break;
            case '^': Assertion(1, _flags.HasFlag(GoRegexFlags.MultiLine) ? "(?m:^)" : @"\A"); break;
            // .NET's own $ also matches before a final newline
            case '$': Assertion(1, _flags.HasFlag(GoRegexFlags.MultiLine) ? "(?m:$)" : @"\z"); break;
            case '.':
                _reader.Skip(1);
                Atom(_flags.HasFlag(GoRegexFlags.DotMatchesNewline) ? @"[\s\S]" : @"[^\n]");
                break;
            case '[': Class(GoRegexClass.ReadBrackets(_reader)); break;
            case '\\': Escape(); break;
            default: Literal(_reader.TakeRune()); break;
        }

        _lastRepeat = isRepeat ? start : -1;
    }

    private void OpenGroup()
    {
        var group = new Group(_reader.Offset, _output.Length, _flags, _groupRepeats);
        if (_reader.LooksAt("(?"))
        {
            if (!GoRegexFlagsReader.ReadGroupHead(_reader, ref _flags)) return; // (?i) concerns the rest of the open group
        }
        else
        {
            _reader.Skip(1);
        }

        if (_open.Count == MaxDepth) throw _reader.Refuse("expression nests too deeply", group.Offset, _reader.Pattern.Length);
        _open.Push(group);
        _output.Append("(?:");
        _atomStart = -1;
        _groupRepeats = 1;
    }

    private void CloseGroup()
    {
        if (!_open.TryPop(out var group)) throw new GoRegexSyntaxException("unexpected )", _reader.Pattern, _reader.Offset);
        _reader.Skip(1);
        _output.Append(')');
        _flags = group.OuterFlags;
        _atomStart = group.OutputStart;
        _atomRepeats = _groupRepeats;
        _groupRepeats = Math.Max(group.OuterRepeats, _groupRepeats);
    }

    private bool ReadCounts(int start)
    {
        if (!_reader.TryTakeCounts(out var min, out var max))
        {
            Literal(_reader.TakeRune()); // what is no repetition is a brace
            return false;
        }

        if (min > MaxRepeat || max > MaxRepeat || (max >= 0 && min > max)) throw _reader.Refuse("invalid repeat count", start, _reader.Offset);
        Repeat(start, _reader.Pattern[start.._reader.Offset], min, max);
        return true;
    }

    private void Repeat(int start, string operation, int min, int max)
    {
        if (_reader.LooksAt("?")) _reader.Skip(1); // lazy: finds the same names
        if (_lastRepeat >= 0) throw _reader.Refuse("invalid nested repetition operator", _lastRepeat, _reader.Offset);
        if (_atomStart < 0) throw _reader.Refuse("missing argument to repetition operator", start, _reader.Offset);
        var times = Math.Max(min, max);
        if (times >= 2)
        {
            _atomRepeats *= times;
            if (_atomRepeats > MaxRepeat) throw _reader.Refuse("invalid repeat count", start, _reader.Offset);
            _groupRepeats = Math.Max(_groupRepeats, _atomRepeats);
        }

        _output.Append(operation);
    }

    private void Escape()
    {
        var c = _reader.Peek(1);
        switch (c)
        {
            case 'A': Assertion(2, @"\A"); break;
            case 'z': Assertion(2, @"\z"); break;
            case 'b' or 'B': Assertion(2, "\\" + c); break; // Unicode in .NET; names are ASCII
            case 'Q':
                foreach (var rune in _reader.TakeQuoted().EnumerateRunes()) Literal(rune);
                break;
            default:
                if (GoRegexClass.TryReadEscape(_reader) is { } set) Class(set);
                else Literal(_reader.TakeEscapedRune());
                break;
        }
    }

    private void Assertion(int length, string translated)
    {
        _reader.Skip(length);
        Atom($"(?:{translated})"); // may be repeated, which changes nothing
    }

    private void Class(string set) => Atom(set, _flags.HasFlag(GoRegexFlags.IgnoreCase));

    private void Literal(Rune rune)
    {
        var text = PlainCharacters.Contains((char)rune.Value) && rune.IsBmp
            ? rune.ToString()
            : string.Concat(rune.ToString().Select(c => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)c:X4}")));
        Atom(rune.IsBmp ? text : $"(?:{text})", _flags.HasFlag(GoRegexFlags.IgnoreCase)
            && !(rune.IsAscii && !char.IsAsciiLetter((char)rune.Value)));
    }

    private void Atom(string translated, bool ignoreCase = false)
    {
        _atomStart = _output.Length;
        _atomRepeats = 1;
        _output.Append(ignoreCase ? $"(?i:{translated})" : translated);
    }

    private sealed record Group(int Offset, int OutputStart, GoRegexFlags OuterFlags, int OuterRepeats);
}
