using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// A connection string as Go's MySQL driver takes it: <c>[user[:password]@][net[(addr)]]/dbname[?param=value]</c>. Source:
/// spec replication 5.5.
/// </summary>
/// <param name="Text">The string; it may hold a password.</param>
public sealed partial record MySqlDsn(Secret Text)
{
    /// <summary>The string with stars for the password; still a legal one.</summary>
    public string Redacted
    {
        get
        {
            var text = Text.Reveal();
            var at = text.LastIndexOf('@', text.LastIndexOf('/'));
            var colon = at < 0 ? -1 : text.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 || colon > at ? text : text[..(colon + 1)] + Secret.Redacted + text[at..];
        }
    }

    /// <summary>What it says.</summary>
    public MySqlParameters Parameters => MySqlParameters.Read(Text.Reveal());

    /// <summary>Reads a string; <paramref name="problem"/> never repeats any of it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MySqlDsn? dsn, [NotNullWhen(false)] out string? problem)
    {
        problem = ProblemIn(text);
        dsn = problem is null ? new(new Secret(text)) : null;
        return problem is null;
    }

    private static string? ProblemIn(string text)
    {
        var slash = text.LastIndexOf('/');
        if (slash < 0) return "invalid DSN: missing the slash separating the database name";
        var endpoint = text[(text.LastIndexOf('@', slash) + 1)..slash];
        var brace = endpoint.IndexOf('(', StringComparison.Ordinal);
        if (brace >= 0 && !endpoint.EndsWith(')'))
        {
            return endpoint.AsSpan(brace).Contains(')')
                ? "invalid DSN: did you forget to escape a param value?"
                : "invalid DSN: network address not terminated (missing closing brace)";
        }

        if (brace < 0 && endpoint is not ("" or "tcp" or "unix")) return "invalid DSN: default addr for this network unknown, write net(addr)";
        var question = text.IndexOf('?', slash);
        var parameters = question < 0 ? [] : text[(question + 1)..].Split('&');
        if (parameters.Any(p => !p.Contains('=', StringComparison.Ordinal) && p.Length > 0)) return "invalid DSN: a parameter without \"=\"";
        return parameters.Any(p => p.Length > 0 && !Name().IsMatch(p)) ? "invalid DSN: a parameter with an illegal name" : null;
    }

    // It can become a setting of the session.
    [GeneratedRegex("^[A-Za-z_@][A-Za-z0-9_@.]*=", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
