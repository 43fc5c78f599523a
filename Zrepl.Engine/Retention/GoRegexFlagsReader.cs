namespace Zrepl.Engine.Retention;

/// <summary>Reads what follows <c>(?</c>: a name, flags for a group, or flags for the rest of the open group. Everything else is not Go.</summary>
internal static class GoRegexFlagsReader
{
    /// <summary>Reads the head; leaves the reader behind it.</summary>
    /// <returns>True if a group begins here, false if only <paramref name="flags"/> changed.</returns>
    public static bool ReadGroupHead(GoRegexReader reader, ref GoRegexFlags flags)
    {
        var start = reader.Offset;
        if (reader.LooksAt("(?P<") || reader.LooksAt("(?<"))
        {
            SkipName(reader, start);
            return true;
        }

        reader.Skip(2);
        var (isNegative, hasFlag) = (false, false);
        while (!reader.AtEnd)
        {
            var c = reader.Take(1)[0];
            switch (c)
            {
                case 'i' or 'm' or 's' or 'U':
                    var flag = FlagOf(c);
                    flags = isNegative ? flags & ~flag : flags | flag;
                    hasFlag = true;
                    continue;
                case '-' when !isNegative:
                    (isNegative, hasFlag) = (true, false);
                    continue;
                case ':' or ')' when !isNegative || hasFlag:
                    return c == ':';
                default:
                    throw reader.Refuse("invalid or unsupported Perl syntax", start, reader.Offset);
            }
        }

        throw reader.Refuse("missing closing )", start, reader.Offset);
    }

    private static void SkipName(GoRegexReader reader, int start)
    {
        reader.Skip(reader.LooksAt("(?P<") ? 4 : 3);
        var end = reader.Pattern.IndexOf('>', reader.Offset);
        if (end < 0) throw reader.Refuse("invalid named capture", start, reader.Pattern.Length);
        var name = reader.Take(end - reader.Offset);
        reader.Skip(1);
        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_'))
            throw reader.Refuse("invalid named capture", start, reader.Offset);
    }

    private static GoRegexFlags FlagOf(char c) => c switch
    {
        'i' => GoRegexFlags.IgnoreCase,
        'm' => GoRegexFlags.MultiLine,
        's' => GoRegexFlags.DotMatchesNewline,
        _ => GoRegexFlags.Ungreedy,
    };
}
