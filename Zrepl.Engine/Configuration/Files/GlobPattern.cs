using System.Text;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Configuration.Files;

/// <summary>A pattern for the name of a file: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a-z]</c>. A bracket that nothing closes stands for
/// itself.</summary>
internal static class GlobPattern
{
    /// <summary>Makes the expression that matches what the pattern matches.</summary>
    public static Regex Parse(string pattern)
    {
        var expression = new StringBuilder(@"\A");
        for (var at = 0; at < pattern.Length; at++)
        {
            var end = pattern[at] == '[' ? pattern.IndexOf(']', Math.Min(at + 2, pattern.Length)) : -1;
            if (end > 0)
            {
                expression.Append(ClassOf(pattern[(at + 1)..end]));
                at = end;
            }
            else
            {
                expression.Append(pattern[at] switch { '*' => "[^/]*", '?' => "[^/]", var c => Regex.Escape(c.ToString()) });
            }
        }

        return new Regex(expression.Append(@"\z").ToString(),
            RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }

    // Ranges that run backwards hold nothing, as in a shell.
    private static string ClassOf(string content)
    {
        var isNegated = content[0] is '^' or '!' && content.Length > 1;
        var items = new StringBuilder();
        for (var at = isNegated ? 1 : 0; at < content.Length; at++)
        {
            var isRange = at + 2 < content.Length && content[at + 1] == '-';
            var (from, to) = (content[at], isRange ? content[at + 2] : content[at]);
            if (from <= to) items.Append(System.Globalization.CultureInfo.InvariantCulture, $@"\u{(int)from:X4}-\u{(int)to:X4}");
            if (isRange) at += 2;
        }

        if (items.Length == 0) return isNegated ? "[^/]" : @"[^\s\S]";
        return $"[{(isNegated ? "^" : "")}{items}]";
    }
}
