using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Configuration;

/// <summary>What a connection string for MySQL says. Source: spec replication 5.5.</summary>
/// <param name="User">Name to sign in with; may be empty.</param>
/// <param name="Password">As it stands there, raw.</param>
/// <param name="Network"><c>tcp</c> or <c>unix</c>.</param>
/// <param name="Address"><c>host:port</c>, or the path of a socket; empty for the network's default.</param>
/// <param name="Database">Its name; may be empty.</param>
/// <param name="Options">Parameters in their order, values decoded.</param>
public sealed partial record MySqlParameters(
    string User, Secret Password, string Network, string Address, string Database, ImmutableArray<KeyValuePair<string, string>> Options)
{
    /// <summary>Takes a string apart, from the right, because a password may hold anything; <paramref name="problem"/> never repeats any of it.</summary>
    internal static bool TryRead(string text, [NotNullWhen(true)] out MySqlParameters? parameters, [NotNullWhen(false)] out string? problem)
    {
        parameters = null;
        var slash = text.LastIndexOf('/');
        if (slash < 0)
        {
            problem = "invalid DSN: missing the slash separating the database name";
            return false;
        }

        var at = text.LastIndexOf('@', slash);
        var endpoint = text[(at + 1)..slash];
        var rest = text[(slash + 1)..].Split('?', 2);
        string[] options = rest.Length < 2 ? [] : rest[1].Split('&', StringSplitOptions.RemoveEmptyEntries);
        problem = ProblemInEndpoint(endpoint) ?? ProblemInOptions(options);
        if (problem is not null) return false;

        var credentials = (at < 0 ? "" : text[..at]).Split(':', 2);
        var brace = endpoint.IndexOf('(', StringComparison.Ordinal);
        parameters = new(
            credentials[0],
            new Secret(credentials.Length < 2 ? "" : credentials[1]),
            (brace < 0 ? endpoint : endpoint[..brace]) is { Length: > 0 } network ? network : "tcp",
            brace < 0 ? "" : endpoint[(brace + 1)..^1],
            rest[0],
            [.. options.Select(Option)]);
        return true;
    }

    private static string? ProblemInEndpoint(string endpoint)
    {
        var brace = endpoint.IndexOf('(', StringComparison.Ordinal);
        if (brace >= 0 && !endpoint.EndsWith(')'))
        {
            return endpoint.AsSpan(brace).Contains(')')
                ? "invalid DSN: did you forget to escape a param value?"
                : "invalid DSN: network address not terminated (missing closing brace)";
        }

        return brace < 0 && endpoint is not ("" or "tcp" or "unix") ? "invalid DSN: default addr for this network unknown, write net(addr)" : null;
    }

    private static string? ProblemInOptions(string[] options)
    {
        if (options.Any(option => !option.Contains('=', StringComparison.Ordinal))) return "invalid DSN: a parameter without \"=\"";
        return options.All(option => Name().IsMatch(option)) ? null : "invalid DSN: a parameter with an illegal name";
    }

    private static KeyValuePair<string, string> Option(string text)
    {
        var parts = text.Split('=', 2);
        return KeyValuePair.Create(parts[0], Uri.UnescapeDataString(parts[1].Replace('+', ' ')));
    }

    // It can become a setting of the session.
    [GeneratedRegex("^[A-Za-z_@][A-Za-z0-9_@.]*=", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
