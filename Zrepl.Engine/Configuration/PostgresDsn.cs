using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// A connection string of PostgreSQL's libpq: <c>host=/run/postgresql dbname=app</c> or <c>postgres://user@host/db</c>. Checked for its
/// grammar only. Source: spec replication 5.4.
/// </summary>
/// <param name="Text">The string; it may hold a password.</param>
public sealed partial record PostgresDsn(Secret Text)
{
    /// <summary>The string with stars for passwords; still a legal one.</summary>
    public string Redacted => Passwords().Replace(Text.Reveal(), $"$1{Secret.Redacted}");

    /// <summary>Reads a string; <paramref name="problem"/> never repeats any of it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PostgresDsn? dsn, [NotNullWhen(false)] out string? problem)
    {
        var isUrl = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);
        if (isUrl) problem = Uri.TryCreate(text, UriKind.Absolute, out _) ? null : "not a valid URL";
        else problem = ProblemInKeywords(text);
        dsn = problem is null ? new(new Secret(text)) : null;
        return problem is null;
    }

    // keyword = value, where a value with blanks stands in single quotes and a backslash takes the next character as it is.
    private static string? ProblemInKeywords(string text)
    {
        var at = 0;
        while (true)
        {
            SkipBlanks(text, ref at);
            if (at == text.Length) return null;
            var keyword = at;
            while (at < text.Length && text[at] != '=' && !IsBlank(text[at])) at++;
            if (at == keyword) return "a keyword is missing before \"=\"";
            SkipBlanks(text, ref at);
            if (at == text.Length || text[at] != '=') return "missing \"=\" after a keyword in connection info string";
            at++;
            SkipBlanks(text, ref at);
            if (ProblemInValue(text, ref at) is { } problem) return problem;
        }
    }

    private static string? ProblemInValue(string text, ref int at)
    {
        var isQuoted = at < text.Length && text[at] == '\'';
        if (isQuoted) at++;
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when ++at == text.Length:
                    return "missing character after backslash";
                case '\\':
                    break;
                case '\'' when isQuoted:
                    at++;
                    return null;
                case var c when !isQuoted && IsBlank(c):
                    return null;
            }
        }

        return isQuoted ? "unterminated quoted string literal in connection string" : null;
    }

    // After "password=" in keywords and queries, quoted or not, and between ':' and '@' before a host.
    [GeneratedRegex(@"((?:sslpassword|password)\s*=\s*)(?:'(?:[^'\\]|\\.)*'|(?:[^\s&\\]|\\.)+)|(?<=^postgres(?:ql)?://[^/@:]*:)[^/]*(?=@)", RegexOptions.CultureInvariant)]
    private static partial Regex Passwords();

    private static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && IsBlank(text[at])) at++;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';
}
