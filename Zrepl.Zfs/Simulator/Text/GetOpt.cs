using System.Collections.Immutable;

namespace Zrepl.Zfs.Simulator.Text;

/// <summary>
/// GNU <c>getopt_long</c>: short options may be joined (<c>-Hp</c>), an option's argument may be joined or follow, and options may stand
/// after operands.
/// </summary>
/// <param name="arguments">The words after the subcommand.</param>
/// <param name="shortOptions">One letter each, a colon after those with an argument; a leading colon tells missing arguments from unknown options.</param>
/// <param name="longOptions">Long name to the short letter it stands for, or null if the command has none.</param>
internal sealed class GetOpt(ImmutableArray<string> arguments, string shortOptions, IReadOnlyDictionary<string, char>? longOptions = null)
{
    /// <summary>Returned by <see cref="Next"/> for an option that does not exist.</summary>
    public const char Unknown = '?';

    /// <summary>Returned by <see cref="Next"/> for an option without its argument, if the options begin with a colon.</summary>
    public const char MissingArgument = ':';

    private readonly List<string> _operands = [];
    private int _word;
    private int _letter;

    /// <summary>Argument of the last option.</summary>
    public string Argument { get; private set; } = "";

    /// <summary>The letter at fault after <see cref="Unknown"/> or <see cref="MissingArgument"/>; NUL for a long option.</summary>
    public char Culprit { get; private set; }

    /// <summary>The word of the last option as it was given.</summary>
    public string Word { get; private set; } = "";

    /// <summary>The words that are no options; complete once <see cref="Next"/> has returned null.</summary>
    public IReadOnlyList<string> Operands => _operands;

    /// <summary>The next option's letter, or null at the end.</summary>
    public char? Next()
    {
        while (_letter == 0)
        {
            if (_word == arguments.Length) return null;
            Word = arguments[_word];
            if (Word == "--")
            {
                _operands.AddRange(arguments.Skip(_word + 1));
                _word = arguments.Length;
                return null;
            }

            if (Word.Length > 2 && Word.StartsWith("--", StringComparison.Ordinal) && longOptions is not null) return NextLong();
            if (Word.Length > 1 && Word[0] == '-')
            {
                _letter = 1;
                break;
            }

            _operands.Add(Word);
            _word++;
        }

        return NextShort();
    }

    private char NextShort()
    {
        var option = Word[_letter++];
        var isLast = _letter == Word.Length;
        var place = option == ':' ? -1 : shortOptions.IndexOf(option, StringComparison.Ordinal);
        Culprit = option;
        if (place < 0)
        {
            if (isLast) NextWord();
            return Unknown;
        }

        var takesArgument = place + 1 < shortOptions.Length && shortOptions[place + 1] == ':';
        if (!takesArgument)
        {
            if (isLast) NextWord();
            return option;
        }

        if (!isLast)
        {
            Argument = Word[_letter..];
            NextWord();
            return option;
        }

        NextWord();
        return TakeFollowingWord(option);
    }

    private char NextLong()
    {
        var equals = Word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? Word[2..] : Word[2..equals];
        _word++;
        Culprit = '\0';
        var matches = longOptions!.Where(option => option.Key.StartsWith(name, StringComparison.Ordinal)).ToList(); // checked by the caller
        var exact = longOptions!.ContainsKey(name);
        if (!exact && matches.Count != 1) return Unknown;
        var letter = exact ? longOptions[name] : matches[0].Value;
        var place = shortOptions.IndexOf(letter, StringComparison.Ordinal);
        var takesArgument = place >= 0 && place + 1 < shortOptions.Length && shortOptions[place + 1] == ':';
        if (!takesArgument) return equals < 0 ? letter : Unknown;
        if (equals < 0) return TakeFollowingWord(letter);
        Argument = Word[(equals + 1)..];
        return letter;
    }

    private char TakeFollowingWord(char option)
    {
        if (_word == arguments.Length)
        {
            Culprit = option;
            return shortOptions.StartsWith(':') ? MissingArgument : Unknown;
        }

        Argument = arguments[_word++];
        return option;
    }

    private void NextWord()
    {
        _letter = 0;
        _word++;
    }
}
