using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// A connection string of PostgreSQL's libpq: <c>host=/run/postgresql dbname=app</c> or <c>postgres://user@host/db</c>. Source: spec
/// replication 5.4.
/// </summary>
/// <param name="Text">The string; it may hold a password.</param>
public sealed partial record PostgresDsn(Secret Text)
{
    /// <summary>The string with stars for passwords; still a legal one.</summary>
    public string Redacted => Passwords().Replace(Text.Reveal(), $"$1{Secret.Redacted}");

    /// <summary>What it says.</summary>
    public PostgresParameters Parameters =>
        PostgresParameters.TryRead(Text.Reveal(), out var parameters, out var problem) ? parameters : throw new InvalidOperationException(problem); // only TryParse makes one

    /// <summary>Reads a string; <paramref name="problem"/> never repeats any of it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PostgresDsn? dsn, [NotNullWhen(false)] out string? problem)
    {
        problem = PostgresParameters.TryRead(text, out var parameters, out var wrong) ? parameters.Problem : wrong;
        dsn = problem is null ? new(new Secret(text)) : null;
        return problem is null;
    }

    // After "password=" in keywords and queries, quoted or not, and between ':' and '@' before a host.
    [GeneratedRegex(@"((?:sslpassword|password)\s*=\s*)(?:'(?:[^'\\]|\\.)*'|(?:[^\s&\\]|\\.)+)|(?<=^postgres(?:ql)?://[^/@:]*:)[^/]*(?=@)", RegexOptions.CultureInvariant)]
    private static partial Regex Passwords();
}
