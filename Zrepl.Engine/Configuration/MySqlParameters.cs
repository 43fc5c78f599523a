using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration;

/// <summary>What a connection string for MySQL says. Source: spec replication 5.5.</summary>
/// <param name="User">Name to sign in with; may be empty.</param>
/// <param name="Password">As it stands there, raw.</param>
/// <param name="Network"><c>tcp</c> or <c>unix</c>.</param>
/// <param name="Address"><c>host:port</c>, or the path of a socket; empty for the network's default.</param>
/// <param name="Database">Its name; may be empty.</param>
/// <param name="Options">Parameters in their order, values decoded.</param>
public sealed record MySqlParameters(
    string User, Secret Password, string Network, string Address, string Database, ImmutableArray<KeyValuePair<string, string>> Options)
{
    /// <summary>Takes apart what <see cref="MySqlDsn.TryParse"/> found legal: from the right, because a password may hold anything.</summary>
    internal static MySqlParameters Read(string text)
    {
        var slash = text.LastIndexOf('/');
        var at = text.LastIndexOf('@', slash);
        var credentials = at < 0 ? "" : text[..at];
        var colon = credentials.IndexOf(':', StringComparison.Ordinal);
        var endpoint = text[(at + 1)..slash];
        var brace = endpoint.IndexOf('(', StringComparison.Ordinal);
        var rest = text[(slash + 1)..].Split('?', 2);
        return new(
            colon < 0 ? credentials : credentials[..colon],
            new Secret(colon < 0 ? "" : credentials[(colon + 1)..]),
            (brace < 0 ? endpoint : endpoint[..brace]) is { Length: > 0 } network ? network : "tcp",
            brace < 0 ? "" : endpoint[(brace + 1)..^1],
            rest[0],
            rest.Length < 2 ? [] : [.. rest[1].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Option)]);
    }

    private static KeyValuePair<string, string> Option(string text)
    {
        var parts = text.Split('=', 2);
        return KeyValuePair.Create(parts[0], Uri.UnescapeDataString(parts[1].Replace('+', ' ')));
    }
}
