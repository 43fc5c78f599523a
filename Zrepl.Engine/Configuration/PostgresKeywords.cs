using System.Text;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// <c>keyword = value</c>, where a value with blanks stands in single quotes and a backslash takes the next character as it is, as libpq takes it.
/// </summary>
internal static class PostgresKeywords
{
    /// <summary>Takes it apart; returns what is wrong with it, or null.</summary>
    public static string? Read(string text, IDictionary<string, string> values)
    {
        var at = 0;
        while (true)
        {
            SkipBlanks(text, ref at);
            if (at == text.Length) return null;
            var begin = at;
            while (at < text.Length && text[at] != '=' && !IsBlank(text[at])) at++;
            if (at == begin) return "a keyword is missing before \"=\"";
            var keyword = text[begin..at];
            SkipBlanks(text, ref at);
            if (at == text.Length || text[at] != '=') return "missing \"=\" after a keyword in connection info string";
            at++;
            SkipBlanks(text, ref at);
            var value = new StringBuilder();
            if (ReadValue(text, ref at, value) is { } problem) return problem;
            values[keyword] = value.ToString();
        }
    }

    private static string? ReadValue(string text, ref int at, StringBuilder value)
    {
        var isQuoted = at < text.Length && text[at] == '\'';
        if (isQuoted) at++;
        for (; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                if (++at == text.Length) return "missing character after backslash";
            }
            else if (isQuoted && text[at] == '\'')
            {
                at++;
                return null;
            }
            else if (!isQuoted && IsBlank(text[at]))
            {
                return null;
            }

            value.Append(text[at]);
        }

        return isQuoted ? "unterminated quoted string literal in connection string" : null;
    }

    private static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && IsBlank(text[at])) at++;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';
}
