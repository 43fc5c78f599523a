using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// A connection string as Go's MySQL driver takes it: <c>[user[:password]@][net[(addr)]]/dbname[?param=value]</c>. Source:
/// spec replication 5.5.
/// </summary>
/// <param name="Text">The string; it may hold a password.</param>
public sealed record MySqlDsn(Secret Text)
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
    public MySqlParameters Parameters =>
        MySqlParameters.TryRead(Text.Reveal(), out var parameters, out var problem) ? parameters : throw new InvalidOperationException(problem); // only TryParse makes one

    /// <summary>Reads a string; <paramref name="problem"/> never repeats any of it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MySqlDsn? dsn, [NotNullWhen(false)] out string? problem)
    {
        dsn = MySqlParameters.TryRead(text, out _, out problem) ? new(new Secret(text)) : null;
        return dsn is not null;
    }
}
